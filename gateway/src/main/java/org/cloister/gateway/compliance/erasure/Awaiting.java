package org.cloister.gateway.compliance.erasure;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.cloister.audit.AuditException;
import org.cloister.audit.Receipt;

/// Waits for a record to be durable.
final class Awaiting {
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private Awaiting() {}

  /// @throws AuditException when it is not, or is not known to be
  static Receipt durable(CompletableFuture<Receipt> recorded) throws AuditException {
    try {
      return recorded.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuditException known) {
        throw known;
      }
      throw new IllegalStateException("appending to the log failed", e.getCause());
    } catch (TimeoutException e) {
      throw new AuditException(AuditException.Kind.UNAVAILABLE, "The log did not answer in time.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AuditException(
          AuditException.Kind.UNAVAILABLE, "Waiting for the log was interrupted.");
    }
  }
}
