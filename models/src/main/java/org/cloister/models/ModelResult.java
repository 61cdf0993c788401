package org.cloister.models;

import java.util.List;
import org.cloister.deid.InputProblem;

/// What [Models] made of a case.
public sealed interface ModelResult {
  record Predicted(Prediction prediction) implements ModelResult {}

  /// A value that another model had to supply is outside of what this model was published for, or
  /// cannot be computed. At least one problem.
  record Refused(List<InputProblem> problems) implements ModelResult {
    public Refused {
      problems = List.copyOf(problems);
    }
  }
}
