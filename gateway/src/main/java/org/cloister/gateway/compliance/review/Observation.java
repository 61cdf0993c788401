package org.cloister.gateway.compliance.review;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.cloister.audit.EntryKind;
import org.cloister.audit.Outcome;
import org.cloister.audit.RecordId;
import org.cloister.gateway.compliance.review.explain.Access;
import org.cloister.gateway.compliance.review.explain.Term;
import org.cloister.gateway.record.Actor;
import org.cloister.gateway.record.AuditRecord;

/// A record of the log as something that a person did to a patient's data.
///
/// @param login the person by the name that the token gave
/// @param saw whether the person was shown anything; only that is judged
record Observation(Access access, RecordId record, Term login, String patient, Sight saw) {
  /// What the person got.
  enum Sight {
    RELEASED,
    NOTHING
  }

  /// Empty for what is not a person's access to a patient's data: an application's own call, the
  /// patient's, an officer's, and what was erased.
  ///
  /// A call that broke the glass is a person's whoever the token names: it waits for review.
  static Optional<Observation> of(
      AuditRecord record, Terms terms, CareFacts facts, Connection connection) throws SQLException {
    if (record.actor().isEmpty()
        || record.subject().isEmpty()
        || record.patient().isEmpty()
        || !isAboutCare(record)) {
      return Optional.empty();
    }
    Actor actor = record.actor().get();
    boolean application = actor.fhirUser().isEmpty() && actor.subject().equals(actor.client());
    boolean patient = actor.fhirUser().filter(it -> it.contains("Patient/")).isPresent();
    if ((application || patient) && record.breakGlassReason().isEmpty()) {
      return Optional.empty();
    }
    Term login = terms.login(actor);
    Optional<Term> named = terms.practitioner(actor.fhirUser());
    Term user = named.isPresent() ? named.get() : facts.staffOf(connection, login).orElse(login);
    Access access =
        new Access(
            Long.toString(record.index()),
            record.at(),
            user,
            new Term(record.subject().get().key()),
            action(record),
            record.breakGlassReason());
    return Optional.of(
        new Observation(
            access,
            record.id(),
            login,
            record.patient().get(),
            record.outcome() == Outcome.OK ? Sight.RELEASED : Sight.NOTHING));
  }

  private static boolean isAboutCare(AuditRecord record) {
    return switch (record.kind()) {
      case OUTCOME -> true;
      case ACCESS -> record.event().filter("result-read"::equals).isPresent();
      case INTENT, DENIAL, SYSTEM -> false;
    };
  }

  private static Access.Action action(AuditRecord record) {
    if (record.kind() == EntryKind.OUTCOME) {
      return Access.Action.INFER;
    }
    return record.query().isPresent() ? Access.Action.SEARCH : Access.Action.READ;
  }

  @Override
  public String toString() {
    return "Observation[redacted]";
  }
}
