package org.cloister.policies.consent;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/// One question to a patient's Consents.
///
/// @param patientId logical id of the Patient
/// @param use what is done with the data
/// @param purpose for what, in [#ACT_REASON] or a system of the organisation's own
/// @param actors references to whoever asks, as far as the token says: `Practitioner/1`,
///   `Organization/ward`. About a kind of actor that is missing here we know nothing, and a denial
///   that names one may be meant for this caller
/// @param at when
/// @param resources what would be used; where empty, the answer is for data about which nothing is
///   known
public record ConsentQuestion(
    String patientId,
    Use use,
    Code purpose,
    Set<String> actors,
    Instant at,
    List<ConsentedResource> resources) {
  public static final String ACT_REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason";

  /// What is done with the data.
  public enum Use {
    /// A model computes with it.
    INFER,
    /// A person or a program reads it.
    READ
  }

  public ConsentQuestion {
    actors = Set.copyOf(actors);
    resources = List.copyOf(resources);
  }

  @Override
  public String toString() {
    return "ConsentQuestion[redacted]";
  }
}
