package org.cloister.gateway.record;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cloister.audit.CanonicalJson;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.answer.MeteringFigures;
import org.cloister.policies.Caller;
import org.cloister.policies.DecisionTrace;
import org.cloister.policies.ModelId;
import org.cloister.policies.PurposeOfUse;
import org.cloister.policies.RequestId;
import org.cloister.policies.Sha256;

/// The sealed part of a record, built up as a call proceeds. What is unknown is left out, never
/// guessed: a call that was refused for its token has no patient and no purpose.
///
/// Confined to the thread of its call.
public final class RecordBody {
  private final Map<String, Object> known = new LinkedHashMap<>();

  public RecordBody(RequestId request) {
    known.put("request", request.toString());
  }

  /// Who asks, as the token says (45 CFR 164.312(a)(2)(i): a unique user).
  public void who(Caller caller) {
    Map<String, Object> who = new LinkedHashMap<>();
    who.put("subject", caller.subject());
    who.put("issuer", caller.issuer());
    who.put("client", caller.clientId());
    who.put("tokenId", caller.tokenId());
    who.put("tenant", caller.tenant());
    who.put("roles", caller.roles().stream().sorted().toList());
    caller.fhirUser().ifPresent(user -> who.put("fhirUser", user));
    known.put("who", who);
  }

  public void patient(String patientId) {
    known.put("patient", "Patient/" + patientId);
  }

  public void model(ModelId model) {
    known.put("model", model.value());
  }

  public void purpose(Optional<PurposeOfUse> purpose) {
    purpose.ifPresent(code -> known.put("purpose", code.name()));
  }

  public void breakGlass(String reason) {
    known.put("breakGlassReason", reason);
  }

  /// The determining policies; the decision's id is the request's.
  public void decision(DecisionTrace trace, Optional<String> consentId) {
    known.put("policies", trace.policyIds());
    consentId.ifPresent(id -> known.put("consent", id));
  }

  /// Why nobody is authenticated; told to nobody but the log.
  public void unauthenticated(String cause) {
    known.put("authentication", cause);
  }

  /// What was read back.
  public void read(String resourceType, List<String> ids) {
    known.put("readType", resourceType);
    known.put("readIds", ids);
  }

  /// What went wrong, as the caller is told it.
  public void issues(List<Issue> issues) {
    known.put(
        "issues",
        issues.stream()
            .map(issue ->
                Map.of(
                    "code", issue.code().code(), "type", issue.issueType(), "text", issue.text()))
            .toList());
  }

  /// Commits to the answer without repeating it: the digest of the Bundle as it was sent.
  public void output(Sha256 bundle, List<String> resources) {
    known.put("output", bundle.hex());
    known.put("resources", resources);
  }

  public void metering(MeteringFigures figures) {
    known.put("stageNanos", timings(figures.stages()));
    figures.cpuNanos().ifPresent(nanos -> known.put("cpuNanos", nanos));
    figures.runQueueNanos().ifPresent(nanos -> known.put("runQueueNanos", nanos));
    figures.allocatedBytes().ifPresent(bytes -> known.put("allocatedBytes", bytes));
    known.put("energyMethod", figures.energyMethod());
    figures.energyNanojoules().ifPresent(energy -> known.put("energyNanojoules", energy));
    known.put("costPicoUsd", figures.costPicoUsd());
    known.put("expectedNanos", figures.expectedNanos());
    known.put("excessNanos", timings(figures.excess()));
  }

  /// What is known now; later additions do not change it.
  public CanonicalJson json() {
    return CanonicalJson.of(known);
  }

  private static Map<String, Object> timings(List<MeteringFigures.Timing> timings) {
    Map<String, Object> byName = new LinkedHashMap<>();
    timings.forEach(timing -> byName.put(timing.name(), timing.nanos()));
    return byName;
  }

  @Override
  public String toString() {
    return "RecordBody[redacted]";
  }
}
