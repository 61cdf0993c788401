package org.cloister.audit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.PGConnection;

/// A real PostgreSQL that flushes, one for the JVM, with a fresh database for each test.
final class Store {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  // Held, so that the level is not forgotten with the logger.
  private static final Logger FLYWAY_LOG = Logger.getLogger("org.flywaydb");

  private static final class Shared {
    static final EmbeddedPostgres POSTGRES = started();

    private static EmbeddedPostgres started() {
      try {
        return durable().start();
      } catch (IOException e) {
        throw new IllegalStateException("embedded PostgreSQL does not start", e);
      }
    }
  }

  private Store() {}

  static EmbeddedPostgres.Builder durable() {
    return EmbeddedPostgres.builder()
        .setServerConfig("fsync", "on")
        .setServerConfig("full_page_writes", "on")
        .setServerConfig("synchronous_commit", "on");
  }

  static EmbeddedPostgres durableIn(Path data, int port) throws IOException {
    return durable().setDataDirectory(data).setCleanDataDirectory(false).setPort(port).start();
  }

  /// A new database with the log's tables.
  static DataSource fresh() {
    return fresh(Shared.POSTGRES);
  }

  static DataSource fresh(EmbeddedPostgres postgres) {
    String name = "log" + DATABASES.incrementAndGet();
    execute(postgres.getPostgresDatabase(), "CREATE DATABASE " + name);
    DataSource database = postgres.getDatabase("postgres", name);
    FLYWAY_LOG.setLevel(Level.WARNING);
    var _ = Flyway.configure().dataSource(database).load().migrate();
    return database;
  }

  static void execute(DataSource database, String sql) {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      boolean _ = statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException("a test's own statement failed: " + sql, e);
    }
  }

  static long number(DataSource database, String sql) {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException("a test's own query failed: " + sql, e);
    }
  }

  static void copy(String table, DataSource from, DataSource to) throws SQLException, IOException {
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    try (Connection source = from.getConnection();
        Connection target = to.getConnection()) {
      long _ =
          source
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyOut("COPY " + table + " TO STDOUT", rows);
      long _ =
          target
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn(
                  "COPY " + table + " FROM STDIN", new ByteArrayInputStream(rows.toByteArray()));
    }
  }
}
