package org.cloister.deid.generalise;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/// Ages in completed years, of which those over 89 are one: 90 stands for "90 or older".
///
/// 45 CFR 164.514(b)(2)(i)(C): "all ages over 89 … may be aggregated into a single category of age
/// 90 or older". An age is counted in completed years, so 89 years and 11 months is 89.
public final class AgeBand {
  /// The youngest age of the category.
  public static final int OLDEST = 90;

  private AgeBand() {}

  /// What an amount says about an age.
  public enum Verdict {
    /// Its unit is none of time: it is no age.
    NO_AGE,
    /// It may pass.
    UP_TO_89,
    /// `>= 90 a` may take its place.
    OVER_89,
    /// It may tell of an age over 89 and says no more than "90 or older" could: it is left out.
    UNTOLD
  }

  /// Someone born on 29 February completes a year on 1 March of a common year. Negative for a day
  /// before birth.
  public static int completedYears(LocalDate birth, LocalDate day) {
    return Math.toIntExact(ChronoUnit.YEARS.between(birth, day));
  }

  /// The age as it may be told.
  public static int told(int completedYears) {
    return Math.min(completedYears, OLDEST);
  }

  /// Whether code or unit is one of time, in which ages are given.
  public static boolean isTime(String code, String unit) {
    return AgeUnit.of(code).isPresent() || AgeUnit.of(unit).isPresent();
  }

  /// Judges a FHIR Quantity or Age. Where code and unit say different things, the older age counts.
  ///
  /// @param value the number as JSON has it
  /// @param comparator empty text where there is none, as with the other two
  public static Verdict judge(String value, String comparator, String code, String unit) {
    AgeUnit byCode = AgeUnit.of(code).orElse(null);
    AgeUnit byUnit = AgeUnit.of(unit).orElse(byCode);
    if (byUnit == null) {
      return Verdict.NO_AGE;
    }
    BigDecimal amount;
    try {
      amount = new BigDecimal(value);
    } catch (NumberFormatException e) {
      return Verdict.UNTOLD;
    }
    if (!byUnit.isOver89(amount) && (byCode == null || !byCode.isOver89(amount))) {
      return Verdict.UP_TO_89;
    }
    return comparator.startsWith("<") ? Verdict.UNTOLD : Verdict.OVER_89;
  }
}
