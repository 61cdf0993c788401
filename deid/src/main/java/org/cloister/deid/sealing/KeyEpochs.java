package org.cloister.deid.sealing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Numbers the key-encryption keys that wrap subject keys, in the order in which they began to. The
/// database gives the numbers, not the names of files: a file can be moved or put back. Safe for
/// many threads.
final class KeyEpochs {
  private static final String BEGIN =
      "insert into key_epoch (kek_id) select ? where not exists"
          + " (select from key_epoch where kek_id = ?) on conflict do nothing";
  private static final String SELECT = "select epoch from key_epoch where kek_id = ?";

  private final Map<String, Integer> known = new ConcurrentHashMap<>();

  /// The key's number, 1 or more; given to it now if it never wrapped before, and durable before
  /// anything is wrapped.
  ///
  /// @param connection commits each statement by itself
  int of(Connection connection, KeyEncryptionKey key) throws SQLException {
    Integer number = known.get(key.id());
    if (number == null) {
      number = begun(connection, key.id());
      known.put(key.id(), number);
    }
    return number;
  }

  private static int begun(Connection connection, String kekId) throws SQLException {
    try (PreparedStatement begin = connection.prepareStatement(BEGIN);
        PreparedStatement select = connection.prepareStatement(SELECT)) {
      begin.setString(1, kekId);
      begin.setString(2, kekId);
      int _ = begin.executeUpdate();
      select.setString(1, kekId);
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          throw new SQLException("a key has no epoch", "02000");
        }
        return row.getInt(1);
      }
    }
  }
}
