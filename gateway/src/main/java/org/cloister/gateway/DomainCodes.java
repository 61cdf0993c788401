package org.cloister.gateway;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import org.cloister.deid.pseudonym.KeyedPseudonyms;
import org.cloister.deid.pseudonym.PseudonymDomain;
import org.cloister.deid.pseudonym.PseudonymException;
import org.cloister.deid.pseudonym.Pseudonyms;
import org.cloister.deid.pseudonym.VaultPseudonyms;
import org.cloister.deid.sealing.KeyEncryptionKey;
import org.cloister.deid.sealing.KeyFile;
import org.cloister.deid.sealing.KeyRing;
import org.cloister.deid.sealing.SealingException;
import org.cloister.gateway.store.ConnectionPool;
import org.cloister.gateway.store.EmbeddedStore;
import org.cloister.gateway.store.StoreException;
import org.flywaydb.core.Flyway;

/// The codes of one domain, as the gateway gives them: keyed ones from the key file alone, random
/// ones from the vault in a data directory. Rules that ask for random codes get random codes or
/// nothing.
final class DomainCodes implements AutoCloseable {
  /// A key's first use, as in the gateway.
  private static final int KEY_VERSION = 1;

  private final Pseudonyms pseudonyms;
  private final String source;
  private final Runnable end;

  private DomainCodes(Pseudonyms pseudonyms, String source, Runnable end) {
    this.pseudonyms = pseudonyms;
    this.source = source;
    this.end = end;
  }

  static DomainCodes keyed(Path keyFile, PseudonymDomain domain) throws SealingException {
    KeyEncryptionKey key = KeyFile.load(keyFile);
    return new DomainCodes(
        KeyedPseudonyms.of(key, domain, KEY_VERSION),
        key.id() + " version " + KEY_VERSION,
        () -> {});
  }

  /// Starts the PostgreSQL of the data directory, until this is closed.
  ///
  /// @param keyFile wraps the domain's key
  /// @param threads that ask for codes at once
  static DomainCodes vault(Path keyFile, PseudonymDomain domain, Path data, int threads)
      throws SealingException, StoreException, PseudonymException {
    KeyRing ring = KeyRing.load(keyFile);
    QuietLogging.begin();
    EmbeddedStore store = EmbeddedStore.start(data);
    try {
      HikariDataSource database =
          ConnectionPool.open(store.jdbcUrl(), store.user(), store.password(), threads + 1);
      Flyway.configure().dataSource(database).load().migrate();
      VaultPseudonyms vault = VaultPseudonyms.open(database, ring, domain);
      return new DomainCodes(
          vault,
          vault.id(),
          () -> {
            database.close();
            store.close();
          });
    } catch (RuntimeException | PseudonymException e) {
      store.close();
      throw e;
    }
  }

  Pseudonyms pseudonyms() {
    return pseudonyms;
  }

  /// What they come from, without a secret: another source gives other codes.
  String source() {
    return source;
  }

  @Override
  public void close() {
    end.run();
  }
}
