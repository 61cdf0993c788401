package org.cloister.deid.generalise;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;

/// A unit of time in which records give ages.
public enum AgeUnit {
  YEARS(limit(90, 1)),
  MONTHS(limit(90 * 12, 1)),
  WEEKS(limit(AgeUnit.FEWEST_DAYS, 7)),
  DAYS(limit(AgeUnit.FEWEST_DAYS, 1)),
  HOURS(limit(AgeUnit.FEWEST_DAYS * 24, 1)),
  MINUTES(limit(AgeUnit.FEWEST_DAYS * 1440, 1)),
  SECONDS(limit(AgeUnit.FEWEST_DAYS * 86_400, 1)),
  MILLISECONDS(limit(AgeUnit.FEWEST_DAYS * 86_400_000, 1));

  /// Ninety years across 1900, which had no 29 February, and 21 that had one: the shortest there
  /// are.
  private static final long FEWEST_DAYS = 90 * 365 + 21;

  private static final int LONGEST_NAME = 24;

  private final BigDecimal over89;

  AgeUnit(BigDecimal over89) {
    this.over89 = over89;
  }

  /// Rounded down, so that what may be 90 years counts as 90.
  private static BigDecimal limit(long amount, int divisor) {
    return BigDecimal.valueOf(amount).divide(BigDecimal.valueOf(divisor), 3, RoundingMode.DOWN);
  }

  /// Whether 90 years are, or may be, completed.
  public boolean isOver89(BigDecimal amount) {
    return amount.compareTo(over89) >= 0;
  }

  /// By its UCUM code, SNOMED CT code, or name as people write it. Empty for any other unit.
  public static Optional<AgeUnit> of(String unit) {
    // Codes are told by case: "S" is siemens and "A" ampere.
    return switch (unit) {
      case "a", "a_j", "a_g", "a_t", "y", "258707000" -> Optional.of(YEARS);
      case "mo", "mo_j", "mo_g", "mo_s", "258706009" -> Optional.of(MONTHS);
      case "wk", "w", "258705008" -> Optional.of(WEEKS);
      case "d", "258703001" -> Optional.of(DAYS);
      case "h", "258702006" -> Optional.of(HOURS);
      case "min", "258701004" -> Optional.of(MINUTES);
      case "s", "257997001" -> Optional.of(SECONDS);
      case "ms" -> Optional.of(MILLISECONDS);
      default -> unit.length() > LONGEST_NAME ? Optional.empty() : named(unit);
    };
  }

  private static Optional<AgeUnit> named(String unit) {
    return switch (unit.strip().toLowerCase(Locale.ROOT)) {
      case "year", "years", "yr", "yrs", "yr.", "yrs.", "yo", "y/o", "y.o.", "years old" ->
          Optional.of(YEARS);
      case "year old", "year-old", "years of age", "[yr]", "ann", "jahr", "jahre", "ans", "an" ->
          Optional.of(YEARS);
      case "año", "años", "anni", "anno", "jaar", "jaren", "ano", "anos" -> Optional.of(YEARS);
      case "month", "months", "mos", "mth", "mths", "mon", "mo.", "monat", "monate", "mois" ->
          Optional.of(MONTHS);
      case "mes", "meses", "mesi", "maand", "maanden" -> Optional.of(MONTHS);
      case "week", "weeks", "wks", "woche", "wochen", "semaine", "semaines", "semana", "semanas" ->
          Optional.of(WEEKS);
      case "day", "days", "tag", "tage", "jour", "jours", "día", "días", "dag", "dagen" ->
          Optional.of(DAYS);
      case "hour", "hours", "hr", "hrs", "stunde", "stunden" -> Optional.of(HOURS);
      case "minute", "minutes", "mins" -> Optional.of(MINUTES);
      case "second", "seconds", "sec", "secs" -> Optional.of(SECONDS);
      default -> Optional.empty();
    };
  }
}
