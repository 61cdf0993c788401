package org.cloister.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  /// A node of a tile of level 1 and up: the root of a full tile below it.
  record TileNode(int level, long index, Hash hash) {}

  private static final String MOVE_HEAD =
      "UPDATE log_head SET size = ?, root = ?, checkpoint = ?, committed_at = ?, oldest_open = ?"
          + " WHERE id = 1 AND size = ?";
  private static final String INSERT_ENTRIES =
      """
      INSERT INTO log_entry (index, record_id, kind, outcome, recorded_at, leaf, leaf_hash, intent_index)
      SELECT i, r::uuid, k, o, 'epoch'::timestamptz + t * interval '1 microsecond', l, h, nullif(c, -1)
      FROM unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bytea[], ?::bytea[],
                  ?::bigint[]) AS e(i, r, k, o, t, l, h, c)
      """;
  private static final String INSERT_NODES =
      "INSERT INTO log_node (level, index, hash)"
          + " SELECT * FROM unnest(?::bigint[], ?::bigint[], ?::bytea[])";

  /// Puts the batch into the connection's open transaction, the head first: a writer that built on
  /// another head is stopped by one row before it writes anything else.
  ///
  /// @return false when the head is not of the size this batch was built on
  boolean writeTo(Connection connection) throws SQLException {
    if (!moveHead(connection)) {
      return false;
    }
    insertEntries(connection);
    new DeletableRows(batch).writeTo(connection);
    if (!nodes.isEmpty()) {
      insertNodes(connection);
    }
    insertRiders(connection);
    return true;
  }

  private boolean moveHead(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(MOVE_HEAD)) {
      statement.setLong(1, head.checkpoint().size());
      statement.setBytes(2, head.checkpoint().root().bytes());
      statement.setString(3, head.note());
      statement.setObject(4, time.atOffset(ZoneOffset.UTC));
      statement.setLong(5, head.oldestOpen());
      statement.setLong(6, builtOn);
      return statement.executeUpdate() == 1;
    }
  }

  private void insertEntries(Connection connection) throws SQLException {
    try (RowArrays<Submission> rows = new RowArrays<>(connection, INSERT_ENTRIES, batch)) {
      rows.longs(Submission::index)
          .texts(s -> s.recordId().toString())
          .texts(s -> s.leaf().kind().text())
          .texts(s -> s.leaf().outcome().text())
          .longs(s -> ChronoUnit.MICROS.between(Instant.EPOCH, s.leaf().time()))
          .bytes(Submission::leafBytes)
          .bytes(s -> s.leafHash().bytes())
          .longs(s -> s.leaf().links().intentIndex())
          .writeAll();
    }
  }

  private void insertNodes(Connection connection) throws SQLException {
    try (RowArrays<TileNode> rows = new RowArrays<>(connection, INSERT_NODES, nodes)) {
      rows.longs(TileNode::level).longs(TileNode::index).bytes(n -> n.hash().bytes()).writeAll();
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
