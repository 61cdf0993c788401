package org.cloister.audit;

import java.sql.Array;
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
import java.util.function.Function;
import java.util.stream.LongStream;
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
      INSERT INTO log_entry (index, record_id, kind, outcome, recorded_at, tenant, subject, leaf,
                             leaf_hash, sealed_body, intent_index)
      SELECT i, r::uuid, k, o, 'epoch'::timestamptz + t * interval '1 microsecond', n, s, l, h,
             nullif(b, ''::bytea), nullif(c, -1)
      FROM unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[],
                  ?::bytea[], ?::bytea[], ?::bytea[], ?::bigint[]) AS e(i, r, k, o, t, n, s, l, h, b, c)
      """;
  private static final String INSERT_NODES =
      "INSERT INTO log_node (level, index, hash)"
          + " SELECT * FROM unnest(?::smallint[], ?::bigint[], ?::bytea[])";

  /// Puts the batch into the connection's open transaction, the head first: a writer that built on
  /// another head is stopped by one row before it writes anything else.
  ///
  /// @return false when the head is not of the size this batch was built on
  boolean writeTo(Connection connection) throws SQLException {
    if (!moveHead(connection)) {
      return false;
    }
    insertEntries(connection);
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
    Long[] indexes = LongStream.range(builtOn, builtOn + batch.size()).boxed().toArray(Long[]::new);
    try (PreparedStatement statement = connection.prepareStatement(INSERT_ENTRIES)) {
      statement.setArray(1, connection.createArrayOf("int8", indexes));
      statement.setArray(2, texts(connection, s -> s.recordId().toString()));
      statement.setArray(3, texts(connection, s -> s.leaf().kind().text()));
      statement.setArray(4, texts(connection, s -> s.leaf().outcome().text()));
      statement.setArray(
          5, longs(connection, s -> ChronoUnit.MICROS.between(Instant.EPOCH, s.leaf().time())));
      statement.setArray(6, texts(connection, s -> s.subject().tenant()));
      statement.setArray(7, texts(connection, s -> s.subject().key()));
      statement.setArray(8, bytes(connection, Submission::leafBytes));
      statement.setArray(9, bytes(connection, s -> s.leafHash().bytes()));
      statement.setArray(10, bytes(connection, Submission::sealedBody));
      statement.setArray(11, longs(connection, s -> s.leaf().links().intentIndex()));
      requireRows(statement.executeUpdate(), batch.size());
    }
  }

  private void insertNodes(Connection connection) throws SQLException {
    Short[] levels = nodes.stream().map(n -> (short) n.level()).toArray(Short[]::new);
    Long[] indexes = nodes.stream().map(TileNode::index).toArray(Long[]::new);
    byte[][] hashes = nodes.stream().map(n -> n.hash().bytes()).toArray(byte[][]::new);
    try (PreparedStatement statement = connection.prepareStatement(INSERT_NODES)) {
      statement.setArray(1, connection.createArrayOf("int2", levels));
      statement.setArray(2, connection.createArrayOf("int8", indexes));
      statement.setArray(3, connection.createArrayOf("bytea", hashes));
      requireRows(statement.executeUpdate(), nodes.size());
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

  private Array texts(Connection connection, Function<Submission, String> field)
      throws SQLException {
    return connection.createArrayOf("text", batch.stream().map(field).toArray(String[]::new));
  }

  private Array longs(Connection connection, Function<Submission, Long> field) throws SQLException {
    return connection.createArrayOf("int8", batch.stream().map(field).toArray(Long[]::new));
  }

  private Array bytes(Connection connection, Function<Submission, byte[]> field)
      throws SQLException {
    return connection.createArrayOf("bytea", batch.stream().map(field).toArray(byte[][]::new));
  }

  private static void requireRows(int written, int expected) throws SQLException {
    if (written != expected) {
      throw new SQLException("a row of the batch was not written", "XX000");
    }
  }
}
