package org.cloister.gateway.record;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cloister.audit.CanonicalJson;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.answer.MeteringFigures;
import org.cloister.policies.DecisionTrace;
import org.cloister.policies.ModelId;
import org.cloister.policies.PurposeOfUse;
import org.cloister.policies.RequestId;
import org.cloister.policies.Sha256;

/// The sealed part of a record that is about the patient, built up as a call proceeds. Who acted is
/// not in it: that part is sealed under the member of staff's own key ([RecordSealer#agent]).
///
/// What is unknown is left out, never guessed: a call that was refused for its token has no patient
/// and no purpose. [AuditRecord] reads it back.
///
/// Confined to the thread of its call.
public final class RecordBody {
  private final Map<String, Object> known = new LinkedHashMap<>();

  public RecordBody(RequestId request) {
    known.put("request", request.toString());
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
    consentId.or(trace::consentId).ifPresent(id -> known.put("consent", id));
  }

  /// What was searched for, as the server understood it: `RiskAssessment?subject=Patient/1`.
  public void query(String query) {
    known.put("query", query);
  }

  /// Figures of an act of the installation or of an officer, under names of their own.
  ///
  /// @param details text, whole numbers, and lists of text
  public void details(Map<String, ?> details) {
    known.put("details", details);
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

  /// Digests of what the model was given and of what it returned, which a replay gives again.
  public void ran(Sha256 input, Sha256 output) {
    known.put("modelInput", input.hex());
    known.put("modelOutput", output.hex());
  }

  /// How many resources about the patient were handed in, of the types that are read at all; how
  /// many of them the model's input was made from; how many the patient's Consent keeps back.
  public void minimum(int handedIn, int used, int withheld) {
    known.put("resourcesHandedIn", handedIn);
    known.put("resourcesUsed", used);
    known.put("resourcesWithheld", withheld);
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
