package org.cloister.deid.text;

import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalInt;

/// What a date found in a text says for certain.
///
/// @param year the year, where it is written out or its century is beyond doubt
/// @param day the day, where day, month and year are written and in an order beyond doubt
public record WrittenDate(OptionalInt year, Optional<LocalDate> day) {
  static final WrittenDate VAGUE = new WrittenDate(OptionalInt.empty(), Optional.empty());

  static WrittenDate ofYear(int year) {
    return new WrittenDate(OptionalInt.of(year), Optional.empty());
  }

  static WrittenDate ofDay(LocalDate day) {
    return new WrittenDate(OptionalInt.of(day.getYear()), Optional.of(day));
  }

  @Override
  public String toString() {
    return "WrittenDate[redacted]";
  }
}
