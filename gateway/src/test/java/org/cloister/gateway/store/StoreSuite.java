package org.cloister.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What Cloister asks of any PostgreSQL that it writes to.
abstract class StoreSuite {
  abstract TestStore store();

  @ParameterizedTest
  @CsvSource({
    "fsync, on",
    "full_page_writes, on",
    "synchronous_commit, on",
    "data_checksums, on",
    "server_encoding, UTF8",
    "password_encryption, scram-sha-256"
  })
  void settings_areDurableAndSafe(String name, String value) throws SQLException {
    assertThat(text("SELECT setting FROM pg_settings WHERE name = '" + name + "'"))
        .isEqualTo(value);
  }

  @Test
  void connect_refusesAWrongPassword() {
    assertThatThrownBy(
            () -> DriverManager.getConnection(store().jdbcUrl(), store().user(), "wrong"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
  }

  @Test
  void commit_isSeenByTheNextConnection() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE note (body text)");
      connection.setAutoCommit(false);
      statement.execute("INSERT INTO note VALUES ('kept')");
      connection.commit();
      statement.execute("INSERT INTO note VALUES ('dropped')");
      connection.rollback();
    }
    assertThat(text("SELECT string_agg(body, ',') FROM note")).isEqualTo("kept");
  }

  final Connection connect() throws SQLException {
    return DriverManager.getConnection(store().jdbcUrl(), store().user(), store().password());
  }

  final String text(String query) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      assertThat(result.next()).isTrue();
      return String.valueOf(result.getString(1));
    }
  }
}
