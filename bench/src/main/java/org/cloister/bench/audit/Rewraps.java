package org.cloister.bench.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.cloister.deid.sealing.CaseVault;
import org.cloister.deid.sealing.KeyClass;
import org.cloister.deid.sealing.KeyRing;
import org.cloister.deid.sealing.KeyRotation;
import org.cloister.deid.sealing.SealContext;
import org.cloister.deid.sealing.SealingException;

/// A change of the key-encryption key under load: every subject key is wrapped anew while records
/// are sealed and appended.
final class Rewraps {
  /// As many rows in a transaction as `cloister key rotate` takes.
  private static final int BATCH = 500;

  private static final int MAKERS = 32;
  private static final int PER_SECOND = 200;
  private static final int LONGEST_SECONDS = 3600;

  private final LogPlace place;

  Rewraps(LogPlace place) {
    this.place = place;
  }

  /// @param rewrapped keys moved
  /// @param unreadable keys that were left
  /// @param seconds it took
  /// @param latency of the records that were appended meanwhile, 200 a second
  record Result(long rewrapped, long unreadable, double seconds, Appends.Latency latency) {
    double secondsOfMillion() {
      return seconds * 1e6 / Math.max(1, rewrapped);
    }
  }

  /// Makes keys of subjects of their own, as the first sealing for each does.
  void makeKeys(int count) throws IOException, InterruptedException {
    CaseVault vault = place.vault();
    AtomicInteger next = new AtomicInteger();
    try (ExecutorService threads = Executors.newFixedThreadPool(MAKERS)) {
      List<Future<?>> makers = new ArrayList<>();
      for (int i = 0; i < MAKERS; i++) {
        makers.add(
            threads.submit(() -> {
              for (int n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
                seal(vault, n);
              }
              return null;
            }));
      }
      for (Future<?> maker : makers) {
        maker.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("a key could not be made", e.getCause());
    }
  }

  private static void seal(CaseVault vault, int number) throws SealingException {
    var _ =
        vault.seal(
            new SealContext(
                Hospital.TENANT,
                vault.subjectIndex(Hospital.TENANT, "Rewrapped/" + number),
                new UUID(0, number),
                "bench",
                KeyClass.CLINICAL),
            "x".getBytes(StandardCharsets.UTF_8));
  }

  Result run(Appends appends) throws IOException, InterruptedException, SealingException {
    KeyRotation rotation = new KeyRotation(place.database(), place.vault(), BATCH);
    var _ = KeyRing.begin(place.keyFile());
    rotation.adopt(KeyRing.load(place.keyFile()));
    long began = System.nanoTime();
    CompletableFuture<KeyRotation.Progress> moved =
        CompletableFuture.supplyAsync(() -> {
          try {
            return rotation.run(_ -> {});
          } catch (SealingException e) {
            throw new CompletionException(e);
          }
        });
    CompletableFuture<Double> ended = moved.thenApply(_ -> (System.nanoTime() - began) / 1e9);
    Appends.Latency latency = appends.openLoopUntil(PER_SECOND, ended, LONGEST_SECONDS);
    KeyRotation.Progress progress = moved.join();
    return new Result(progress.rewrapped(), progress.unreadable(), ended.join(), latency);
  }
}
