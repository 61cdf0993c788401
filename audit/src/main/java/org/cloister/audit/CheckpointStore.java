package org.cloister.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.cloister.audit.tlog.NoteSignature;

/// Checkpoints that more than one key signed, with the signatures of witnesses. Any number of
/// threads.
final class CheckpointStore {
  // The head is always signed; the other signatures come with it where they are for this very size.
  private static final String HEAD =
      """
      SELECT coalesce(c.note, h.checkpoint),
             (SELECT coalesce(string_agg(s.line, '' ORDER BY s.name, s.key_id), '')
              FROM log_cosignature s WHERE s.size = h.size)
      FROM log_head h LEFT JOIN log_checkpoint c ON c.size = h.size
      """;
  private static final String NEWEST =
      """
      SELECT c.note,
             (SELECT coalesce(string_agg(s.line, '' ORDER BY s.name, s.key_id), '')
              FROM log_cosignature s WHERE s.size = c.size)
      FROM log_checkpoint c
      WHERE (SELECT count(DISTINCT s.name) FROM log_cosignature s WHERE s.size = c.size) >= ?
      ORDER BY c.size DESC LIMIT 1
      """;
  private static final String NOTE = "SELECT note FROM log_checkpoint WHERE size = ?";
  private static final String COSIGN =
      "INSERT INTO log_cosignature (size, name, key_id, line) VALUES (?, ?, ?, ?)"
          + " ON CONFLICT DO NOTHING";

  private final DataSource source;

  CheckpointStore(DataSource source) {
    this.source = source;
  }

  String head() throws AuditException {
    try (Connection connection = source.getConnection();
        PreparedStatement statement = connection.prepareStatement(HEAD)) {
      return note(statement)
          .orElseThrow(() -> new SQLException("no head", StoreFailure.DATA_CORRUPTED));
    } catch (SQLException failure) {
      throw StoreFailure.from(failure);
    }
  }

  /// The newest that at least so many witnesses signed.
  Optional<String> newest(int witnesses) throws AuditException {
    try (Connection connection = source.getConnection();
        PreparedStatement statement = connection.prepareStatement(NEWEST)) {
      statement.setInt(1, witnesses);
      return note(statement);
    } catch (SQLException failure) {
      throw StoreFailure.from(failure);
    }
  }

  /// @return false when the checkpoint of this size is not kept, or no longer
  boolean cosign(long size, NoteSignature signature) throws AuditException {
    try (Connection connection = source.getConnection();
        PreparedStatement known = connection.prepareStatement(NOTE);
        PreparedStatement insert = connection.prepareStatement(COSIGN)) {
      known.setLong(1, size);
      try (ResultSet row = known.executeQuery()) {
        if (!row.next()) {
          return false;
        }
      }
      insert.setLong(1, size);
      insert.setString(2, signature.name());
      insert.setInt(3, signature.keyId());
      insert.setString(4, signature.line());
      int _ = insert.executeUpdate();
      return true;
    } catch (SQLException failure) {
      throw StoreFailure.from(failure);
    }
  }

  private static Optional<String> note(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      return row.next() ? Optional.of(row.getString(1) + row.getString(2)) : Optional.empty();
    }
  }
}
