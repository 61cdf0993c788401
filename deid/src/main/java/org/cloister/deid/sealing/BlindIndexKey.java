package org.cloister.deid.sealing;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.sql.DataSource;

/// The key of every [SubjectIndex]: random, 256 bits, made once and kept wrapped (table
/// `blind_index_key`). Not derived from a key-encryption key, because it has to outlive them all.
final class BlindIndexKey {
  /// Of its wrapping; there is one such key in a database.
  static final byte[] NAME = "cloister v1 wrapped blind index key".getBytes(StandardCharsets.UTF_8);

  private static final String SELECT = "select wrapped, kek_id from blind_index_key where id = 1";
  private static final String INSERT =
      "insert into blind_index_key (id, wrapped, kek_id) values (1, ?, ?) on conflict do nothing";

  private BlindIndexKey() {}

  /// The key, made on the first call on this database. Two processes that ask at once get the same.
  ///
  /// @throws SealingException of kind UNREADABLE when the ring has not the key that wraps it, of
  ///   kind UNAVAILABLE when the database does not answer
  static SecretKey open(DataSource database, KeyRing ring) throws SealingException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(true);
      Optional<Row> stored = select(connection);
      if (stored.isEmpty()) {
        insert(connection, ring.newest());
        stored = select(connection);
      }
      return stored
          .flatMap(row ->
              ring.find(row.kekId())
                  .flatMap(kek -> KeyWrap.unwrap(kek, NAME, row.wrapped(), "HmacSHA256")))
          .orElseThrow(SealingException::foreignKey);
    } catch (SQLException e) {
      throw SealingException.unavailable(
          "reading the blind-index key", Objects.requireNonNullElse(e.getSQLState(), "unknown"));
    }
  }

  // The bytes are compared by no one.
  @SuppressWarnings("ArrayRecordComponent")
  private record Row(byte[] wrapped, String kekId) {}

  private static Optional<Row> select(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(SELECT);
        ResultSet rows = select.executeQuery()) {
      return rows.next()
          ? Optional.of(new Row(rows.getBytes(1), rows.getString(2)))
          : Optional.empty();
    }
  }

  private static void insert(Connection connection, KeyEncryptionKey kek) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setBytes(1, KeyWrap.fresh(kek, NAME));
      insert.setString(2, kek.id());
      int _ = insert.executeUpdate();
    }
  }
}
