package org.cloister.gateway.store;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// One durable PostgreSQL in a data directory, running for as long as this object is open.
///
/// - What was committed is still there after a crash of PostgreSQL, of this process or of both.
/// - A PostgreSQL that dies is started again **on the same port**, within about a second plus the
///   time of its crash recovery; connections that were open then are broken, so a pool must
///   validate them.
/// - It ends with this process, also when this process is killed; where the platform cannot promise
///   that, the next start ends what is left over.
///
/// One data directory serves one process at a time; a second one is refused. Safe for concurrent
/// use. `toString` has no password.
public final class EmbeddedStore implements AutoCloseable {
  private final Supervisor supervisor;
  private final DataLock lock;
  private final Password password;

  private EmbeddedStore(Supervisor supervisor, DataLock lock, Password password) {
    this.supervisor = supervisor;
    this.lock = lock;
    this.password = password;
  }

  /// Starts PostgreSQL on what `data` holds; the first time this makes a new, empty database.
  /// Returns when it accepts connections: about a second, about three the first time.
  ///
  /// @param data made, readable by its owner only, if it is not there; PostgreSQL's files are in
  ///   its `postgres` folder
  /// @throws StoreException if the directory cannot be used, is in use, is of another PostgreSQL
  ///   version, or PostgreSQL does not start
  public static EmbeddedStore start(Path data) throws StoreException {
    Path home = data.toAbsolutePath().normalize();
    DataLock lock = DataLock.take(home);
    try {
      Account account = Account.forDirectory(home);
      PostgresBinaries binaries = PostgresBinaries.unpacked(account.binariesFor(home));
      Cluster cluster = new Cluster(home, binaries, account);
      cluster.endRemains();
      Password password = cluster.prepare();
      Supervisor supervisor = new Supervisor(cluster);
      awaitReady(supervisor);
      return new EmbeddedStore(supervisor, lock, password);
    } catch (StoreException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static void awaitReady(Supervisor supervisor) throws StoreException {
    CompletableFuture<Void> ready = supervisor.start();
    try {
      ready.get();
    } catch (ExecutionException e) {
      supervisor.close();
      if (e.getCause() instanceof StoreException known) {
        throw known;
      }
      throw new IllegalStateException("the supervisor of PostgreSQL failed", e.getCause());
    } catch (InterruptedException e) {
      supervisor.close();
      Thread.currentThread().interrupt();
      throw new StoreException("starting PostgreSQL was interrupted", e);
    }
  }

  /// `jdbc:postgresql://127.0.0.1:PORT/cloister`, the same for the life of this object. User and
  /// password are not part of it.
  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + port() + "/" + Cluster.DATABASE;
  }

  /// The TCP port on 127.0.0.1.
  public int port() {
    return supervisor.port();
  }

  /// The role that owns the database. It is no superuser.
  public String user() {
    return Cluster.ROLE;
  }

  /// The role's password: random, made at the first start, kept in a file that only the owner of
  /// the data directory can read.
  public String password() {
    return password.text();
  }

  /// How often PostgreSQL died and was started again since this object was made.
  public int restarts() {
    return supervisor.restarts();
  }

  /// Ends PostgreSQL: open transactions are rolled back, everything committed stays. Returns when
  /// it has ended. Closing twice does nothing.
  @Override
  public void close() {
    supervisor.close();
    lock.close();
  }

  @Override
  public String toString() {
    return "EmbeddedStore[" + jdbcUrl() + "]";
  }
}
