package org.cloister.models;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Period;
import java.util.List;
import java.util.Optional;

/// One number that a model gives.
///
/// @param name as the graph spells it
/// @param system code system of `code`
/// @param ucum unit; `1` for a probability, which is given as a number from 0 to 1
/// @param horizon how far ahead a risk looks
/// @param displayDecimals decimals of the value that a reader is shown
/// @param bands in ascending order, without a gap or an overlap; none where none were published
/// @param bandSource who drew the bands
/// @param absentWhen when the output is not returned although the model answers
public record ModelOutput(
    String name,
    String display,
    Kind kind,
    String system,
    String code,
    String ucum,
    Optional<Period> horizon,
    int displayDecimals,
    List<Band> bands,
    Optional<String> bandSource,
    List<Absence> absentWhen) {
  public ModelOutput {
    bands = List.copyOf(bands);
    absentWhen = List.copyOf(absentWhen);
  }

  public enum Kind {
    /// From 0 to 1.
    PROBABILITY,
    /// In the output's unit.
    QUANTITY
  }

  /// A named range of displayed values: `from` included, `below` excluded; infinite at the ends.
  public record Band(String code, String display, double from, double below) {
    boolean contains(double displayed) {
      return from <= displayed && displayed < below;
    }
  }

  /// Why an output is not returned; the graph then gives NaN for it.
  public sealed interface Absence {
    String input();

    /// One sentence for the clinician.
    String reason();

    /// The optional input has no value.
    record WhenMissing(String input, String reason) implements Absence {}

    /// The input is at or above a limit.
    record WhenFrom(String input, double from, String reason) implements Absence {}

    /// @param value NaN for an input without value
    default boolean applies(double value) {
      return switch (this) {
        case WhenMissing _ -> Double.isNaN(value);
        case WhenFrom(_, double from, _) -> value >= from;
      };
    }
  }

  /// The value as a reader sees it, rounded half up.
  public double displayed(double value) {
    return new BigDecimal(value).setScale(displayDecimals, RoundingMode.HALF_UP).doubleValue();
  }

  /// The band of the value *as displayed*, so that no reader meets 7.5 % called "below 7.5 %" or an
  /// eGFR of 90 called G2.
  Optional<Band> band(double value) {
    if (bands.isEmpty()) {
      return Optional.empty();
    }
    double displayed = displayed(value);
    return bands.stream().filter(band -> band.contains(displayed)).findFirst();
  }
}
