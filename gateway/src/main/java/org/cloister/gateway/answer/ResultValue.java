package org.cloister.gateway.answer;

import java.time.Period;
import java.util.Optional;
import java.util.stream.Stream;

/// One number that a model gave.
public sealed interface ResultValue {
  OutputCode output();

  /// The class that the number falls into, where the model's manifest has classes.
  Optional<Band> band();

  /// A risk.
  ///
  /// @param fraction 0 to 1; FHIR's `probabilityDecimal` is a percentage and is made of it
  /// @param horizon the risk is that of the event within this time: whole years, months or days,
  ///   not a mixture of them
  record Probability(
      OutputCode output, double fraction, Optional<Period> horizon, Optional<Band> band)
      implements ResultValue {
    public Probability {
      if (!(fraction >= 0 && fraction <= 1)) {
        throw new IllegalArgumentException("a probability is a fraction from 0 to 1");
      }
      if (horizon.isPresent() && units(horizon.get()) != 1) {
        throw new IllegalArgumentException("a horizon is in years, months or days");
      }
    }

    private static long units(Period period) {
      return Stream.of(period.getYears(), period.getMonths(), period.getDays())
          .filter(amount -> amount > 0)
          .count();
    }

    @Override
    public String toString() {
      return "Probability[redacted]";
    }
  }

  /// A measured or scored amount.
  ///
  /// @param value finite
  /// @param ucum unit, `{score}` for points
  record Quantity(OutputCode output, double value, String ucum, Optional<Band> band)
      implements ResultValue {
    public Quantity {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("a quantity is finite");
      }
    }

    @Override
    public String toString() {
      return "Quantity[redacted]";
    }
  }

  /// A class of results, such as KDIGO G3a.
  record Band(String system, String code, String display) {}
}
