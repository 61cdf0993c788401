package org.cloister.policies;

/// What [Policies] decided. There is no third answer: an error is a denial.
public sealed interface Decision {
  record Permitted(Permit permit) implements Decision {}

  /// @param reason which kind of refusal the caller may be told
  /// @param trace for the audit record only
  record Denied(Reason reason, DecisionTrace trace) implements Decision {}

  /// What a refusal may reveal. The policy's name and the patient's Consent are never among it.
  enum Reason {
    /// The token's scopes do not cover the operation.
    INSUFFICIENT_SCOPE,
    /// A policy, the purpose, the patient compartment or the consent forbids it, or none permits
    /// it.
    FORBIDDEN,
    /// The use of this patient's data is restricted or objected to (GDPR 18, 21), and the call
    /// would be permitted otherwise: nobody else is told.
    RESTRICTED,
    /// Nothing is missing but that the person signs in more strongly (RFC 9470).
    WEAK_SIGN_IN,
    /// The policy engine failed; refused because nothing vouched for the call.
    POLICY_ERROR
  }
}
