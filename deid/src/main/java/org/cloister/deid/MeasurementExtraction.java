package org.cloister.deid;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cloister.deid.Chart.Amount;
import org.cloister.deid.Chart.Answer;
import org.cloister.deid.Chart.Bound;
import org.cloister.deid.Chart.Coding;
import org.cloister.deid.Chart.ForeignUnit;
import org.cloister.deid.Chart.Measurement;
import org.cloister.deid.InputProblem.Kind;
import org.jspecify.annotations.Nullable;

/// Answers [Input.Quantity] and [Input.Finding]: which measurement counts, and what it says.
///
/// The newest within the look-back counts. Of several of the same time: the code that the safelist
/// prefers, then the one issued last, then the first by reference, so that the order of the entries
/// never matters.
record MeasurementExtraction(Question question, Ucum ucum) {
  private static final int UNRANKED = Integer.MAX_VALUE;

  /// The newest that can be used so far; what cannot be used is passed over for an older one.
  private static final class Best {
    @Nullable Measurement measurement;
    int rank = UNRANKED;
    OptionalDouble value = OptionalDouble.empty();
    boolean sawOtherUnit;

    boolean isBeatenBy(Measurement other, int otherRank) {
      if (measurement == null) {
        return true;
      }
      int order = other.effective().at().compareTo(measurement.effective().at());
      if (order == 0) {
        order = Integer.compare(rank, otherRank);
      }
      if (order == 0) {
        order = Long.compare(other.issued(), measurement.issued());
      }
      if (order == 0) {
        order = measurement.source().reference().compareTo(other.source().reference());
      }
      return order > 0;
    }

    void become(Measurement other, int otherRank, OptionalDouble otherValue) {
      measurement = other;
      rank = otherRank;
      value = otherValue;
    }
  }

  Outcome quantity(Input.Quantity input) {
    Best best = new Best();
    Instant earliest = earliest(input.lookBack());
    for (int rank = 0; rank < input.loinc().size(); rank++) {
      for (Measurement measurement : under(input.loinc().get(rank))) {
        if (isEligible(measurement, earliest) && best.isBeatenBy(measurement, rank)) {
          consider(input, measurement, rank, best);
        }
      }
    }
    Measurement chosen = best.measurement;
    if (chosen == null) {
      return new Outcome.Absent(
          best.sawOtherUnit ? otherUnit(input) : Problems.notFound(input, input.lookBack()));
    }
    if (best.value.isEmpty()) {
      return new Outcome.Absent(
          Problems.of(
              input,
              Kind.COMPARATOR,
              " was reported as below or above a limit; a measured value is needed."));
    }
    return judged(input, chosen, best.value.getAsDouble());
  }

  private void consider(Input.Quantity input, Measurement measurement, int rank, Best best) {
    switch (measurement.reading()) {
      case Amount amount -> {
        OptionalDouble value = convert(amount, input);
        if (value.isPresent()) {
          best.become(measurement, rank, value);
        } else {
          best.sawOtherUnit = true;
        }
      }
      case Bound _ -> best.become(measurement, rank, OptionalDouble.empty());
      case ForeignUnit _ -> best.sawOtherUnit = true;
      case Answer _ -> {
        // A code is no quantity.
      }
    }
  }

  private OptionalDouble convert(Amount amount, Input.Quantity input) {
    BigDecimal value = amount.value();
    Optional<Ucum.Linear> direct = ucum.conversion(amount.unit(), input.ucum());
    if (direct.isPresent()) {
      return OptionalDouble.of(direct.get().apply(value).doubleValue());
    }
    if (input.molar().isPresent()) {
      Input.Molar molar = input.molar().get();
      Optional<Ucum.Linear> toMolar = ucum.conversion(amount.unit(), molar.ucum());
      if (toMolar.isPresent()) {
        return OptionalDouble.of(toMolar.get().apply(value, molar.divisor()).doubleValue());
      }
    }
    return OptionalDouble.empty();
  }

  private Outcome judged(Input.Quantity input, Measurement measurement, double value) {
    if (!input.accepted().contains(value)) {
      return new Outcome.Unusable(
          Problems.outside(input, Kind.IMPLAUSIBLE, input.accepted(), input.ucum()));
    }
    if (!input.valid().contains(value)) {
      return new Outcome.Unusable(
          Problems.outside(input, Kind.OUT_OF_RANGE, input.valid(), input.ucum()));
    }
    return present(input, measurement, value);
  }

  private static InputProblem otherUnit(Input.Quantity input) {
    return Problems.of(
        input,
        Kind.UNIT,
        " is needed in "
            + input.ucum()
            + " and was reported in a unit that cannot be converted to it.");
  }

  /// The newest answer decides, even where it says neither: what was known before is then no longer
  /// known.
  Outcome finding(Input.Finding input) {
    Best best = new Best();
    Instant earliest = earliest(input.lookBack());
    for (int rank = 0; rank < input.loinc().size(); rank++) {
      for (Measurement measurement : under(input.loinc().get(rank))) {
        if (measurement.reading() instanceof Answer
            && isEligible(measurement, earliest)
            && best.isBeatenBy(measurement, rank)) {
          best.become(measurement, rank, OptionalDouble.empty());
        }
      }
    }
    Measurement chosen = best.measurement;
    if (chosen == null || !(chosen.reading() instanceof Answer answer)) {
      return new Outcome.Absent(Problems.notFound(input, input.lookBack()));
    }
    boolean yes = anyMatches(input.yes(), answer.codings());
    boolean no = anyMatches(input.no(), answer.codings());
    if (yes == no) {
      return new Outcome.Absent(
          Problems.of(
              input,
              Kind.MISSING,
              " is needed, and the newest answer on record says neither yes nor no."));
    }
    return present(input, chosen, yes ? 1.0 : 0.0);
  }

  static boolean anyMatches(List<Input.Code> wanted, List<Coding> codings) {
    for (Coding coding : codings) {
      for (Input.Code code : wanted) {
        if (code.matches(coding.system(), coding.code())) {
          return true;
        }
      }
    }
    return false;
  }

  private Outcome present(Input input, Measurement measurement, double value) {
    long days =
        Math.max(
            0,
            Duration.between(measurement.effective().at(), question.index().orElseThrow().at())
                .toDays());
    return new Outcome.Present(
        new Feature(input.name(), value, days), List.of(measurement.source()));
  }

  private List<Measurement> under(String loinc) {
    return question.chart().measurements().getOrDefault(loinc, List.of());
  }

  /// Without an index time nothing is recent.
  private Instant earliest(Period lookBack) {
    return question
        .index()
        .map(index -> index.at().atOffset(ZoneOffset.UTC).minus(lookBack).toInstant())
        .orElse(Instant.MAX);
  }

  private boolean isEligible(Measurement measurement, Instant earliest) {
    return !measurement.effective().at().isBefore(earliest)
        && !question.isAfterIndex(measurement.effective())
        && !measurement.source().isWithheld(question.scope());
  }
}
