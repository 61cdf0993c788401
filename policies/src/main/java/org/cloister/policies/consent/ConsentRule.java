package org.cloister.policies.consent;

import java.time.Instant;
import java.util.Optional;

/// One active Consent, read once.
///
/// @param id logical id
/// @param scope the codes of `Consent.scope`: a newer Consent takes the place of an older one of
///   the same scope
/// @param subject what the Consent is about
/// @param issued `Consent.dateTime`
/// @param patient whose Consent it is, where it says so by a literal reference
/// @param root empty where it is about something other than data and carries no rule
record ConsentRule(
    Optional<String> id,
    String scope,
    Subject subject,
    Optional<Span> issued,
    Optional<ResourceName> patient,
    Optional<Provision> root) {

  enum Subject {
    /// The use of data.
    DATA,
    /// Something else: a treatment, an advance directive.
    OTHER
  }

  Provision.Verdict verdict(ConsentQuestion question, Optional<ConsentedResource> resource) {
    if (isOfAnother(question.patientId())) {
      // Another patient's Consent in this patient's file: the file cannot be trusted.
      return Provision.Verdict.DENY;
    }
    return root.map(rule ->
            switch (subject) {
              case DATA -> rule.rootVerdict(question, resource);
              case OTHER -> rule.foreignVerdict(question, resource);
            })
        .orElse(Provision.Verdict.SILENT);
  }

  /// Whether this Consent was certainly issued before the given time. One without a date never was.
  boolean isIssuedBefore(Instant time) {
    return issued.isPresent() && !issued.get().until().isAfter(time);
  }

  private boolean isOfAnother(String patientId) {
    return patient.isPresent()
        && !patient.get().type().isEmpty()
        && !(patient.get().type().equals("Patient") && patient.get().id().equals(patientId));
  }

  @Override
  public String toString() {
    return "ConsentRule[redacted]";
  }
}
