package org.cloister.gateway.compliance.review;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.audit.EntryKind;
import org.cloister.audit.LogQuery;
import org.cloister.deid.sealing.SealingException;
import org.cloister.gateway.compliance.erasure.ErasureLock;
import org.cloister.gateway.compliance.review.AlertWriter.Alarm;
import org.cloister.gateway.compliance.review.Observation.Sight;
import org.cloister.gateway.compliance.review.explain.Access;
import org.cloister.gateway.compliance.review.explain.Evidence;
import org.cloister.gateway.compliance.review.explain.Judge;
import org.cloister.gateway.compliance.review.explain.Judgement;
import org.cloister.gateway.compliance.review.explain.Ruling;
import org.cloister.gateway.compliance.review.explain.Scene;
import org.cloister.gateway.compliance.review.explain.StaffFacts;
import org.cloister.gateway.compliance.review.explain.Term;
import org.cloister.gateway.record.AuditRecord;

/// Judges the log's accesses in its order, each once.
///
/// One transaction judges a range of the log, queues what broke the glass, and moves the cursor.
/// Alerts are committed before it, with their records. If the process dies in between, the range is
/// judged again with the same result, and an access that has its alert gets no second one. No
/// erasure runs meanwhile.
public final class Judging {
  /// Places of the log in one transaction.
  private static final int RANGE = 1000;

  /// A release is about no patient, and there may be many: none is opened for its body.
  static final LogQuery ACCESSES =
      LogQuery.all().kinds(Set.of(EntryKind.OUTCOME, EntryKind.ACCESS)).otherThan("deidentify");

  private static final String CURSOR = "select next from review_cursor where id = 1";
  private static final String ADVANCE = "update review_cursor set next = ? where id = 1";
  private static final String EARLIER =
      "select record_id, staff, patient, at from judged_access where index = ?";
  private static final String QUEUE =
      "insert into break_glass_item (record_id, access_index, staff, login, patient, queued_at,"
          + " due_at, state) values (?, ?, ?, ?, ?, ?, ?, 'open')";

  /// What judging stands on.
  ///
  /// @param reviewWithin how long a call that broke the glass may wait for its review
  public record Parts(
      ReviewStore store, AuditLog log, Judge judge, Clock clock, Duration reviewWithin) {}

  private final Parts parts;
  private final ErasureLock erasures;
  private final DataSource database;
  private final CareFacts facts;
  private final AlertWriter alerts;

  public Judging(Parts parts, ErasureLock erasures) {
    this.parts = parts;
    this.erasures = erasures;
    this.database = parts.store().database();
    this.facts = parts.store().facts();
    this.alerts = new AlertWriter(parts.store().tenant(), parts.log(), parts.store().seals());
  }

  /// Judges the next range.
  ///
  /// @return how many places of the log remain
  /// @throws AuditException when the log cannot be read or an alert not be recorded
  /// @throws SealingException when a key cannot be had
  /// @throws SQLException when the store does not answer
  public long step() throws AuditException, SealingException, SQLException {
    try (ErasureLock.Held _ = erasures.shared();
        Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      long from = Rows.number(connection, CURSOR);
      long size = size();
      long to = Math.min(size, from + RANGE);
      if (to <= from) {
        return 0;
      }
      List<AuditRecord> records = new ArrayList<>();
      parts.log().scan(ACCESSES, from, to, entry -> records.add(AuditRecord.of(entry)));
      AlertWriter.Round round = alerts.round(connection, parts.clock().instant());
      for (AuditRecord record : records) {
        Optional<Observation> seen =
            Observation.of(record, parts.store().terms(), facts, connection);
        if (seen.isPresent()) {
          queue(connection, seen.get());
          judge(connection, seen.get(), round);
        }
      }
      round.await();
      // All alerts of the range are durable. If the process dies on the next line they stay, and
      // the range is judged again.
      Rows.change(connection, ADVANCE, to);
      connection.commit();
      return size - to;
    }
  }

  private void queue(Connection connection, Observation seen) throws SQLException {
    Access access = seen.access();
    if (access.emergencyReason().isPresent()) {
      Rows.change(
          connection,
          QUEUE,
          seen.record().value(),
          Long.parseLong(access.id()),
          access.user().text(),
          seen.login().text(),
          access.patient().text(),
          access.at(),
          access.at().plus(parts.reviewWithin()));
    }
  }

  private void judge(Connection connection, Observation seen, AlertWriter.Round round)
      throws SQLException, SealingException {
    if (seen.saw() == Sight.NOTHING) {
      return;
    }
    Access access = seen.access();
    Ruling ruling = parts.judge().judge(access, scene(connection, access));
    Judgement judgement = ruling.judgement();
    JudgedAccesses.add(connection, access, seen.record().value(), judgement.strength());
    if (judgement instanceof Judgement.Suspicious suspicious) {
      round.raise(alarm(seen, suspicious.evidence()));
    }
    for (Map.Entry<String, List<Evidence>> earlier : ruling.reopened().entrySet()) {
      Optional<Alarm> alarm = reopened(connection, earlier, seen.login());
      if (alarm.isPresent()) {
        round.raise(alarm.get());
      }
    }
  }

  private Scene scene(Connection connection, Access access) throws SQLException, SealingException {
    Optional<StaffFacts> staff = facts.staff(connection, access.user());
    return new Scene(
        staff,
        facts.patient(connection, access.patient(), staff),
        facts.relations(connection, access.patient()),
        JudgedAccesses.past(connection, access));
  }

  private static Alarm alarm(Observation seen, List<Evidence> evidence) {
    Access access = seen.access();
    return new Alarm(
        Long.parseLong(access.id()),
        seen.record().value(),
        access.user(),
        seen.login(),
        access.patient(),
        access.at(),
        evidence);
  }

  /// The beginning of a burst: of the same user, whose login is that of its end.
  private static Optional<Alarm> reopened(
      Connection connection, Map.Entry<String, List<Evidence>> earlier, Term login)
      throws SQLException {
    long index = Long.parseLong(earlier.getKey());
    return Rows.one(
        connection,
        EARLIER,
        row ->
            new Alarm(
                index,
                row.getObject("record_id", UUID.class),
                new Term(row.getString("staff")),
                login,
                new Term(row.getString("patient")),
                row.getTimestamp("at").toInstant(),
                earlier.getValue()),
        index);
  }

  /// The size that the current checkpoint states (C2SP tlog-checkpoint: the second line).
  private long size() throws AuditException {
    return Long.parseLong(parts.log().checkpoint().split("\n", 3)[1]);
  }
}
