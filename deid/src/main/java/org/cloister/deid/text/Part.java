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
  LIFEWORD,
  UNITOFMEASURE,
  CODESYSTEM,

  /// A name or surname that is also a word of every other note: `will`, `rose`, `long`.
  EVERYDAY;

  /// One of 32 at most, so that the parts of a word fit into an int.
  @SuppressWarnings("EnumOrdinal") // never stored
  final int bit = 1 << ordinal();

  static Part named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
