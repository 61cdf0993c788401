package org.cloister.gateway.record;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.cloister.audit.AuditException;

/// Waits for the log.
public final class Awaiting {
  private Awaiting() {}

  /// What the future gives once it is durable.
  ///
  /// @param recorded one append to the log, or several
  /// @throws AuditException when it is not durable, or is not known to be in that time
  public static <T> T durable(CompletableFuture<T> recorded, Duration longest)
      throws AuditException {
    try {
      return recorded.get(longest.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof AuditException audit ? audit : unknown();
    } catch (TimeoutException e) {
      throw unknown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unknown();
    }
  }

  private static AuditException unknown() {
    return new AuditException(
        AuditException.Kind.UNAVAILABLE, "A record is not known to be durable.");
  }
}
