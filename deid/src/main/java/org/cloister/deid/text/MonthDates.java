package org.cloister.deid.text;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.cloister.deid.text.Tokens.Shape;

/// Finds dates with the name of a month.
final class MonthDates {
  private static final Map<String, Integer> MONTHS = months();

  private final Tokens t;
  private final DateWords words;

  MonthDates(Tokens tokens, DateWords words) {
    this.t = tokens;
    this.words = words;
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

  /// `4 May 2023`, `04-Nov-23`, `4th of July`.
  int dayThenMonth(int i) {
    int day = t.leadingNumber(i);
    if (!DateWords.isDay(day)
        || !words.isFreeBefore(i)
        || !(t.is(i, Shape.NUMBER) || isOrdinal(i))) {
      return -1;
    }
    int month = i + 1;
    while (words.isJoint(month) || t.says(month, "of") || t.says(month, "de")) {
      month++;
    }
    if (!t.is(month, Part.MONTH) || t.newLineBefore(month) || isLowerMayOrMarch(month)) {
      return -1;
    }
    int year = month + 1;
    while (words.isJoint(year) || t.is(year, ',') || t.says(year, "of") || t.says(year, "de")) {
      year++;
    }
    if (words.isYear(year)) {
      return words.date(i, year, DateWords.exactly(t.number(year), month(month), day));
    }
    boolean shortYear = t.is(year, Shape.NUMBER) && t.length(year) == 2 && t.touchesNext(year - 1);
    return words.date(i, shortYear ? year : month, WrittenDate.VAGUE);
  }

  private boolean isOrdinal(int i) {
    int digits = t.leadingNumber(i) > 9 ? 2 : 1;
    if (t.length(i) != digits + 2) {
      return false;
    }
    String ending = t.text.substring(t.end(i) - 2, t.end(i)).toLowerCase(Locale.ROOT);
    return ending.equals("th") || ending.equals("st") || ending.equals("nd") || ending.equals("rd");
  }

  /// `May 4, 2023`, `Sep 19`, `March 2024`, and a month alone where a word before it says so.
  int fromMonth(int i) {
    if (t.is(i, Shape.LOWER) && isLowerMayOrMarch(i)) {
      return -1;
    }
    int next = i + 1;
    while (t.is(next, '.')
        || (words.isJoint(next) && t.touchesNext(next - 1) && t.touchesNext(next))) {
      next++;
    }
    if (t.newLineBefore(Math.min(next, t.size() - 1)) && next < t.size()) {
      return alone(i);
    }
    if (words.isYear(next)) {
      return words.date(i, next, WrittenDate.ofYear(t.number(next)));
    }
    int day = t.has(next) ? t.leadingNumber(next) : -1;
    if (!DateWords.isDay(day)
        || !(t.is(next, Shape.NUMBER) || isOrdinal(next))
        || words.isMeasured(next + 1)) {
      return alone(i);
    }
    int year = next + 1;
    while (t.is(year, ',')
        || words.isJoint(year)
        || Letters.isApostrophe(t.has(year) ? t.text.charAt(t.start(year)) : ' ')) {
      year++;
    }
    if (words.isYear(year)) {
      return words.date(i, year, DateWords.exactly(t.number(year), month(i), day));
    }
    boolean shortYear =
        t.is(year, Shape.NUMBER)
            && t.length(year) == 2
            && year > next + 1
            && t.touchesNext(year - 1);
    return words.date(i, shortYear ? year : next, WrittenDate.VAGUE);
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
    return full && said && t.is(i, Shape.CAPITAL) ? words.date(i, i, WrittenDate.VAGUE) : -1;
  }

  private boolean isLowerMayOrMarch(int i) {
    return t.is(i, Shape.LOWER)
        && (t.says(i, "may") || t.says(i, "march") || t.says(i, "mar") || t.says(i, "dec"));
  }

  private int month(int i) {
    return MONTHS.getOrDefault(t.folded(i), 1);
  }
}
