package org.cloister.audit;

import com.google.errorprone.annotations.Immutable;
import java.util.Map;

/// One thing to record, not yet recorded. `toString` is redacted.
///
/// The facts go into the public leaf; the body is sealed and only committed to.
@Immutable
public final class Entry {
  /// Bytes of the largest body.
  public static final int MAX_BODY = 256 * 1024;

  private final RecordId recordId;
  private final EntryKind kind;
  private final Outcome outcome;
  private final Subject subject;

  @SuppressWarnings("Immutable") // a private copy, never changed
  private final Map<String, String> facts;

  private final CanonicalJson body;

  private Entry(
      RecordId recordId,
      EntryKind kind,
      Outcome outcome,
      Subject subject,
      Map<Fact, String> facts,
      CanonicalJson body) {
    if (body.bytes().length > MAX_BODY) {
      throw new IllegalArgumentException("a body has at most " + MAX_BODY + " bytes");
    }
    this.recordId = recordId;
    this.kind = kind;
    this.outcome = outcome;
    this.subject = subject;
    this.facts = Fact.checked(facts);
    this.body = body;
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

  Map<String, String> facts() {
    return facts;
  }

  CanonicalJson body() {
    return body;
  }

  BodyContext context() {
    return new BodyContext(recordId, kind, subject);
  }

  @Override
  public String toString() {
    return "Entry[" + kind.text() + ", redacted]";
  }
}
