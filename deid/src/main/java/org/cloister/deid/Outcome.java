package org.cloister.deid;

import java.util.List;

/// What became of one safelist entry.
sealed interface Outcome {
  /// @param sources the resources that it was read from
  record Present(Feature feature, List<Source> sources) implements Outcome {
    public Present {
      sources = List.copyOf(sources);
    }

    @Override
    public String toString() {
      return "Present[redacted]";
    }
  }

  /// Not on record, or not as a usable value. An optional input may be absent.
  record Absent(InputProblem problem) implements Outcome {}

  /// On record, with a value for which the model must not answer, even where the input is optional.
  record Unusable(InputProblem problem) implements Outcome {}
}
