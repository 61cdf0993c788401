package org.cloister.deid.text;

import java.util.Locale;

/// The parts that a word can play. A word may have several; each list of words names its own.
enum Part {
  WORD,
  NAME,
  CLINICAL,
  EPONYM,
  TITLE,
  CREDENTIAL,
  FIELD,
  RELATION,
  AGENT,
  VERB,
  MONTH,
  WEEKDAY,
  SEASON,
  HOLIDAY,
  STREET,
  ROADFIRST,
  UNIT,
  STATE,
  STATECODE,
  INSTITUTION,
  GENERIC,
  WHERE,
  IDCUE,
  PHONECUE,
  DATEWORD,
  SCOREWORD,
  DISEASE,
  TIMEUNIT,
  UNITOFMEASURE,
  CODESYSTEM;

  final int bit = 1 << ordinal();

  static Part named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
