package org.cloister.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.cloister.audit.LogConfig.Durability;
import org.cloister.audit.verify.LogVerifier;
import org.cloister.audit.verify.TileSource;
import org.cloister.audit.verify.Verdict;

/// What the log's tests share: an identity, entries, and waiting without guessing how long.
final class Logs {
  static final LogConfig CONFIG =
      new LogConfig(4096, 256, 4 << 20, Duration.ofSeconds(5), Durability.REQUIRED);
  static final Subject SUBJECT = new Subject("hospital", "k-7f3a");
  static final String CANARY = "Zebulon Quixote 1947-03-11 MRN-8812345";
  static final Path KEY_FILE = keyFile();
  static final LogIdentity IDENTITY = identity();
  private static final long LIMIT_SECONDS = 60;

  private Logs() {}

  private static LogIdentity identity() {
    try {
      return LogIdentity.create("log.example/cloister", KEY_FILE);
    } catch (AuditException e) {
      throw new IllegalStateException("no key for the tests", e);
    }
  }

  private static Path keyFile() {
    try {
      return Files.createTempDirectory("cloister-audit").resolve("log.pem");
    } catch (IOException e) {
      throw new IllegalStateException("no folder for the tests", e);
    }
  }

  static AuditLog open(DataSource source) throws AuditException {
    return open(source, CONFIG);
  }

  static AuditLog open(DataSource source, LogConfig config) throws AuditException {
    return AuditLog.open(source, IDENTITY, new GcmSealer(), config, Clock.systemUTC());
  }

  static AuditLog open(DataSource source, BodySealer sealer) throws AuditException {
    return AuditLog.open(source, IDENTITY, sealer, CONFIG, Clock.systemUTC());
  }

  static CanonicalJson body() {
    return CanonicalJson.of(Map.of("patient", CANARY, "purpose", "TREAT"));
  }

  static Entry access() {
    return Entry.access(Outcome.OK, SUBJECT, Map.of(Fact.EVENT, "result-read"), body());
  }

  static Entry intent() {
    return Entry.intent(SUBJECT, Map.of(Fact.MODEL, "sepsis-risk"), body());
  }

  static Entry outcome() {
    return Entry.outcome(RecordId.random(), Outcome.OK, SUBJECT, Map.of(), body());
  }

  static Receipt get(CompletableFuture<Receipt> future) throws AuditException {
    try {
      return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuditException audit) {
        throw audit;
      }
      throw new AssertionError("a future fails with AuditException only", e);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("the log did not answer", e);
    }
  }

  /// Appends until it works again.
  static Receipt appendEventually(AuditLog log) {
    for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        System.nanoTime() < end; ) {
      try {
        return get(log.append(access(), List.of()));
      } catch (AuditException notYet) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      }
    }
    throw new AssertionError("the log did not come back");
  }

  static TileSource files(AuditLog log) {
    return path -> {
      try {
        return log.file(path);
      } catch (AuditException e) {
        throw new IOException(e.getMessage(), e);
      }
    };
  }

  static void assertIntact(AuditLog log) {
    assertThat(LogVerifier.of(IDENTITY.verifierKey()).verify(files(log)))
        .isInstanceOf(Verdict.Ok.class);
  }

  /// Every record that someone holds a receipt for is in the log, at its place, with its leaf.
  static void assertKept(DataSource database, List<Receipt> receipts) {
    for (Receipt receipt : receipts) {
      assertThat(
              Store.number(
                  database,
                  "SELECT count(*) FROM log_entry WHERE record_id = '%s' AND index = %d AND leaf_hash = '\\x%s'"
                      .formatted(receipt.recordId(), receipt.index(), receipt.leafHash().hex())))
          .as("%s", receipt)
          .isEqualTo(1);
    }
    assertThat(
            Store.number(database, "SELECT count(*) - coalesce(max(index) + 1, 0) FROM log_entry"))
        .as("indexes without gaps")
        .isZero();
  }
}
