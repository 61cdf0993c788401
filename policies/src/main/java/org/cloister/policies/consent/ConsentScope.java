package org.cloister.policies.consent;

import com.google.errorprone.annotations.Immutable;
import java.util.Optional;
import java.util.Set;

/// What the patient's Consents let one purpose use.
@Immutable
public final class ConsentScope {
  /// The decision over the whole record.
  public enum Outcome {
    /// An active Consent permits.
    PERMIT,
    /// An active Consent denies.
    DENY,
    /// No active, valid Consent is on file.
    NONE_ON_FILE
  }

  private final Outcome outcome;
  private final Optional<String> consentId;

  @SuppressWarnings("Immutable") // Set.copyOf
  private final Set<String> withheld;

  ConsentScope(Outcome outcome, Optional<String> consentId, Set<String> withheld) {
    this.outcome = outcome;
    this.consentId = consentId;
    this.withheld = Set.copyOf(withheld);
  }

  public Outcome outcome() {
    return outcome;
  }

  /// Logical id of the Consent that decided.
  public Optional<String> consentId() {
    return consentId;
  }

  /// Whether the patient keeps this resource (`Observation/123`) from the purpose.
  public boolean withholds(String reference) {
    return withheld.contains(reference);
  }

  @Override
  public String toString() {
    return "ConsentScope[" + outcome + "]";
  }
}
