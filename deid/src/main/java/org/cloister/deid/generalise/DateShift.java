package org.cloister.deid.generalise;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;

/// Moves the dates of one patient by a number of days.
///
/// Between full dates every interval stays as it was, to the day and, as time of day and zone stay
/// as written, to the second. A date without day keeps its precision: it becomes the month, or the
/// year, that the middle of the written one (the 15th; 1 July) is moved into. So it is right to
/// within half a month or half a year, and can come to lie on the other side of a full date. A
/// moved date hides no age: [BirthYear] and [AgeBand] decide on that.
public record DateShift(int days) {
  private static final int DAY_LENGTH = 10;

  /// Empty where the text is no date, or the moved one lies outside the years that FHIR can write.
  public Optional<String> shift(CharSequence text) {
    return PartialDate.parse(text).flatMap(date -> moved(text, date));
  }

  private Optional<String> moved(CharSequence text, PartialDate date) {
    LocalDate to = shift(middle(date));
    if (to.getYear() < 1 || to.getYear() > 9999) {
      return Optional.empty();
    }
    String day = to.toString();
    return Optional.of(
        date.day() == 0
            ? day.substring(0, text.length())
            : day + text.subSequence(DAY_LENGTH, text.length()));
  }

  /// A date found elsewhere than in a FHIR date, moved in the same way.
  public LocalDate shift(LocalDate date) throws DateTimeException {
    return date.plusDays(days);
  }

  private static LocalDate middle(PartialDate date) {
    if (date.month() == 0) {
      return LocalDate.of(date.year(), 7, 1);
    }
    return date.day() == 0 ? LocalDate.of(date.year(), date.month(), 15) : date.firstDay();
  }

  /// The offset undoes the shift: it is as secret as the dates.
  @Override
  public String toString() {
    return "DateShift[redacted]";
  }
}
