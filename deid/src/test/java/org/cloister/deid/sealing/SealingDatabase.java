package org.cloister.deid.sealing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/// A real PostgreSQL with this package's tables, one for all tests of a run; it ends with the JVM.
/// Tests keep apart by using tenants of their own.
public final class SealingDatabase {
  /// The database's one key: its blind-index key is wrapped under it.
  static final KeyEncryptionKey KEK = new KeyEncryptionKey(AesGcm.random(32));

  private static final EmbeddedPostgres POSTGRES = start();

  private SealingDatabase() {}

  public static DataSource dataSource() {
    return POSTGRES.getPostgresDatabase();
  }

  /// A vault like that of a process that just started.
  static CaseVault vault(DataSource database) {
    try {
      return CaseVault.open(database, KeyRing.of(KEK), KeyCacheBounds.standard());
    } catch (SealingException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Runs one statement and returns how many rows it changed.
  public static int change(String sql, Object... values) throws SQLException {
    try (Connection connection = dataSource().getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement.executeUpdate();
    }
  }

  private static EmbeddedPostgres start() {
    try {
      EmbeddedPostgres postgres =
          EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
      var _ = Flyway.configure().dataSource(postgres.getPostgresDatabase()).load().migrate();
      return postgres;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
