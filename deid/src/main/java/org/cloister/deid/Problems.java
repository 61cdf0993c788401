package org.cloister.deid;

import java.math.BigDecimal;
import java.time.Period;
import java.util.List;
import org.cloister.deid.InputProblem.Kind;

/// The sentences of [InputProblem]s. They are made from the safelist alone.
final class Problems {
  private Problems() {}

  static InputProblem of(Input input, Kind kind, String rest) {
    List<String> loinc =
        switch (input) {
          case Input.Quantity quantity -> quantity.loinc();
          case Input.Finding finding -> finding.loinc();
          case Input.Age _, Input.Sex _, Input.Problem _, Input.Medication _ -> List.of();
        };
    String message = named(input) + rest;
    return loinc.isEmpty()
        ? new InputProblem(input.name(), InputProblem.SYSTEM, input.name(), kind, message)
        : new InputProblem(input.name(), Systems.LOINC, loinc.getFirst(), kind, message);
  }

  /// `Creatinine (LOINC 2160-0)`.
  static String named(Input input) {
    return switch (input) {
      case Input.Quantity quantity -> named(quantity.display(), quantity.loinc());
      case Input.Finding finding -> named(finding.display(), finding.loinc());
      case Input.Age _, Input.Sex _, Input.Problem _, Input.Medication _ -> input.display();
    };
  }

  private static String named(String display, List<String> loinc) {
    return loinc.isEmpty() ? display : display + " (LOINC " + loinc.getFirst() + ")";
  }

  static InputProblem notFound(Input input, Period lookBack) {
    return of(
        input,
        Kind.MISSING,
        " is needed and no final result of the last " + words(lookBack) + " was found.");
  }

  static InputProblem outside(Input input, Kind kind, Input.Range range, String unit) {
    String span =
        " lies outside " + number(range.low()) + " to " + number(range.high()) + " " + unit;
    return of(
        input,
        kind,
        kind == Kind.IMPLAUSIBLE
            ? span.stripTrailing() + "; check the value and its unit."
            : span.stripTrailing() + ", the range that the model was published for.");
  }

  /// `90 days`, `1 year 6 months`.
  static String words(Period period) {
    StringBuilder words = new StringBuilder();
    append(words, period.getYears(), "year");
    append(words, period.getMonths(), "month");
    append(words, period.getDays(), "day");
    return words.isEmpty() ? "0 days" : words.toString();
  }

  private static void append(StringBuilder words, int count, String unit) {
    if (count != 0) {
      words
          .append(words.isEmpty() ? "" : " ")
          .append(count)
          .append(' ')
          .append(unit)
          .append(count == 1 ? "" : "s");
    }
  }

  private static String number(double value) {
    return Double.isInfinite(value)
        ? (value > 0 ? "any value" : "any lower value")
        : BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}
