package org.cloister.gateway.compliance.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.audit.EntryKind;
import org.cloister.audit.Fact;
import org.cloister.audit.Outcome;
import org.cloister.audit.RecordId;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.compliance.Act;
import org.cloister.gateway.compliance.Content;
import org.cloister.gateway.compliance.Credentials;
import org.cloister.gateway.compliance.Demand;
import org.cloister.gateway.compliance.Form;
import org.cloister.gateway.compliance.Oversight;
import org.cloister.gateway.compliance.OversightPermit;
import org.cloister.gateway.compliance.OversightReply;
import org.cloister.gateway.record.AuditRecord;
import org.cloister.gateway.record.GivenId;
import org.cloister.policies.OversightAction;

/// Where a clinician says what they decided about a calculated result: Regulation (EU) 2024/1689
/// Art. 14(4)(d), "to decide not to use the high-risk AI system or to otherwise disregard, override
/// or reverse the output". The decision is a record of the log beside that of the result; whoever
/// changes their mind says so anew, and the last word counts. Safe for many threads.
public final class DecisionDesk {
  /// The event of such a record, with the details `result` (the record of the inference),
  /// `decision`, and `reason` where there is one.
  static final String EVENT = "result-decided";

  static final String OVERRIDDEN = "overridden";
  private static final Set<String> DECISIONS = Set.of("accepted", OVERRIDDEN);

  private final Oversight oversight;
  private final AuditLog log;

  public DecisionDesk(Oversight oversight, AuditLog log) {
    this.oversight = oversight;
    this.log = log;
  }

  /// Takes a decision: fields patient, record (the `Cloister-Record` of the answer), decision
  /// (`accepted` or `overridden`); reason, which an override needs.
  public OversightReply decide(Credentials credentials, Form form, Optional<String> patientId) {
    return oversight.perform(
        credentials,
        Demand.about(OversightAction.DECIDE, EVENT, patientId),
        permit -> decided(permit, form));
  }

  private Act decided(OversightPermit permit, Form form) throws AuditException {
    Optional<Issue> objection =
        form.objection(Set.of("patient", "record", "decision"), Set.of("reason"));
    if (objection.isPresent()) {
      return Act.refused(EVENT, objection.get());
    }
    String decision = form.text("decision").orElseThrow();
    if (permit.patientId().isEmpty() || !DECISIONS.contains(decision)) {
      return Act.invalid(
          EVENT, "The patient or the decision is not valid: it is accepted or overridden.");
    }
    if (decision.equals(OVERRIDDEN) && form.text("reason").isEmpty()) {
      return Act.invalid(EVENT, "Who overrides a result says why: fill in the field reason.");
    }
    Optional<AuditRecord> found = result(form.text("record").orElseThrow(), permit);
    if (found.isEmpty()) {
      // The same whether there is no such record or it is another patient's.
      return Act.refused(EVENT, OutcomeCode.NOT_FOUND);
    }
    AuditRecord result = found.get();
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("result", result.id().toString());
    details.put("decision", decision);
    form.text("reason").ifPresent(reason -> details.put("reason", reason));
    return Act.change(
            EVENT,
            Content.json(201, Map.of("record", result.id().toString(), "decision", decision)))
        .facts(
            Map.of(
                Fact.MODEL, result.model().orElseThrow(),
                Fact.MODEL_HASH, result.modelHash().orElseThrow()))
        .details(details);
  }

  /// The record, if a result about this patient was released with it.
  private Optional<AuditRecord> result(String id, OversightPermit permit) throws AuditException {
    Optional<RecordId> record = GivenId.parse(id).map(RecordId::new);
    if (record.isEmpty()) {
      return Optional.empty();
    }
    return log.find(record.get())
        .map(AuditRecord::of)
        .filter(DecisionDesk::isResult)
        .filter(it -> it.patient().equals(permit.patientId().map(patient -> "Patient/" + patient)));
  }

  /// Whether an answer of a model was released with this record.
  static boolean isResult(AuditRecord record) {
    return record.kind() == EntryKind.OUTCOME
        && record.outcome() == Outcome.OK
        && record.modelHash().isPresent();
  }
}
