package org.cloister.models;

import java.util.Optional;
import org.cloister.deid.Input;
import org.cloister.policies.ModelId;

/// One entry of a manifest's input list.
///
/// @param input what the de-identifier may copy
/// @param computation which model's output stands in when the bundle has no value
public record ModelInput(Input input, Feeds feeds, Optional<Computation> computation) {
  public enum Feeds {
    /// An input of the model's own graph.
    GRAPH,
    /// Only an input of a model that computes another entry.
    COMPUTATION
  }

  /// @param output name of the output that is taken
  public record Computation(ModelId model, String output) {}

  public String name() {
    return input.name();
  }
}
