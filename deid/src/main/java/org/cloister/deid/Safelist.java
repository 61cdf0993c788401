package org.cloister.deid;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cloister.policies.ModelId;
import org.cloister.policies.Sha256;

/// All that one model may learn about a patient, derived from the model's manifest.
///
/// @param inputs in the order of the model's features, each name once; the last word on what passes
/// @param exclusions problems, present or past, for which the model was not made: the call is
///   refused, not answered
/// @param profile hash of the manifest's inputs and exclusions, for the audit record
public record Safelist(
    ModelId model, List<Input> inputs, List<Exclusion> exclusions, Sha256 profile) {
  public Safelist {
    inputs = List.copyOf(inputs);
    exclusions = List.copyOf(exclusions);
    Set<String> names = new HashSet<>();
    for (Input input : inputs) {
      if (!names.add(input.name())) {
        throw new IllegalArgumentException("two inputs are named " + input.name());
      }
    }
    for (Input input : inputs) {
      if (input instanceof Input.Quantity quantity
          && quantity.computedBy().isPresent()
          && !names.containsAll(quantity.computedBy().get().inputs())) {
        throw new IllegalArgumentException(input.name() + " is computed by an unknown input");
      }
    }
  }

  /// @param reason one sentence for the clinician, free of patient data
  public record Exclusion(String name, List<Input.Code> codes, String reason) {
    public Exclusion {
      codes = List.copyOf(codes);
    }
  }
}
