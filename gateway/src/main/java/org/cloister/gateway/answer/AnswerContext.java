package org.cloister.gateway.answer;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.cloister.policies.PurposeOfUse;

/// Everything that one answer says.
///
/// @param baseUrl FHIR base of this server, without a slash at its end; the answer's resources
///   refer to each other below it, so that references hold in the Bundle, on a later read and on a
///   server the Bundle is filed to
/// @param recordId the audit record of this inference
/// @param patientReference subject of the result, as the caller knows the patient
/// @param occurred when the model ran; written to the millisecond
/// @param policyUris canonical URIs of the policies that permitted the call
/// @param consentReference the Consent that decided
/// @param results at least one, in the order of the model's outputs
/// @param basis the resources that supplied an input
/// @param notes sentences for the reader, beside the model's intended use
public record AnswerContext(
    String baseUrl,
    UUID recordId,
    String patientReference,
    Instant occurred,
    PurposeOfUse purpose,
    List<String> policyUris,
    Optional<String> consentReference,
    ModelCard model,
    List<ResultValue> results,
    List<BasisInput> basis,
    List<String> notes,
    MeteringFigures metering) {
  public AnswerContext {
    policyUris = List.copyOf(policyUris);
    results = List.copyOf(results);
    basis = List.copyOf(basis);
    notes = List.copyOf(notes);
    if (results.isEmpty()) {
      throw new IllegalArgumentException("an answer has at least one result");
    }
    if (baseUrl.endsWith("/")) {
      throw new IllegalArgumentException("the base URL has no slash at its end");
    }
  }

  @Override
  public String toString() {
    return "AnswerContext[redacted]";
  }
}
