package org.cloister.gateway.compliance.review;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.audit.CanonicalJson;
import org.cloister.audit.Entry;
import org.cloister.audit.Fact;
import org.cloister.audit.Outcome;
import org.cloister.audit.Receipt;
import org.cloister.audit.Rider;
import org.cloister.audit.Subject;
import org.cloister.deid.sealing.SealingException;
import org.cloister.gateway.compliance.review.ReviewSeals.Column;
import org.cloister.gateway.compliance.review.explain.Evidence;
import org.cloister.gateway.compliance.review.explain.Term;
import org.cloister.gateway.record.Awaiting;
import org.cloister.gateway.record.RecordBody;
import org.cloister.policies.RequestId;

/// Raises alerts: one for an access at most, each committed with its record in the log.
final class AlertWriter {
  // Does nothing for an access that has its alert: a batch that was judged before the process died
  // is judged again.
  private static final String INSERT =
      "insert into review_alert (alert_id, access_index, record_id, staff, login, patient, sign,"
          + " points, accessed_at, raised_at, state, sealed_evidence)"
          + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'not-reviewed', ?)"
          + " on conflict (access_index) do nothing";
  private static final String EXISTS = "select 1 from review_alert where access_index = ?";

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final String tenant;
  private final AuditLog log;
  private final ReviewSeals seals;

  AlertWriter(String tenant, AuditLog log, ReviewSeals seals) {
    this.tenant = tenant;
    this.log = log;
    this.seals = seals;
  }

  /// An access that an officer should look at.
  ///
  /// @param evidence at least one, strongest first
  record Alarm(
      long index,
      UUID record,
      Term user,
      Term login,
      Term patient,
      Instant at,
      List<Evidence> evidence) {

    int points() {
      return evidence.stream().mapToInt(each -> each.sign().points()).sum();
    }

    @Override
    public String toString() {
      return "Alarm[redacted]";
    }
  }

  /// The alerts of one range of the log.
  final class Round {
    private final Connection connection;
    private final Instant now;
    // Those of this round are not visible to its own transaction yet.
    private final Set<Long> raised = new HashSet<>();
    private final List<CompletableFuture<Receipt>> records = new ArrayList<>();

    private Round(Connection connection, Instant now) {
      this.connection = connection;
      this.now = now;
    }

    /// Raises it, unless the access has its alert already. Does not wait.
    void raise(Alarm alarm) throws SQLException, SealingException {
      if (raised.add(alarm.index())
          && Rows.one(connection, EXISTS, _ -> true, alarm.index()).isEmpty()) {
        records.add(append(alarm, now));
      }
    }

    /// Waits until every alert is durable.
    ///
    /// @throws AuditException when one is not, or is not known to be
    void await() throws AuditException {
      var _ =
          Awaiting.durable(
              CompletableFuture.allOf(records.toArray(CompletableFuture[]::new)), LONGEST_WAIT);
    }
  }

  Round round(Connection connection, Instant now) {
    return new Round(connection, now);
  }

  private CompletableFuture<Receipt> append(Alarm alarm, Instant now) throws SealingException {
    UUID alert = UUID.randomUUID();
    List<Map<String, Object>> evidence =
        alarm.evidence().stream()
            .map(each ->
                Map.<String, Object>of(
                    "sign", each.sign().name(),
                    "points", each.sign().points(),
                    "sentence", each.sentence()))
            .toList();
    byte[] sealed =
        seals.seal(
            alarm.patient(),
            alert,
            Column.EVIDENCE,
            Json.text(CanonicalJson.of(Map.of("evidence", evidence))));
    RecordBody body = new RecordBody(RequestId.random());
    body.details(
        Map.of(
            "alert", alert.toString(),
            "accessRecord", alarm.record().toString(),
            "sign", alarm.evidence().getFirst().sign().name(),
            "points", alarm.points()));
    Entry entry =
        Entry.system(
            Outcome.OK,
            new Subject(tenant, alarm.patient().text()),
            Map.of(Fact.EVENT, "alert-raised"),
            body.json());
    return log.append(entry, List.of(rider(alert, alarm, now, sealed)));
  }

  private static Rider rider(UUID alert, Alarm alarm, Instant now, byte[] sealed) {
    return new Rider(
        INSERT,
        List.of(
            alert,
            alarm.index(),
            alarm.record(),
            alarm.user().text(),
            alarm.login().text(),
            alarm.patient().text(),
            alarm.evidence().getFirst().sign().name(),
            alarm.points(),
            alarm.at(),
            now,
            sealed));
  }
}
