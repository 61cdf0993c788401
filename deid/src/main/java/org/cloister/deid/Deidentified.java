package org.cloister.deid;

import java.util.List;

/// What [Deidentifier] made of a bundle.
public sealed interface Deidentified {
  /// @param used which resources of the bundle the case was made from; identified, for the answer's
  ///   `basis`, never for a model
  record Released(DeidentifiedCase released, List<UsedInput> used) implements Deidentified {
    public Released {
      used = List.copyOf(used);
    }

    @Override
    public String toString() {
      return "Released[redacted]";
    }
  }

  /// The bundle lacks what the model needs. At least one problem, in safelist order.
  record Insufficient(List<InputProblem> problems) implements Deidentified {
    public Insufficient {
      problems = List.copyOf(problems);
    }
  }

  /// The resource that answered one input.
  ///
  /// @param reference as the bundle's sender would resolve it: `Observation/123` or a `urn:uuid:`
  record UsedInput(String input, String reference) {
    @Override
    public String toString() {
      return "UsedInput[" + input + ", redacted]";
    }
  }
}
