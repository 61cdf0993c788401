package org.cloister.deid.text;

import org.cloister.deid.text.Tokens.Shape;

/// Finds dates in every common form. A bare year is none: the law lets it stand.
final class DateFinder {
  private final Tokens t;
  private final Findings findings;
  private final DateWords words;
  private final NumericDates numeric;
  private final MonthDates withMonth;

  DateFinder(Tokens tokens, Findings findings) {
    this.t = tokens;
    this.findings = findings;
    words = new DateWords(tokens, findings);
    numeric = new NumericDates(tokens, words);
    withMonth = new MonthDates(tokens, words);
  }

  void find() {
    for (int i = 0; i < t.size(); i++) {
      if (!findings.isFree(i)) {
        continue;
      }
      if (t.is(i, Shape.NUMBER) || t.is(i, Shape.CODE)) {
        i = Math.max(i, fromNumber(i));
      } else if (t.is(i, Part.MONTH)) {
        i = Math.max(i, withMonth.fromMonth(i));
      } else if (t.is(i, Part.WEEKDAY)) {
        weekday(i);
      } else if (t.is(i, Part.SEASON) || t.is(i, Part.HOLIDAY)) {
        named(i);
      }
    }
  }

  private int fromNumber(int i) {
    int last = numeric.threeNumbers(i);
    if (last < 0) {
      last = withMonth.dayThenMonth(i);
    }
    return last >= 0 ? last : numeric.twoNumbers(i);
  }

  /// A day of the week, unless it says how often something is done.
  private void weekday(int i) {
    boolean often =
        t.says(i - 1, "every")
            || t.says(i - 1, "each")
            || (t.length(i) <= 5 && !t.is(i, Shape.CAPITAL));
    boolean shortForm = t.length(i) <= 5 && !t.is(i + 1, ',') && !t.is(i - 1, Part.DATEWORD);
    if (!often && !shortForm && t.isCapitalised(i)) {
      findings.add(i, i, Label.DATE);
    }
  }

  private void named(int i) {
    int year = t.says(i + 1, "of") ? i + 2 : i + 1;
    if (words.isYear(year)) {
      findings.addDate(i, year, WrittenDate.ofYear(t.number(year)));
    } else if (t.is(i, Part.HOLIDAY) && t.is(i, Shape.CAPITAL)) {
      findings.add(i, i, Label.DATE);
    } else if (t.is(i, Part.SEASON) && (t.says(i - 1, "last") || t.says(i - 1, "this"))) {
      findings.add(i, i, Label.DATE);
    }
  }
}
