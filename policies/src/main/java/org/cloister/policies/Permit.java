package org.cloister.policies;

import com.google.errorprone.annotations.Immutable;
import java.util.List;
import java.util.Optional;
import org.cloister.policies.consent.ConsentScope;

/// Evidence that [Policies] permitted one call: this request, this model, this purpose. Only
/// [Policies] can make one. Whoever acts on a permit checks that it is for the request at hand.
@Immutable
public final class Permit {
  private final RequestId requestId;
  private final ModelId model;
  private final PurposeOfUse purpose;
  private final Access access;
  private final DecisionTrace trace;
  private final ConsentScope consentScope;

  Permit(
      RequestId requestId,
      ModelId model,
      PurposeOfUse purpose,
      Access access,
      DecisionTrace trace,
      ConsentScope consentScope) {
    this.requestId = requestId;
    this.model = model;
    this.purpose = purpose;
    this.access = access;
    this.trace = trace;
    this.consentScope = consentScope;
  }

  public RequestId requestId() {
    return requestId;
  }

  public ModelId model() {
    return model;
  }

  public PurposeOfUse purpose() {
    return purpose;
  }

  /// Whether the patient's Consent was overridden. The caller's reason is not kept here: it is free
  /// text, and belongs into the sealed record only.
  public Access access() {
    return access;
  }

  /// The determining policies and the policy set they came from.
  public DecisionTrace trace() {
    return trace;
  }

  /// Which of the patient's resources the patient lets this purpose use. The de-identifier drops
  /// the others before it reads a value from them. After a break-glass nothing is withheld.
  public ConsentScope consentScope() {
    return consentScope;
  }

  /// The Consent resource that decided, if one was on file.
  public Optional<String> consentId() {
    return consentScope.consentId();
  }

  /// Ids of the policies that determined the decision, sorted.
  public List<String> policyIds() {
    return trace.policyIds();
  }

  @Override
  public String toString() {
    return "Permit[" + requestId + ", " + model + ", " + purpose + ", " + access + "]";
  }
}
