package org.cloister.policies;

import com.google.errorprone.annotations.Immutable;
import java.util.List;
import java.util.Optional;
import org.cloister.policies.consent.ConsentScope;

/// Why a decision fell as it did, for the audit record; callers see only the decision's id.
///
/// @param policySet hash of the whole policy set and schema in force
/// @param policyIds `@id` of the determining policies, sorted; empty when nothing matched
/// @param consentId id of the Consent that the policies were told of, if one bears on the question
@Immutable
public record DecisionTrace(
    Sha256 policySet,
    @SuppressWarnings("Immutable") List<String> policyIds,
    @SuppressWarnings("Immutable") Optional<String> consentId) {
  public DecisionTrace {
    policyIds = policyIds.stream().sorted().toList();
  }

  /// A decision that no Consent bears on.
  public DecisionTrace(Sha256 policySet, List<String> policyIds) {
    this(policySet, policyIds, Optional.empty());
  }

  /// The same decision, naming the Consent.
  DecisionTrace under(ConsentScope consent) {
    return new DecisionTrace(policySet, policyIds, consent.consentId());
  }
}
