package org.cloister.deid.text;

import java.util.regex.Pattern;
import org.cloister.deid.text.Tokens.Shape;

/// Finds numbers and codes that point at one person or thing: record, insurance, account and
/// licence numbers, plates, serial numbers. Judges by the words before and by the build.
final class IdFinder {
  /// Stages of tumours, and pregnancies and births: `T2N0M0`, `G3P2012`.
  private static final Pattern STAGE_OR_PARITY =
      Pattern.compile(
          "[pcyr]{0,2}t(?:is|[0-4x][a-d]?)n[0-3x][a-c]?(?:m[01x][a-c]?)?|m[01]e[01]s[01]t[0-2](?:c[0-2])?|g\\d{1,2}p\\d{1,4}(?:a\\d)?");

  private final Tokens t;
  private final Findings findings;

  IdFinder(Tokens tokens, Findings findings) {
    this.t = tokens;
    this.findings = findings;
  }

  void find() {
    for (int i = 0; i < t.size(); i++) {
      if (!findings.isFree(i) || t.is(i, Shape.MARK)) {
        continue;
      }
      int last = lastOf(i);
      if (isInTwoParts(i)) {
        last = lastOf(i + 1);
        findings.add(i, last, Label.ID);
      } else if (digits(i, last) >= 2) {
        last = judge(i, last);
      }
      i = last;
    }
  }

  /// Letters and then digits, `plate RCY 3983`.
  private boolean isInTwoParts(int i) {
    if (!(t.is(i, Shape.UPPER) || t.is(i, Shape.CODE))
        || t.length(i) > 4
        || !(t.is(i + 1, Shape.NUMBER) || t.is(i + 1, Shape.CODE))
        || !findings.isFree(i + 1)
        || t.newLineBefore(i + 1)) {
      return false;
    }
    int cue = cueBefore(i);
    return isPlateBefore(i)
        || t.says(cue, "tag")
        || t.says(cue, "license")
        || t.says(cue, "licence")
        || t.says(cue, "passport")
        || t.says(cue, "registration");
  }

  /// The word stands some words before, `plate of the car in the lot: 4NM 996`.
  private boolean isPlateBefore(int i) {
    for (int back = i - 1; back >= Math.max(0, i - 9) && !t.newLineBefore(back + 1); back--) {
      if (t.is(back, '.') || t.is(back, ';')) {
        return false;
      }
      if (t.says(back, "plate") || t.says(back, "plates")) {
        return true;
      }
    }
    return false;
  }

  /// The last token of what is written in one with `i`.
  private int lastOf(int i) {
    int last = i;
    while (t.touchesNext(last) && findings.isFree(last + 1)) {
      boolean joint =
          t.is(last + 1, '-')
              || t.is(last + 1, '/')
              || t.is(last + 1, '.')
              || t.is(last + 1, '_')
              || t.is(last + 1, '#');
      if (joint && t.touchesNext(last + 1) && !t.is(last + 2, Shape.MARK)) {
        last += 2;
      } else {
        break;
      }
    }
    return last;
  }

  private int judge(int first, int last) {
    int cue = cueBefore(first);
    if (cue >= 0 ? !isMeasurement(first, last) : standsOut(first, last)) {
      int from = isSerialCue(cue, first) ? cue : first;
      int to = withFurtherGroups(last);
      findings.add(from, to, Label.ID);
      return to;
    }
    int to = groupsOfDigits(first, last);
    return Math.max(last, to);
  }

  /// The nearest word before that announces an id, on the same line; -1 for none.
  private int cueBefore(int i) {
    for (int back = i - 1; back >= Math.max(0, i - 5); back--) {
      if (t.newLineBefore(back + 1) && !t.is(back, ':')) {
        return -1;
      }
      if (t.is(back, Part.IDCUE)) {
        return isWeakCue(back, i) ? -1 : back;
      }
      boolean passes =
          (t.is(back, Shape.MARK) && !t.is(back, ';') && !t.is(back, ',') && !t.is(back, '.'))
              || t.says(back, "is")
              || t.says(back, "on")
              || t.says(back, "ending")
              || t.says(back, "in")
              || t.says(back, "with")
              || t.says(back, "was")
              || t.says(back, "as")
              || t.is(back, '.');
      if (!passes) {
        break;
      }
    }
    return t.is(i - 1, '#') && t.touchesNext(i - 1) && t.length(i) > 3 ? i - 1 : -1;
  }

  /// Words such as `group`, `study` or `no`, which announce an id only right before it.
  private boolean isWeakCue(int cue, int i) {
    boolean common = t.is(cue, Part.WORD) && t.is(cue, Shape.LOWER) && t.length(cue) <= 8;
    int gap = i - cue;
    boolean number = t.is(i, Shape.NUMBER) && t.length(i) < 4 && lastOf(i) == i;
    return (common && (number || gap > 3))
        || (t.says(cue, "no") && t.is(cue, Shape.LOWER) && !t.is(cue + 1, '.'));
  }

