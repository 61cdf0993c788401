package org.cloister.deid.text;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.cloister.deid.text.Tokens.Shape;

/// Finds dates in every common form. A bare year is none: the law lets it stand.
final class DateFinder {
  private static final Map<String, Integer> MONTHS = months();

  private final Tokens t;
  private final Findings findings;

  DateFinder(Tokens tokens, Findings findings) {
    this.t = tokens;
    this.findings = findings;
  }

  private static Map<String, Integer> months() {
    String[] byMonth = {
      "january jan enero januar janvier januari",
      "february feb febrero februar février fevrier februari",
      "march mar marzo märz marz mars maart",
      "april apr abril avril",
      "may mayo mai mei",
      "june jun junio juni juin",
      "july jul julio juli juillet",
      "august aug agosto août aout augustus",
      "september sep sept septiembre septembre",
      "october oct octubre oktober octobre",
      "november nov noviembre novembre",
      "december dec diciembre dezember décembre decembre"
    };
    Map<String, Integer> months = new HashMap<>();
    for (int month = 1; month <= 12; month++) {
      for (String name : byMonth[month - 1].split(" ", -1)) {
        months.put(Letters.folded(name), month);
      }
    }
    return Map.copyOf(months);
  }

  void find() {
    for (int i = 0; i < t.size(); i++) {
      if (!findings.isFree(i)) {
        continue;
      }
      if (t.is(i, Shape.NUMBER) || t.is(i, Shape.CODE)) {
        i = Math.max(i, fromNumber(i));
      } else if (t.is(i, Part.MONTH)) {
        i = Math.max(i, fromMonth(i));
      } else if (t.is(i, Part.WEEKDAY)) {
        weekday(i);
      } else if (t.is(i, Part.SEASON) || t.is(i, Part.HOLIDAY)) {
        named(i);
      }
    }
  }

  /// Returns the last token of a date that begins at `i`, -1 for none.
  private int fromNumber(int i) {
    int last = threeNumbers(i);
    if (last < 0) {
      last = dayThenMonth(i);
    }
    return last >= 0 ? last : twoNumbers(i);
  }

  private int threeNumbers(int i) {
    if (!isJoint(i + 1) || !t.touchesNext(i) || !t.touchesNext(i + 1)) {
      return -1;
    }
    int first = t.number(i);
    int second = t.number(i + 2);
    int third = t.has(i + 4) ? t.leadingNumber(i + 4) : -1;
    boolean joined = isSame(i + 1, i + 3) && t.touchesNext(i + 2) && t.touchesNext(i + 3);
    if (!joined || first < 0 || second < 0 || third < 0 || !isFreeBefore(i)) {
      return -1;
    }
    char joint = t.text.charAt(t.start(i + 1));
    if (t.length(i) == 4 && isMonth(second) && isDay(third)) {
      return date(i, withTime(i + 4), exactly(first, second, third));
    }
    if (!t.is(i + 4, Shape.NUMBER) || t.length(i) > 2 || t.length(i + 2) > 2) {
      return -1;
    }
    boolean dayAndMonth = (isMonth(first) && isDay(second)) || (isDay(first) && isMonth(second));
    if (!dayAndMonth || (t.length(i + 4) != 2 && !isYear(i + 4))) {
      return -1;
    }
    return date(
        i, i + 4, t.length(i + 4) == 4 ? ordered(first, second, third, joint) : WrittenDate.VAGUE);
  }

  /// Month first with slashes and hyphens, as in the United States, unless that is no date. With
  /// dots, which are written both ways, only where one of the two can be no month.
  private static WrittenDate ordered(int first, int second, int year, char joint) {
    if (isMonth(first) && isMonth(second) && joint == '.' && first != second) {
      return WrittenDate.ofYear(year);
    }
    return isMonth(first) ? exactly(year, first, second) : exactly(year, second, first);
  }

