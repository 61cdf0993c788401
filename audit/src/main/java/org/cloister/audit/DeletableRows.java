package org.cloister.audit;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.cloister.audit.Submission.Deletable;

/// The rows of a batch that can be deleted again: `log_body` and `log_concern`.
final class DeletableRows {
  private static final String INSERT_BODIES =
      """
      INSERT INTO log_body (index, kind, outcome, recorded_at, tenant, subject, sealed_body, agent,
                            sealed_agent, token, purpose, model, model_hash, event)
      SELECT i, k, o, 'epoch'::timestamptz + t * interval '1 microsecond', n, s, b, nullif(a, ''),
             nullif(w, ''::bytea), nullif(j, ''::bytea), nullif(p, ''), nullif(m, ''),
             nullif(v, ''::bytea), nullif(e, '')
      FROM unnest(?::bigint[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::bytea[],
                  ?::text[], ?::bytea[], ?::bytea[], ?::text[], ?::text[], ?::bytea[], ?::text[])
           AS x(i, k, o, t, n, s, b, a, w, j, p, m, v, e)
      """;
  private static final String INSERT_CONCERNS =
      """
      INSERT INTO log_concern (index, tenant, subject, recorded_at)
      SELECT i, n, s, 'epoch'::timestamptz + t * interval '1 microsecond'
      FROM unnest(?::bigint[], ?::text[], ?::text[], ?::bigint[]) AS x(i, n, s, t)
      """;
  // An intent that the log closes itself: its outcome is found by what the intent is found by.
  private static final String COPY_BODIES =
      """
      INSERT INTO log_body (index, kind, outcome, recorded_at, tenant, subject, agent, token, purpose,
                            model, model_hash)
      SELECT o.index, o.kind, o.outcome, o.recorded_at, i.tenant, i.subject, i.agent, i.token, i.purpose,
             i.model, i.model_hash
      FROM log_entry o JOIN log_body i ON i.index = o.intent_index
      WHERE o.index = ANY (?::bigint[])
      """;
  private static final String COPY_CONCERNS =
      """
      INSERT INTO log_concern (index, tenant, subject, recorded_at)
      SELECT o.index, i.tenant, i.subject, o.recorded_at
      FROM log_entry o JOIN log_concern i ON i.index = o.intent_index
      WHERE o.index = ANY (?::bigint[])
      """;

  private final List<Row> bodies = new ArrayList<>();
  private final List<Concern> concerns = new ArrayList<>();
  private final List<Submission> closing = new ArrayList<>();

  private record Row(Submission submission, Deletable deletable) {
    Leaf leaf() {
      return submission.leaf();
    }

    SearchTerms terms() {
      return deletable.terms();
    }
  }

  private record Concern(Submission submission, Subject subject) {}

  /// @param batch records that have their places
  DeletableRows(List<Submission> batch) {
    for (Submission submission : batch) {
      submission
          .deletable()
          .ifPresentOrElse(
              deletable -> {
                bodies.add(new Row(submission, deletable));
                deletable
                    .terms()
                    .concerning()
                    .forEach(subject -> concerns.add(new Concern(submission, subject)));
              },
              () -> closing.add(submission));
    }
  }

  /// Writes them into the connection's open transaction, behind the entry rows.
  void writeTo(Connection connection) throws SQLException {
    if (!bodies.isEmpty()) {
      insertBodies(connection);
    }
    if (!concerns.isEmpty()) {
      insertConcerns(connection);
    }
    if (!closing.isEmpty()) {
      for (String copy : List.of(COPY_BODIES, COPY_CONCERNS)) {
        try (RowArrays<Submission> rows = new RowArrays<>(connection, copy, closing)) {
          // What was erased meanwhile is not copied.
          int _ = rows.longs(Submission::index).write();
        }
      }
    }
  }

  private void insertBodies(Connection connection) throws SQLException {
    try (RowArrays<Row> rows = new RowArrays<>(connection, INSERT_BODIES, bodies)) {
      rows.longs(r -> r.submission().index())
          .texts(r -> r.leaf().kind().text())
          .texts(r -> r.leaf().outcome().text())
          .longs(r -> micros(r.submission()))
          .texts(r -> r.deletable().subject().tenant())
          .texts(r -> r.deletable().subject().key())
          .bytes(r -> r.deletable().body())
          .texts(r -> r.terms().agent())
          .bytes(r -> r.deletable().agent())
          .bytes(r -> r.terms().token())
          .texts(r -> r.terms().purpose())
          .texts(r -> r.terms().model().id())
          .bytes(r -> r.terms().model().hash())
          .texts(r -> r.leaf().facts().getOrDefault(Fact.EVENT.text(), ""))
          .writeAll();
    }
  }

  private void insertConcerns(Connection connection) throws SQLException {
    try (RowArrays<Concern> rows = new RowArrays<>(connection, INSERT_CONCERNS, concerns)) {
      rows.longs(c -> c.submission().index())
          .texts(c -> c.subject().tenant())
          .texts(c -> c.subject().key())
          .longs(c -> micros(c.submission()))
          .writeAll();
    }
  }

  private static long micros(Submission submission) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, submission.leaf().time());
  }
}
