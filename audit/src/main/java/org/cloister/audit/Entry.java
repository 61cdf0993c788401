package org.cloister.audit;

import com.google.errorprone.annotations.Immutable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;

/// One thing to record, not yet recorded. `toString` is redacted.
///
/// The facts go into the public leaf; the body and the agent's part are sealed and only committed
/// to; everything else is stored beside them to find the record by, and can be deleted.
@Immutable
public final class Entry {
  /// Bytes of the largest body.
  public static final int MAX_BODY = 256 * 1024;

  private static final Pattern PURPOSE = Pattern.compile("[A-Z]{2,16}");

  private final RecordId recordId;
  private final EntryKind kind;
  private final Outcome outcome;
  private final Subject subject;

  @SuppressWarnings("Immutable") // a private copy, never changed
  private final SortedMap<String, String> facts;

  private final CanonicalJson body;
  private final Circumstances circumstances;

  /// What is optional around an act.
  ///
  /// @param agent who acted
  /// @param purpose purpose of use
  /// @param concerning further subjects
  @Immutable
  @SuppressWarnings("Immutable") // copies of immutable values
  private record Circumstances(
      Optional<Agent> agent, Optional<String> purpose, List<Subject> concerning) {
    static final Circumstances NONE =
        new Circumstances(Optional.empty(), Optional.empty(), List.of());

    Circumstances {
      concerning = List.copyOf(concerning);
    }
  }

  private Entry(
      RecordId recordId,
      EntryKind kind,
      Outcome outcome,
      Subject subject,
      Map<Fact, String> facts,
      CanonicalJson body) {
    if (body.length() > MAX_BODY) {
      throw new IllegalArgumentException("a body has at most " + MAX_BODY + " bytes");
    }
    this.recordId = recordId;
    this.kind = kind;
    this.outcome = outcome;
    this.subject = subject;
    this.facts = Fact.checked(facts);
    this.body = body;
    this.circumstances = Circumstances.NONE;
  }

  private Entry(Entry same, Circumstances circumstances) {
    this(same, same.recordId, circumstances);
  }

  private Entry(Entry same, RecordId recordId, Circumstances circumstances) {
    this.recordId = recordId;
    this.kind = same.kind;
    this.outcome = same.outcome;
    this.subject = same.subject;
    this.facts = same.facts;
    this.body = same.body;
    this.circumstances = circumstances;
  }

  /// Something is about to be done: who, for what purpose, under which decision, with which model.
  public static Entry intent(Subject subject, Map<Fact, String> facts, CanonicalJson body) {
    return new Entry(RecordId.random(), EntryKind.INTENT, Outcome.PENDING, subject, facts, body);
  }

  /// What became of the intent whose [IntentHandle] gets it.
  ///
  /// @param recordId the record's id, fresh; chosen by the caller because an answer names its
  ///   record before that is written
  public static Entry outcome(
      RecordId recordId,
      Outcome outcome,
      Subject subject,
      Map<Fact, String> facts,
      CanonicalJson body) {
    return new Entry(recordId, EntryKind.OUTCOME, ended(outcome), subject, facts, body);
  }

  /// Policy said no, or the request was refused or failed before an intent existed.
  ///
  /// @param recordId the record's id, fresh
  /// @param outcome DENIED, REFUSED, FAILED or CANCELLED
  public static Entry denial(
      RecordId recordId,
      Outcome outcome,
      Subject subject,
      Map<Fact, String> facts,
      CanonicalJson body) {
    if (outcome == Outcome.OK) {
      throw new IllegalArgumentException("a denial is not ok");
    }
    return new Entry(recordId, EntryKind.DENIAL, ended(outcome), subject, facts, body);
  }

  /// Someone read something that was stored.
  public static Entry access(
      Outcome outcome, Subject subject, Map<Fact, String> facts, CanonicalJson body) {
    return new Entry(RecordId.random(), EntryKind.ACCESS, outcome, subject, facts, body);
  }

  /// An act of the installation itself.
  public static Entry system(
      Outcome outcome, Subject subject, Map<Fact, String> facts, CanonicalJson body) {
    return new Entry(RecordId.random(), EntryKind.SYSTEM, outcome, subject, facts, body);
  }

  /// The same, done by this agent. An outcome has the agent of its intent and needs none of its
  /// own.
  ///
  /// @param agent of the same tenant as the subject
  public Entry by(Agent agent) {
    requireTenant(agent.subject());
    return new Entry(
        this,
        new Circumstances(Optional.of(agent), circumstances.purpose(), circumstances.concerning()));
  }

  /// The same under this id, which the caller chose because something that is stored with the
  /// record names it.
  ///
  /// @param fresh used for no other record
  public Entry as(RecordId fresh) {
    return new Entry(this, fresh, circumstances);
  }

  /// The same, done for this purpose of use. Searchable and deletable, not in the leaf; an outcome
  /// has the purpose of its intent and needs none of its own.
  ///
  /// @param code 2 to 16 capital letters, for example of HL7 v3 PurposeOfUse
  public Entry purpose(String code) {
    if (!PURPOSE.matcher(code).matches()) {
      throw new IllegalArgumentException("a purpose of use is 2 to 16 capital letters");
    }
    return new Entry(
        this,
        new Circumstances(circumstances.agent(), Optional.of(code), circumstances.concerning()));
  }

  /// The same, found from these further subjects too: a report about many patients.
  ///
  /// @param subjects of the same tenant as the subject; replaces those named before
  public Entry concerning(List<Subject> subjects) {
    subjects.forEach(this::requireTenant);
    List<Subject> further = subjects.stream().distinct().filter(s -> !s.equals(subject)).toList();
    return new Entry(
        this, new Circumstances(circumstances.agent(), circumstances.purpose(), further));
  }

  private void requireTenant(Subject other) {
    if (!other.tenant().equals(subject.tenant())) {
      throw new IllegalArgumentException("all parts of a record belong to one tenant");
    }
  }

  private static Outcome ended(Outcome outcome) {
    if (outcome == Outcome.PENDING) {
      throw new IllegalArgumentException("an outcome is not pending");
    }
    return outcome;
  }

  /// The id that the record will have; known before it is appended, for riders to refer to.
  public RecordId recordId() {
    return recordId;
  }

  public EntryKind kind() {
    return kind;
  }

  Outcome outcome() {
    return outcome;
  }

  Subject subject() {
    return subject;
  }

  SortedMap<String, String> facts() {
    return facts;
  }

  CanonicalJson body() {
    return body;
  }

  Optional<Agent> agent() {
    return circumstances.agent();
  }

  Optional<String> purpose() {
    return circumstances.purpose();
  }

  List<Subject> concerning() {
    return circumstances.concerning();
  }

  @Override
  public String toString() {
    return "Entry[" + kind.text() + ", redacted]";
  }
}