  private boolean isSerialCue(int cue, int first) {
    return cue >= 0 && first - cue <= 2 && (t.says(cue, "sn") || t.says(cue, "vin"));
  }

  private boolean standsOut(int first, int last) {
    int digits = digits(first, last);
    int letters = letters(first, last);
    if (isMeasurement(first, last) || isCoded(first) || isClinicalCode(first, last)) {
      return false;
    }
    if (letters == 0) {
      int groups = (last - first) / 2 + 1;
      boolean longNumber = digits >= 7 && (groups == 1 || t.is(first + 1, '-') || groups > 2);
      boolean bloodGas = groups > 2 && (t.is(first + 1, '/') || t.is(first + 3, '/'));
      return (longNumber && !bloodGas) || isSocialSecurity(first, last);
    }
    return digits >= 3 && digits + letters >= 6 && !hasPlainWord(first, last);
  }

  private boolean isSocialSecurity(int first, int last) {
    return last - first == 4
        && t.length(first) == 3
        && t.length(first + 2) == 2
        && t.length(last) == 4;
  }

  private boolean hasPlainWord(int first, int last) {
    for (int i = first; i <= last; i++) {
      if (t.is(i, Shape.LOWER) || t.is(i, Part.CLINICAL)) {
        return true;
      }
    }
    return false;
  }

  /// A number with its unit, `500mg`, `150000 cells`.
  private boolean isMeasurement(int first, int last) {
    if (t.is(last, Shape.NUMBER)
        && (t.is(last + 1, Part.UNITOFMEASURE) || t.is(last + 1, '%'))
        && !t.newLineBefore(last + 1)) {
      return t.is(last + 1, '%') || !t.is(last + 1, Shape.CAPITAL);
    }
    if (first != last || !t.is(first, Shape.CODE)) {
      return false;
    }
    int unit = t.start(first);
    while (unit < t.end(first) && Letters.isDigit(t.text.charAt(unit))) {
      unit++;
    }
    return unit > t.start(first)
        && isLetters(unit, t.end(first))
        && t.end(first) - unit <= 5
        && !Character.isUpperCase(t.text.charAt(unit));
  }

  private boolean isLetters(int start, int end) {
    for (int i = start; i < end; i++) {
      if (!Character.isLetter(t.text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /// A code of a terminology, named before it.
  private boolean isCoded(int first) {
    for (int back = first - 1; back >= Math.max(0, first - 4); back--) {
      if (t.is(back, Part.CODESYSTEM)) {
        return true;
      }
    }
    return false;
  }

  /// LOINC's `12345-6`, genes and proteins such as `CYP2C19`, `HLA-B5701`, `rs12345`.
  private boolean isClinicalCode(int first, int last) {
    boolean loinc =
        last - first == 2
            && t.is(first + 1, '-')
            && t.is(first, Shape.NUMBER)
            && t.length(first) <= 5
            && t.is(last, Shape.NUMBER)
            && t.length(last) == 1;
    String start = t.folded(first);
    return loinc
        || STAGE_OR_PARITY.matcher(start).matches()
        || start.startsWith("cyp")
        || start.startsWith("hla")
        || start.startsWith("rs1")
        || start.startsWith("covid")
        || start.startsWith("sars");
  }

  private int digits(int first, int last) {
    int count = 0;
    for (int at = t.start(first); at < t.end(last); at++) {
      count += Letters.isDigit(t.text.charAt(at)) ? 1 : 0;
    }
    return count;
  }

  private int letters(int first, int last) {
    int count = 0;
    for (int at = t.start(first); at < t.end(last); at++) {
      count += Character.isLetter(t.text.charAt(at)) ? 1 : 0;
    }
    return count;
  }

  /// An announced id may go on in groups: `940 69 8424`.
  private int withFurtherGroups(int last) {
    int end = last;
    while (t.is(end + 1, Shape.NUMBER)
        && t.length(end + 1) >= 2
        && findings.isFree(end + 1)
        && t.start(end + 1) - t.end(end) == 1
        && !t.newLineBefore(end + 1)
        && !isMeasurement(end + 1, end + 1)
        && (t.is(end, Shape.NUMBER) || t.is(end, Shape.CODE))) {
      end++;
    }
    return end;
  }

  /// Cards and bank accounts: at least twelve digits in groups with single spaces.
  private int groupsOfDigits(int first, int last) {
    int end = withFurtherGroups(last);
    if (end > last && digits(first, end) >= 9 && !isCoded(first)) {
      findings.add(first, end, Label.ID);
      return end;
    }
    return -1;
  }
}
