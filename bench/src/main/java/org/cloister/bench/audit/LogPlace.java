package org.cloister.bench.audit;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import javax.sql.DataSource;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.audit.LogConfig;
import org.cloister.audit.LogIdentity;
import org.cloister.bench.CleanUp;
import org.cloister.bench.Deletion;
import org.cloister.deid.sealing.CaseVault;
import org.cloister.deid.sealing.KeyCacheBounds;
import org.cloister.deid.sealing.KeyFile;
import org.cloister.deid.sealing.KeyRing;
import org.cloister.deid.sealing.SealingException;
import org.cloister.gateway.record.RecordSealer;
import org.cloister.gateway.store.EmbeddedStore;
import org.cloister.gateway.store.StoreException;
import org.flywaydb.core.Flyway;

/// A log with its store and keys, put together as the gateway does, in a folder of its own that is
/// gone afterwards. No web server and no models: what is measured is the log.
final class LogPlace implements AutoCloseable {
  private static final String ORIGIN = "cloister.bench/log";
  private static final int CONNECTIONS = 12;

  /// As in the gateway's settings.
  private static final int QUEUE = 8192;

  private final Path home;
  private final EmbeddedStore store;
  private final HikariDataSource database;
  private final LogIdentity identity;
  private final CaseVault vault;
  private final RecordSealer sealer;
  private final AuditLog log;
  private final CleanUp cleanUp;

  private LogPlace(Path home, EmbeddedStore store, Clock clock)
      throws IOException, AuditException, SealingException {
    this.home = home;
    this.store = store;
    this.database = pool(store);
    var _ = Flyway.configure().dataSource(database).load().migrate();
    var _ = LogIdentity.create(ORIGIN, home.resolve("log.pem"));
    this.identity = LogIdentity.load(ORIGIN, home.resolve("log.pem"), new BouncyCastleProvider());
    var _ = KeyFile.create(keyFile());
    this.vault = CaseVault.open(database, KeyRing.load(keyFile()), KeyCacheBounds.standard());
    this.sealer = new RecordSealer(vault);
    LogConfig standard = LogConfig.defaults();
    LogConfig config =
        new LogConfig(
            QUEUE,
            standard.batchRecords(),
            standard.batchBytes(),
            standard.storeTimeout(),
            standard.durability());
    this.log = AuditLog.open(database, identity, sealer, config, clock);
    this.cleanUp = CleanUp.by(this::clear);
  }

  /// @param parent on the disk to measure
  static LogPlace create(Path parent, Clock clock) throws IOException {
    Path home = Files.createTempDirectory(parent, "cloister-bench-");
    try {
      return new LogPlace(home, EmbeddedStore.start(home.resolve("data")), clock);
    } catch (StoreException | AuditException | SealingException e) {
      throw new IOException("the log does not start: " + e.getMessage(), e);
    }
  }

  private static HikariDataSource pool(EmbeddedStore store) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(store.jdbcUrl());
    config.setUsername(store.user());
    config.setPassword(store.password());
    config.setMaximumPoolSize(CONNECTIONS);
    config.setPoolName("bench");
    config.addDataSourceProperty("reWriteBatchedInserts", "true");
    config.addDataSourceProperty("logServerErrorDetail", "false");
    return new HikariDataSource(config);
  }

  AuditLog log() {
    return log;
  }

  LogIdentity identity() {
    return identity;
  }

  DataSource database() {
    return database;
  }

  CaseVault vault() {
    return vault;
  }

  RecordSealer sealer() {
    return sealer;
  }

  /// The file of the first key-encryption key.
  Path keyFile() {
    return home.resolve("encryption.key");
  }

  /// A folder for files of the log.
  Path export() {
    return home.resolve("export");
  }

  @Override
  public void close() {
    cleanUp.close();
  }

  private void clear() {
    log.close();
    database.close();
    store.close();
    try {
      Deletion.of(home);
    } catch (IOException e) {
      throw new UncheckedIOException("the temporary folder could not be removed", e);
    }
  }
}