  /// `4 May 2023`, `04-Nov-23`, `4th of July`.
  private int dayThenMonth(int i) {
    int day = t.leadingNumber(i);
    if (!isDay(day) || !isFreeBefore(i) || !(t.is(i, Shape.NUMBER) || isOrdinal(i))) {
      return -1;
    }
    int month = i + 1;
    while (isJoint(month) || t.says(month, "of") || t.says(month, "de")) {
      month++;
    }
    if (!t.is(month, Part.MONTH) || t.newLineBefore(month) || isLowerMayOrMarch(month)) {
      return -1;
    }
    int year = month + 1;
    while (isJoint(year) || t.is(year, ',') || t.says(year, "of") || t.says(year, "de")) {
      year++;
    }
    if (isYear(year)) {
      return date(i, year, exactly(t.number(year), month(month), day));
    }
    boolean shortYear = t.is(year, Shape.NUMBER) && t.length(year) == 2 && t.touchesNext(year - 1);
    return date(i, shortYear ? year : month, WrittenDate.VAGUE);
  }

  private boolean isOrdinal(int i) {
    int digits = t.leadingNumber(i) > 9 ? 2 : 1;
    if (t.length(i) != digits + 2) {
      return false;
    }
    String ending = t.text.substring(t.end(i) - 2, t.end(i)).toLowerCase(Locale.ROOT);
    return ending.equals("th") || ending.equals("st") || ending.equals("nd") || ending.equals("rd");
  }

  /// `2/17`, `9-4`, `03/2024`: a date unless the words about it say that it is a score or a ratio.
  private int twoNumbers(int i) {
    boolean slash = t.is(i + 1, '/');
    if ((!slash && !t.is(i + 1, '-'))
        || !t.touchesNext(i)
        || !t.touchesNext(i + 1)
        || !isFreeBefore(i)) {
      return -1;
    }
    int first = t.number(i);
    int second = t.number(i + 2);
    boolean ends = !t.touchesNext(i + 2) || !isJoint(i + 3) || !t.touchesNext(i + 3);
    if (!ends || t.length(i) > 2 || !isMonth(first)) {
      return -1;
    }
    if (isYear(i + 2)) {
      return date(i, i + 2, WrittenDate.ofYear(second));
    }
    boolean possible = slash && isDay(second) && t.length(i + 2) <= 2;
    return possible && readsAsDate(i, first, second) ? date(i, i + 2, WrittenDate.VAGUE) : -1;
  }

  private boolean readsAsDate(int i, int first, int second) {
    if (isMeasured(i + 3) || t.is(i + 3, '%')) {
      return false;
    }
    for (int back = i - 1; back >= Math.max(0, i - 4); back--) {
      if (t.is(back, Part.SCOREWORD)) {
        return false;
      }
      if (t.is(back, Part.DATEWORD) && !t.says(back, "of") && !t.says(back, "to")) {
        return true;
      }
    }
    boolean fraction = first <= second && (second <= 6 || second == 8 || second == 10);
    boolean clear = t.length(i) == 2 && t.text.charAt(t.start(i)) == '0';
    return clear || !fraction || t.is(i + 3, ':');
  }

  private boolean isMeasured(int i) {
    return t.is(i, Part.SCOREWORD) || (t.is(i, Part.UNITOFMEASURE) && !t.is(i, Shape.CAPITAL));
  }

  /// `May 4, 2023`, `Sep 19`, `March 2024`, and a month alone where a word before it says so.
  private int fromMonth(int i) {
    if (t.is(i, Shape.LOWER) && isLowerMayOrMarch(i)) {
      return -1;
    }
    int next = i + 1;
    while (t.is(next, '.') || t.is(next, '-') || t.is(next, '/')) {
      next++;
    }
    if (t.newLineBefore(Math.min(next, t.size() - 1)) && next < t.size()) {
      return alone(i);
    }
    if (isYear(next)) {
      return date(i, next, WrittenDate.ofYear(t.number(next)));
    }
    int day = t.has(next) ? t.leadingNumber(next) : -1;
    if (!isDay(day) || !(t.is(next, Shape.NUMBER) || isOrdinal(next)) || isMeasured(next + 1)) {
      return alone(i);
    }
    int year = next + 1;
    while (t.is(year, ',')
        || isJoint(year)
        || Letters.isApostrophe(t.has(year) ? t.text.charAt(t.start(year)) : ' ')) {
      year++;
    }
    if (isYear(year)) {
      return date(i, year, exactly(t.number(year), month(i), day));
    }
    boolean shortYear =
        t.is(year, Shape.NUMBER)
            && t.length(year) == 2
            && year > next + 1
            && t.touchesNext(year - 1);
    return date(i, shortYear ? year : next, WrittenDate.VAGUE);
  }

