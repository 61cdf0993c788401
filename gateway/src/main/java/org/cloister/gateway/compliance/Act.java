package org.cloister.gateway.compliance;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cloister.audit.EntryKind;
import org.cloister.audit.Fact;
import org.cloister.audit.Outcome;
import org.cloister.audit.Rider;
import org.cloister.audit.Subject;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.answer.Outcomes;

/// What an officer did, ready to be recorded, and the reply that leaves once it is. Immutable; the
/// methods after the factories give changed copies. `toString` is redacted.
public final class Act {
  private static final String FHIR_JSON = "application/fhir+json";

  private final EntryKind kind;
  private final String event;
  private final Optional<Issue> refusal;
  private final Content reply;
  private final Trace trace;

  /// What goes into the record beside the event.
  ///
  /// @param facts public ones, in the leaf
  /// @param details sealed ones
  /// @param concerning further patients by whom the record is found
  /// @param riders rows committed with it
  record Trace(
      Map<Fact, String> facts,
      Map<String, ?> details,
      List<Subject> concerning,
      List<Rider> riders) {
    static final Trace NONE = new Trace(Map.of(), Map.of(), List.of(), List.of());

    Trace {
      facts = Map.copyOf(facts);
      details = Map.copyOf(details);
      concerning = List.copyOf(concerning);
      riders = List.copyOf(riders);
    }
  }

  private Act(EntryKind kind, String event, Optional<Issue> refusal, Content reply, Trace trace) {
    this.kind = kind;
    this.event = event;
    this.refusal = refusal;
    this.reply = reply;
    this.trace = trace;
  }

  /// Something was read: [EntryKind#ACCESS].
  ///
  /// @param event a slug, such as `audit-read`
  public static Act read(String event, Content reply) {
    return new Act(EntryKind.ACCESS, event, Optional.empty(), reply, Trace.NONE);
  }

  /// Something was changed: [EntryKind#SYSTEM]. What changes goes into [#riders], so that it is
  /// committed with its record or not at all.
  public static Act change(String event, Content reply) {
    return new Act(EntryKind.SYSTEM, event, Optional.empty(), reply, Trace.NONE);
  }

  /// The officer may, but this cannot be done: the request is not well formed, the thing is not
  /// there, it would be the same person's second signature. Recorded as refused; as failed where
  /// the code says that the fault is ours.
  public static Act refused(String event, Issue issue) {
    Content outcome =
        Content.of(issue.code().httpStatus(), FHIR_JSON, Outcomes.operationOutcome(issue));
    return new Act(EntryKind.ACCESS, event, Optional.of(issue), outcome, Trace.NONE);
  }

  public static Act refused(String event, OutcomeCode code) {
    return refused(event, Issue.of(code));
  }

  /// Refused, because of what a field says.
  ///
  /// @param sentence which field, and what it must be
  public static Act invalid(String event, String sentence) {
    return refused(event, Issue.of(OutcomeCode.PARAMETER_INVALID).saying(sentence));
  }

  /// With these facts in the leaf, beside the event and the policy set.
  public Act facts(Map<Fact, String> facts) {
    return with(new Trace(facts, trace.details(), trace.concerning(), trace.riders()));
  }

  /// With these details in the sealed body.
  ///
  /// @param details text, whole numbers, lists and maps of them
  public Act details(Map<String, ?> details) {
    return with(new Trace(trace.facts(), details, trace.concerning(), trace.riders()));
  }

  /// Found by these patients too.
  public Act concerning(List<Subject> patients) {
    return with(new Trace(trace.facts(), trace.details(), patients, trace.riders()));
  }

  /// With these statements in the record's own transaction.
  public Act riders(List<Rider> riders) {
    return with(new Trace(trace.facts(), trace.details(), trace.concerning(), riders));
  }

  private Act with(Trace other) {
    return new Act(kind, event, refusal, reply, other);
  }

  EntryKind kind() {
    return kind;
  }

  String event() {
    return event;
  }

  Outcome outcome() {
    return refusal
        .map(issue -> issue.code().httpStatus() < 500 ? Outcome.REFUSED : Outcome.FAILED)
        .orElse(Outcome.OK);
  }

  Optional<Issue> refusal() {
    return refusal;
  }

  Content reply() {
    return reply;
  }

  Trace trace() {
    return trace;
  }

  /// The facts of the leaf.
  Map<Fact, String> leafFacts(String policySet) {
    Map<Fact, String> facts = new EnumMap<>(Fact.class);
    facts.putAll(trace.facts());
    facts.put(Fact.EVENT, event);
    facts.put(Fact.POLICY_SET, policySet);
    return facts;
  }

  @Override
  public String toString() {
    return "Act[" + event + ", redacted]";
  }
}
