package org.cloister.deid.generalise;

/// The part of a FHIR dateTime after the day: `Thh:mm[:ss[.fraction]]` and `Z` or `±hh:mm`.
final class TimeOfDay {
  private static final int MINUTES_LENGTH = 6;
  private static final int SECONDS_LENGTH = 3;

  private TimeOfDay() {}

  /// Whether the text ends at `from`, or a time of day fills the rest of it.
  static boolean follows(CharSequence text, int from) {
    int length = text.length();
    if (from == length) {
      return true;
    }
    if (text.charAt(from) != 'T' || !isHoursAndMinutes(text, from + 1, 23)) {
      return false;
    }
    int end = from + MINUTES_LENGTH;
    if (end < length && text.charAt(end) == ':') {
      if (end + SECONDS_LENGTH > length || !isWithin(text, end + 1, 60)) {
        return false;
      }
      end = endOfFraction(text, end + SECONDS_LENGTH);
    }
    return isZone(text, end);
  }

  private static int endOfFraction(CharSequence text, int from) {
    if (from >= text.length() || text.charAt(from) != '.') {
      return from;
    }
    int end = from + 1;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    // A dot alone is left to fail as a zone.
    return end == from + 1 ? from : end;
  }

  /// FHIR asks for a zone wherever there is a time; senders forget it, and the date is plain
  /// without it.
  private static boolean isZone(CharSequence text, int from) {
    int length = text.length();
    if (from == length) {
      return true;
    }
    char first = text.charAt(from);
    return first == 'Z'
        ? from + 1 == length
        : (first == '+' || first == '-')
            && from + MINUTES_LENGTH == length
            && isHoursAndMinutes(text, from + 1, 14);
  }

  private static boolean isHoursAndMinutes(CharSequence text, int from, int lastHour) {
    return from + 5 <= text.length()
        && isWithin(text, from, lastHour)
        && text.charAt(from + 2) == ':'
        && isWithin(text, from + 3, 59);
  }

  private static boolean isWithin(CharSequence text, int from, int last) {
    int number = PartialDate.number(text, from, from + 2);
    return number >= 0 && number <= last;
  }
}