  private int alone(int i) {
    boolean full = t.length(i) > 3 || t.says(i, "may");
    boolean said =
        t.is(i - 1, Part.DATEWORD)
            || t.is(i - 1, Part.WHERE)
            || t.says(i - 1, "early")
            || t.says(i - 1, "late")
            || t.says(i - 1, "mid")
            || t.says(i - 1, "during")
            || t.says(i - 1, "next")
            || t.says(i - 1, "this")
            || (t.is(i - 1, '-') && t.touchesNext(i - 1));
    return full && said && t.is(i, Shape.CAPITAL) ? date(i, i, WrittenDate.VAGUE) : -1;
  }

  private boolean isLowerMayOrMarch(int i) {
    return t.is(i, Shape.LOWER)
        && (t.says(i, "may") || t.says(i, "march") || t.says(i, "mar") || t.says(i, "dec"));
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
    if (isYear(year)) {
      findings.addDate(i, year, WrittenDate.ofYear(t.number(year)));
    } else if (t.is(i, Part.HOLIDAY) && t.is(i, Shape.CAPITAL)) {
      findings.add(i, i, Label.DATE);
    } else if (t.is(i, Part.SEASON) && (t.says(i - 1, "last") || t.says(i - 1, "this"))) {
      findings.add(i, i, Label.DATE);
    }
  }

  private int date(int first, int last, WrittenDate date) {
    findings.addDate(first, last, date);
    return last;
  }

  /// The last token of a time of day that is written on to the day: `2023-05-04T10:15:00Z`.
  private int withTime(int day) {
    int last = day;
    if (t.is(day, Shape.CODE)) {
      while (t.touchesNext(last)
          && (t.is(last + 1, ':')
              || t.is(last + 1, '.')
              || t.is(last + 1, '+')
              || t.is(last + 1, '-')
              || Letters.isDigit(t.text.charAt(t.start(last + 1))))) {
        last++;
      }
      return t.is(last, '.') ? last - 1 : last;
    }
    return last;
  }

  private static WrittenDate exactly(int year, int month, int day) {
    try {
      return WrittenDate.ofDay(LocalDate.of(year, month, day));
    } catch (DateTimeException e) {
      return WrittenDate.ofYear(year);
    }
  }

  private int month(int i) {
    return MONTHS.getOrDefault(t.folded(i), 1);
  }

  private boolean isYear(int i) {
    int year = t.has(i) && t.length(i) == 4 ? t.number(i) : -1;
    return year >= 1880 && year < 2100;
  }

  private static boolean isMonth(int number) {
    return number >= 1 && number <= 12;
  }

  private static boolean isDay(int number) {
    return number >= 1 && number <= 31;
  }

  private boolean isJoint(int i) {
    return t.is(i, '/') || t.is(i, '-') || t.is(i, '.') || t.is(i, '–');
  }

  private boolean isSame(int a, int b) {
    return t.has(b) && t.is(b, t.text.charAt(t.start(a)));
  }

  /// Not the tail of a longer number such as `128/76/3` or `1.5-2`.
  private boolean isFreeBefore(int i) {
    boolean tail =
        i > 1
            && t.touchesNext(i - 1)
            && isJoint(i - 1)
            && t.touchesNext(i - 2)
            && t.is(i - 2, Shape.NUMBER);
    return !tail || !findings.isFree(i - 2);
  }
}
