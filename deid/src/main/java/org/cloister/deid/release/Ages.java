package org.cloister.deid.release;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cloister.deid.generalise.AgeBand;
import org.cloister.deid.generalise.AgeBand.Verdict;

/// Which numbers of a document are ages over 89. A unit of time tells, the type Age, a code for an
/// age in an object around, or the words beside a number without a unit. Not safe for concurrent
/// use.
final class Ages {
  /// LOINC and SNOMED CT codes of what is an age.
  private static final Set<String> CODES =
      Set.of(
          "30525-0",
          "21612-7",
          "29553-5",
          "21611-9",
          "35659-2",
          "39016-1",
          "63900-5",
          "397669002",
          "424144002",
          "445518008");

  /// `Age`, `patientAge`, `age_at_death`, `How old`; not `Dosage`, `agent`, `bandage`.
  private static final Pattern WORDS =
      Pattern.compile(
          "(?<![A-Za-z])[Aa](ge|GE|ged|lter)(?![a-z])|(?<=[a-z])Age(?![a-z])"
              + "|(?i:\\b(?:how old|years old|edad|âge|leeftijd|età|idade)\\b)");

  private static final Pattern NUMBER = Pattern.compile("[0-9]+");
  private static final int MOST_DIGITS = 9;

  private final JsonIndex index;
  private final Vocabulary vocabulary;

  Ages(JsonIndex index, Vocabulary vocabulary) {
    this.index = index;
    this.vocabulary = vocabulary;
  }

  /// Judges a Quantity.
  ///
  /// @param isTypeAge whether its type is Age, which is one whatever its unit
  Verdict judge(ResourceScope scope, boolean isTypeAge, int quantity) {
    int value = index.member(quantity, vocabulary.value);
    if (value == JsonIndex.NONE) {
      return Verdict.UP_TO_89;
    }
    String unit = index.textOf(quantity, vocabulary.unit);
    String code = index.textOf(quantity, vocabulary.code);
    boolean isTime = AgeBand.isTime(code, unit);
    if (!isTime && isPlainlyBelow90(value)) {
      return Verdict.NO_AGE;
    }
    boolean hasUnit = !unit.isEmpty() || !code.isEmpty();
    if (!isTime && !isTypeAge && !isAge(scope, quantity, hasUnit)) {
      return Verdict.NO_AGE;
    }
    String amount = index.text(value);
    String comparator = index.textOf(quantity, vocabulary.comparator);
    // An age without a unit, or with one that is none of time, is read as years.
    return isTime
        ? AgeBand.judge(amount, comparator, code, unit)
        : AgeBand.judge(amount, comparator, "a", "a");
  }

  /// Whether a number that stands alone is, or may be, an age over 89.
  boolean isOver89(ResourceScope scope, int number) {
    return !isPlainlyBelow90(number)
        && isAge(scope, number, false)
        && AgeBand.judge(index.text(number), "", "a", "a") != Verdict.UP_TO_89;
  }

  /// Whether a text is the value of what is an age, and holds a number over 89.
  boolean tellsOver89(ResourceScope scope, int node, String text) {
    Matcher number = NUMBER.matcher(text);
    while (number.find()) {
      boolean isLong = number.end() - number.start() > MOST_DIGITS;
      if ((isLong || Integer.parseInt(number.group()) >= AgeBand.OLDEST)
          && isAge(scope, node, false)) {
        return true;
      }
    }
    return false;
  }

  /// One or two digits before a point, or the end, and less than 90: most numbers, at a glance.
  private boolean isPlainlyBelow90(int number) {
    int start = index.start(number);
    int digits = 0;
    for (int at = start; at < index.end(number); at++) {
      byte b = index.bytes()[at];
      if (b >= '0' && b <= '9') {
        digits++;
      } else if (b == '.') {
        break;
      } else {
        return false;
      }
    }
    for (int at = start + digits; at < index.end(number); at++) {
      if ((index.bytes()[at] | 0x20) == 'e') {
        return false;
      }
    }
    return digits == 1 || (digits == 2 && index.bytes()[start] != '9');
  }

  /// @param hasUnit whether it has a unit that is none of time: then words alone say too little,
  ///   for there are age-adjusted doses
  private boolean isAge(ResourceScope scope, int node, boolean hasUnit) {
    String label = "";
    for (int at = scope.resource(); at != node; at = towards(at, node)) {
      if (isAgeCode(concept(at))) {
        return true;
      }
      // The words that stand nearest count: a weight may be asked for under "Age and weight".
      String nearer = hasUnit || !index.isObject(at) ? "" : label(at);
      label = nearer.isBlank() ? label : nearer;
    }
    return WORDS.matcher(label).find();
  }

  /// The child of this object or list that the node is, or is in.
  private int towards(int outer, int node) {
    int child = index.first(outer);
    while (index.next(child) <= node) {
      child = index.next(child);
    }
    return child;
  }

  /// What an object says to machines of what its value is.
  private int concept(int object) {
    int code = index.member(object, vocabulary.code);
    return code == JsonIndex.NONE ? index.member(object, vocabulary.measure) : code;
  }

  private boolean isAgeCode(int code) {
    if (code == JsonIndex.NONE) {
      return false;
    }
    if (index.isObject(code)) {
      return CODES.contains(index.textOf(code, vocabulary.code))
          || isAgeCode(index.member(code, vocabulary.coding));
    }
    if (!index.isArray(code)) {
      return false;
    }
    for (int item = index.first(code); item < index.next(code); item = index.next(item)) {
      if (index.isObject(item) && isAgeCode(item)) {
        return true;
      }
    }
    return false;
  }

  /// What people read beside the value: the words of its code, of its question, of its parameter.
  private String label(int object) {
    StringBuilder label = new StringBuilder();
    for (int property : vocabulary.labels) {
      String text = index.textOf(object, property);
      label.append(text).append('\n');
    }
    int code = concept(object);
    if (code != JsonIndex.NONE && index.isObject(code)) {
      label.append(index.textOf(code, vocabulary.text)).append('\n');
      int codings = index.member(code, vocabulary.coding);
      if (codings != JsonIndex.NONE && index.isArray(codings)) {
        int stop = index.next(codings);
        for (int coding = index.first(codings); coding < stop; coding = index.next(coding)) {
          label.append(index.textOf(coding, vocabulary.display)).append('\n');
        }
      }
    }
    return label.toString();
  }
}
