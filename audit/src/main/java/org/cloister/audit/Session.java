package org.cloister.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.cloister.audit.AuditException.Kind;
import org.cloister.audit.LogConfig.Durability;
import org.cloister.audit.OpenIntents.OpenIntent;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.tlog.Checkpoint;

/// The sequencer's one connection, and all SQL that writes.
///
/// It holds a session-level advisory lock, so that a second process waits instead of closing the
/// intents of the first; what makes a fork impossible is not the lock but the fence in
/// [BatchWrite].
final class Session implements AutoCloseable {
  /// "Cloister" in ASCII: one log per database.
  private static final long WRITER_LOCK = 0x436c_6f69_7374_6572L;

  private static final String OPEN_INTENTS =
      """
      SELECT i.index, i.record_id FROM log_entry i
      WHERE i.kind = 'intent' AND i.index >= ?
        AND NOT EXISTS (SELECT 1 FROM log_entry o WHERE o.intent_index = i.index)
      ORDER BY i.index
      """;

  private final Connection connection;

  private Session(Connection connection) {
    this.connection = connection;
  }

  /// Connects, checks what the store promises, and becomes the writer.
  ///
  /// @throws AuditException UNSAFE when the store may lose commits; UNAVAILABLE when another
  ///   process is the writer
  /// @throws SQLException when the store cannot be reached or has no log tables
  static Session open(DataSource source, LogConfig config) throws SQLException, AuditException {
    Connection connection = source.getConnection();
    Session session = new Session(connection);
    try {
      connection.setNetworkTimeout(
          Runnable::run, Math.toIntExact(config.storeTimeout().toMillis()));
      connection.setAutoCommit(false);
      session.checkDurability(config.durability());
      session.becomeWriter();
      connection.commit();
      return session;
    } catch (SQLException | AuditException | RuntimeException failed) {
      session.close();
      throw failed;
    }
  }

  private void checkDurability(Durability durability) throws SQLException, AuditException {
    if (durability == Durability.UNSAFE_FOR_TESTS) {
      return;
    }
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT current_setting('fsync'), current_setting('full_page_writes'),"
                    + " current_setting('synchronous_commit')")) {
      row.next();
      if (!row.getString(1).equals("on")
          || !row.getString(2).equals("on")
          || !List.of("on", "remote_write", "remote_apply").contains(row.getString(3))) {
        throw new AuditException(
            Kind.UNSAFE,
            "PostgreSQL may lose commits: fsync and full_page_writes must be on, synchronous_commit"
                + " on, remote_write or remote_apply");
      }
    }
  }

  private void becomeWriter() throws SQLException, AuditException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT pg_try_advisory_lock(?)")) {
      statement.setLong(1, WRITER_LOCK);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        if (!row.getBoolean(1)) {
          throw new AuditException(Kind.UNAVAILABLE, "another process writes this log");
        }
      }
    }
  }

  /// The head, or empty for a database that never had one.
  Optional<Head> head(String origin) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT size, root, checkpoint, oldest_open FROM log_head")) {
      if (!row.next()) {
        return Optional.empty();
      }
      Checkpoint checkpoint = new Checkpoint(origin, row.getLong(1), Hash.of(row.getBytes(2)));
      return Optional.of(new Head(checkpoint, row.getString(3), row.getLong(4)));
    }
  }

  /// The first head, of no entries.
  void create(Checkpoint empty, String note, Instant time) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("INSERT INTO log_head VALUES (1, 0, ?, ?, ?, 0)")) {
      statement.setBytes(1, empty.root().bytes());
      statement.setString(2, note);
      statement.setObject(3, time.atOffset(ZoneOffset.UTC));
      int _ = statement.executeUpdate();
    }
    connection.commit();
    // Dead here: an empty log with a signed checkpoint; the next start finds it.
  }

  /// Records at or after `size`: none, unless someone wrote beside the sequencer.
  boolean hasEntriesFrom(long size) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT 1 FROM log_entry WHERE index >= ? LIMIT 1")) {
      statement.setLong(1, size);
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  List<OpenIntent> openIntents(long from) throws SQLException {
    List<OpenIntent> open = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(OPEN_INTENTS)) {
      statement.setLong(1, from);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          open.add(new OpenIntent(row.getLong(1), new RecordId(row.getObject(2, UUID.class))));
        }
      }
    }
    return open;
  }

  /// Puts a batch into the open transaction; see [BatchWrite].
  ///
  /// @return false when the head is not of the size this batch was built on
  boolean write(BatchWrite batch) throws SQLException {
    return batch.writeTo(connection);
  }

  void commit() throws SQLException {
    connection.commit();
  }

  void rollback() throws SQLException {
    connection.rollback();
  }

  /// Asks the store for a sign of life.
  void probe() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT 1");
    }
    connection.rollback();
  }

  /// The connection's reader, for rebuilding the right edge inside this session.
  TileReader tiles() {
    return new TileReader(connection, new FullTiles());
  }

  /// Gives the connection up. A pool must not hand it out again with the writer's lock: the lock is
  /// released first, and a connection on which that fails is closed for good.
  @Override
  public void close() {
    try (Connection closing = connection) {
      if (closing.isValid(1)) {
        closing.rollback();
        try (PreparedStatement unlock = closing.prepareStatement("SELECT pg_advisory_unlock(?)")) {
          unlock.setLong(1, WRITER_LOCK);
          unlock.execute();
        }
        closing.commit();
      } else {
        closing.abort(Runnable::run);
      }
    } catch (SQLException alreadyGone) {
      // Nothing to give up: the server released the lock when it lost the connection.
    }
  }
}
