package org.cloister.policies;

import com.google.errorprone.annotations.Immutable;
import java.util.List;

/// Why a decision fell as it did, for the audit record; callers see only the decision's id.
///
/// @param policySet hash of the whole policy set and schema in force
/// @param policyIds `@id` of the determining policies, sorted; empty when nothing matched
@Immutable
public record DecisionTrace(
    Sha256 policySet, @SuppressWarnings("Immutable") List<String> policyIds) {
  public DecisionTrace {
    policyIds = policyIds.stream().sorted().toList();
  }
}
