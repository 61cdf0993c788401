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
  private final DecisionTrace trace;

  @SuppressWarnings("Immutable") // ConsentScope is a final class without setters
  private final ConsentScope consentScope;

  Permit(
      RequestId requestId,
      ModelId model,
      PurposeOfUse purpose,
      DecisionTrace trace,
      ConsentScope consentScope) {
    this.requestId = requestId;
    this.model = model;
    this.purpose = purpose;
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

  /// The determining policies and the policy set they came from.
  public DecisionTrace trace() {
    return trace;
  }

  /// Which of the patient's resources the patient lets this purpose use. The de-identifier drops
  /// the others before it reads a value from them.
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
    return "Permit[" + requestId + ", " + model + ", " + purpose + "]";
  }
}
