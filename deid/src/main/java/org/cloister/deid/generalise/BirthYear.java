package org.cloister.deid.generalise;

import java.time.LocalDate;
import java.util.Optional;

/// When a year of birth may be shown.
///
/// 45 CFR 164.514(b)(2)(i)(C) takes out "all elements of dates (including year) indicative of" an
/// age over 89. A year of birth is: in the year in which people born in it become 90, and after.
/// What the receiver sees decides, not what we know: 1936 seen in 2026 may mean 90 although the
/// patient's birthday is to come, so it is left out from New Year's Day of 2026 on. Of the dead the
/// age at death counts, as far as the record says when that was.
public final class BirthYear {
  private BirthYear() {}

  /// The year to show. Empty where it may tell of an age over 89, or the text is no date.
  ///
  /// @param birth `Patient.birthDate` and the like
  /// @param death `Patient.deceasedDateTime`, empty text where there is none
  public static Optional<String> of(CharSequence birth, CharSequence death, LocalDate today) {
    return PartialDate.parse(birth)
        .map(PartialDate::year)
        .filter(year -> mayBeShown(year, lastYear(year, death, today)))
        .map(_ -> birth.subSequence(0, 4).toString());
  }

  /// @param lastYear the year of death; of the living, this year
  public static boolean mayBeShown(int birthYear, int lastYear) {
    return lastYear - birthYear < AgeBand.OLDEST;
  }

  /// A death before birth is a mistake; nobody knows in which of the two, so today counts.
  private static int lastYear(int birthYear, CharSequence death, LocalDate today) {
    return PartialDate.parse(death)
        .map(PartialDate::year)
        .filter(year -> year >= birthYear)
        .orElse(today.getYear());
  }
}
