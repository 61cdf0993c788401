package org.cloister.gateway.compliance.erasure;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.cloister.audit.AuditException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs [Disposal] once a day, first an hour after the start.
public final class DisposalJob implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DisposalJob.class);
  private static final Duration FIRST = Duration.ofHours(1);
  private static final Duration EVERY = Duration.ofDays(1);

  private final Disposal disposal;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("disposal").factory());

  public DisposalJob(Disposal disposal) {
    this.disposal = disposal;
    var _ =
        timer.scheduleWithFixedDelay(
            this::run, FIRST.toSeconds(), EVERY.toSeconds(), TimeUnit.SECONDS);
  }

  private void run() {
    try {
      List<Erasure> done = disposal.run();
      if (!done.isEmpty()) {
        LOG.info("Disposed of records past their retention in {} batch(es)", done.size());
      }
    } catch (SQLException | AuditException | RuntimeException e) {
      // Tomorrow is another day: nothing is lost but time.
      LOG.warn("Disposal could not be finished: {}", e.getClass().getName());
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
