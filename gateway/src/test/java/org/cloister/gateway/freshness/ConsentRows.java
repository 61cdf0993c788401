package org.cloister.gateway.freshness;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.cloister.deid.sealing.SubjectIndex;

/// Rows of `kept_consent` for patients who do not exist. Nobody can open them, and nobody asks.
final class ConsentRows {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final DataSource database;

  ConsentRows(DataSource database) {
    this.database = database;
  }

  static SubjectIndex patient() {
    return new SubjectIndex(random());
  }

  private static byte[] random() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  void insert(SubjectIndex patient) throws SQLException {
    try (Connection connection = database.getConnection()) {
      insert(connection, patient);
    }
  }

  static void insert(Connection connection, SubjectIndex patient) throws SQLException {
    change(
        connection,
        "insert into kept_consent (consent_index, version, subject_index, request_id, sealed)"
            + " values (?, 1, ?, ?, ?)",
        random(),
        patient.bytes(),
        UUID.randomUUID(),
        new byte[64]);
  }

  static void change(Connection connection, String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      int _ = statement.executeUpdate();
    }
  }

  int count(SubjectIndex patient) throws SQLException {
    try (Connection connection = database.getConnection()) {
      return (int)
          number(
              connection,
              "select count(*) from kept_consent where subject_index = ?",
              patient.bytes());
    }
  }

  /// The one number that a query gives.
  static long number(Connection connection, String sql, Object... values) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        select.setObject(i + 1, values[i]);
      }
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          throw new SQLException("no row");
        }
        return row.getLong(1);
      }
    }
  }
}
