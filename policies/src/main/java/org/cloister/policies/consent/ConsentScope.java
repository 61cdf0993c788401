package org.cloister.policies.consent;

import com.google.errorprone.annotations.Immutable;
import java.util.Optional;
import java.util.Set;

/// What the patient's Consents let one purpose use.
@Immutable
public final class ConsentScope {
  /// The decision over the whole record.
  public enum Outcome {
    /// All that is not withheld is expressly permitted.
    PERMIT,
    /// An active Consent denies, and nothing is left to use.
    DENY,
    /// No active, valid Consent speaks of this purpose; some resources may be withheld all the
    /// same.
    NONE_ON_FILE
  }

  private final Outcome outcome;

  @SuppressWarnings("Immutable") // an Optional of a String
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

  /// References of all resources that the patient keeps from the purpose, as the question named
  /// them.
  public Set<String> withheld() {
    return withheld;
  }

  /// The same outcome and Consent with nothing withheld: what break-glass leaves of it. It is no
  /// permission by itself; only a Permit is.
  public ConsentScope overridden() {
    return new ConsentScope(outcome, consentId, Set.of());
  }

  @Override
  public String toString() {
    return "ConsentScope[" + outcome + "]";
  }
}
