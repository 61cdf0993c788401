package org.cloister.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cloister.audit.Submission.Deletable;
import org.cloister.audit.merkle.Hash;

/// Everything that one transaction writes: the head, the entries, the nodes they completed, the
/// riders.
///
/// @param builtOn the size of the head that the batch continues
/// @param head the head after it
/// @param batch the records, at indexes from `builtOn`
/// @param nodes the tile nodes that they completed
/// @param time when the checkpoint was made
record BatchWrite(
    long builtOn, Head head, List<Submission> batch, List<TileNode> nodes, Instant time) {
  /// A further subject of the record at this place.
  private record Concern(long index, Subject subject) {}

  /// A node of a tile of level 1 and up: the root of a full tile below it.
  record TileNode(int level, long index, Hash hash) {}

  // One statement, so one round trip and one plan. Everything reads from `moved`: a writer that
  // built
  // on another head finds no row there, and writes nothing.
  private static final String WRITE =
      """
      WITH moved AS (
        UPDATE log_head SET size = ?, root = ?, checkpoint = ?, committed_at = ?, oldest_open = ?
        WHERE id = 1 AND size = ? RETURNING id),
      record AS MATERIALIZED (
        SELECT i, k, o, 'epoch'::timestamptz + t * interval '1 microsecond' AS t, r, l, h, c,
               n, s, b, a, w, j, p, m, v, e
        FROM moved, unnest(
          ?::bigint[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::bytea[], ?::bytea[], ?::bigint[],
          ?::text[], ?::text[], ?::bytea[], ?::text[], ?::bytea[], ?::bytea[], ?::text[], ?::text[],
          ?::bytea[], ?::text[]) AS x(i, k, o, t, r, l, h, c, n, s, b, a, w, j, p, m, v, e)),
      entry AS (
        INSERT INTO log_entry (index, record_id, kind, outcome, recorded_at, leaf, leaf_hash, intent_index)
        SELECT i, r::uuid, k, o, t, l, h, nullif(c, -1) FROM record),
      body AS (
        INSERT INTO log_body (index, kind, outcome, recorded_at, tenant, subject, sealed_body, agent,
                              sealed_agent, token, purpose, model, model_hash, event)
        SELECT i, k, o, t, n, s, b, nullif(a, ''), nullif(w, ''), nullif(j, ''), nullif(p, ''),
               nullif(m, ''), nullif(v, ''), nullif(e, '')
        FROM record WHERE s <> ''),
      node AS (
        INSERT INTO log_node (level, index, hash)
        SELECT y.l, y.i, y.h FROM moved, unnest(?::bigint[], ?::bigint[], ?::bytea[]) AS y(l, i, h))
      SELECT count(*) FROM record
      """;
  private static final String CONCERNS =
      """
      INSERT INTO log_concern (index, tenant, subject, recorded_at)
      SELECT i, n, s, recorded_at
      FROM unnest(?::bigint[], ?::text[], ?::text[]) AS x(i, n, s) JOIN log_entry ON index = i
      """;
  // Intents that the log closes itself: their outcomes are found by what they are found by.
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
  // What a record without parts of its own has in the columns of parts: nothing is stored of it.
  private static final Deletable NOTHING = Deletable.nothing();

  /// Puts the batch into the connection's open transaction.
  ///
  /// @return false when the head is not of the size this batch was built on
  boolean writeTo(Connection connection) throws SQLException {
    if (!moveHeadAndInsert(connection)) {
      return false;
    }
    insertConcerns(connection);
    copyTerms(connection);
    insertRiders(connection);
    return true;
  }

  private boolean moveHeadAndInsert(Connection connection) throws SQLException {
    try (BatchParameters write = new BatchParameters(connection, WRITE)) {
      bindHead(write);
      bindRecords(write);
      bindParts(write);
      bindNodes(write);
      try (ResultSet row = write.statement().executeQuery()) {
        long written = row.next() ? row.getLong(1) : 0;
        if (written != 0 && written != batch.size()) {
          throw new SQLException("a row of the batch was not written", "XX000");
        }
        return written != 0;
      }
    }
  }

  private void bindHead(BatchParameters write) throws SQLException {
    BatchParameters _ =
        write
            .value(head.checkpoint().size())
            .value(head.checkpoint().root().bytes())
            .value(head.note())
            .value(time)
            .value(head.oldestOpen())
            .value(builtOn);
  }

  private void bindRecords(BatchParameters write) throws SQLException {
    BatchParameters _ =
        write
            .longs(batch, Submission::index)
            .texts(batch, s -> s.leaf().kind().text())
            .texts(batch, s -> s.leaf().outcome().text())
            .longs(batch, s -> ChronoUnit.MICROS.between(Instant.EPOCH, s.leaf().time()))
            .texts(batch, s -> s.recordId().toString())
            .bytes(batch, Submission::leafBytes)
            .bytes(batch, s -> s.leafHash().bytes())
            .longs(batch, s -> s.leaf().links().intentIndex());
  }

  private void bindParts(BatchParameters write) throws SQLException {
    List<Deletable> parts = batch.stream().map(s -> s.deletable().orElse(NOTHING)).toList();
    BatchParameters _ =
        write
            .texts(parts, Deletable::tenant)
            .texts(parts, Deletable::subjectKey)
            .bytes(parts, Deletable::body)
            .texts(parts, p -> p.terms().agent())
            .bytes(parts, Deletable::agent)
            .bytes(parts, p -> p.terms().token())
            .texts(parts, p -> p.terms().purpose())
            .texts(parts, p -> p.terms().model().id())
            .bytes(parts, p -> p.terms().model().hash())
            .texts(batch, s -> s.leaf().facts().getOrDefault(Fact.EVENT.text(), ""));
  }

  private void bindNodes(BatchParameters write) throws SQLException {
    BatchParameters _ =
        write
            .longs(nodes, TileNode::level)
            .longs(nodes, TileNode::index)
            .bytes(nodes, n -> n.hash().bytes());
  }

  private void insertConcerns(Connection connection) throws SQLException {
    List<Concern> concerns = new ArrayList<>();
    for (Submission submission : batch) {
      for (Subject subject : submission.concerning()) {
        concerns.add(new Concern(submission.index(), subject));
      }
    }
    if (concerns.isEmpty()) {
      return;
    }
    try (BatchParameters insert = new BatchParameters(connection, CONCERNS)) {
      int written =
          insert
              .longs(concerns, Concern::index)
              .texts(concerns, c -> c.subject().tenant())
              .texts(concerns, c -> c.subject().key())
              .statement()
              .executeUpdate();
      if (written != concerns.size()) {
        throw new SQLException("a row of the batch was not written", "XX000");
      }
    }
  }

  private void copyTerms(Connection connection) throws SQLException {
    List<Submission> closing = batch.stream().filter(s -> s.deletable().isEmpty()).toList();
    if (closing.isEmpty()) {
      return;
    }
    for (String copied : List.of(COPY_BODIES, COPY_CONCERNS)) {
      try (BatchParameters copy = new BatchParameters(connection, copied)) {
        // What was erased meanwhile is not copied.
        int _ = copy.longs(closing, Submission::index).statement().executeUpdate();
      }
    }
  }

  private void insertRiders(Connection connection) throws SQLException {
    Map<String, List<Rider>> bySql = new LinkedHashMap<>();
    for (Submission submission : batch) {
      for (Rider rider : submission.riders()) {
        bySql.computeIfAbsent(rider.insert(), _ -> new ArrayList<>()).add(rider);
      }
    }
    for (Map.Entry<String, List<Rider>> same : bySql.entrySet()) {
      try (PreparedStatement statement = connection.prepareStatement(same.getKey())) {
        for (Rider rider : same.getValue()) {
          bind(statement, rider.values());
          statement.addBatch();
        }
        // One round trip: the driver sends the whole batch before it reads an answer.
        int[] _ = statement.executeBatch();
      }
    }
  }

  private static void bind(PreparedStatement statement, List<Object> values) throws SQLException {
    for (int i = 0; i < values.size(); i++) {
      switch (values.get(i)) {
        case byte[] bytes -> statement.setBytes(i + 1, bytes);
        case Instant instant -> statement.setObject(i + 1, instant.atOffset(ZoneOffset.UTC));
        case Object other -> statement.setObject(i + 1, other);
      }
    }
  }
}
