package org.cloister.bench.deid;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Path;
import org.cloister.deid.pseudonym.KeyedPseudonyms;
import org.cloister.deid.pseudonym.PseudonymDomain;
import org.cloister.deid.pseudonym.PseudonymException;
import org.cloister.deid.pseudonym.VaultPseudonyms;
import org.cloister.deid.sealing.KeyFile;
import org.cloister.deid.sealing.KeyRing;
import org.cloister.deid.sealing.SealingException;
import org.cloister.gateway.store.EmbeddedStore;
import org.cloister.gateway.store.StoreException;
import org.flywaydb.core.Flyway;

/// A vault of pseudonyms and a key, put together as the gateway does, in a folder of its own.
final class VaultPlace implements AutoCloseable {
  private static final int CONNECTIONS = 4;

  private final EmbeddedStore store;
  private final HikariDataSource database;
  private final Path key;

  private VaultPlace(Path home, EmbeddedStore store) throws SealingException {
    this.store = store;
    this.database = pool(store);
    var _ = Flyway.configure().dataSource(database).load().migrate();
    this.key = home.resolve("domain.key");
    var _ = KeyFile.create(key);
  }

  static VaultPlace start(Path home) throws IOException {
    try {
      return new VaultPlace(home, EmbeddedStore.start(home.resolve("vault")));
    } catch (StoreException | SealingException e) {
      throw new IOException("the vault does not start: " + e.getMessage(), e);
    }
  }

  private static HikariDataSource pool(EmbeddedStore store) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(store.jdbcUrl());
    config.setUsername(store.user());
    config.setPassword(store.password());
    config.setMaximumPoolSize(CONNECTIONS);
    config.setPoolName("bench");
    return new HikariDataSource(config);
  }

  /// The codes of a domain, with nothing remembered yet.
  VaultPseudonyms vault(String domain) throws IOException {
    try {
      return VaultPseudonyms.open(database, KeyRing.load(key), new PseudonymDomain(domain));
    } catch (PseudonymException | SealingException e) {
      throw new IOException("the vault does not open: " + e.getMessage(), e);
    }
  }

  KeyedPseudonyms keyed(String domain) throws IOException {
    try {
      return KeyedPseudonyms.of(KeyFile.load(key), new PseudonymDomain(domain), 1);
    } catch (SealingException e) {
      throw new IOException("the key does not load: " + e.getMessage(), e);
    }
  }

  Path key() {
    return key;
  }

  @Override
  public void close() {
    database.close();
    store.close();
  }
}
