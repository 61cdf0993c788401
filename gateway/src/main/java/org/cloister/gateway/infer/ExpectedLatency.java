package org.cloister.gateway.infer;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.cloister.models.metering.Calibration;
import org.cloister.models.metering.Excess;
import org.cloister.models.metering.Expectation;
import org.cloister.models.metering.Expectation.Line;
import org.cloister.models.metering.Measured;
import org.cloister.models.metering.Stage;

/// What a call to one model takes when nothing else happens, learnt from calls that had the gateway
/// to themselves. Safe for many threads.
final class ExpectedLatency {
  /// So many calls are seen before anything is expected.
  static final int FIRST_FIT = 32;

  private static final int LARGEST_INTERVAL = 4096;

  private final Calibration calibration = new Calibration();
  private final AtomicInteger learnt = new AtomicInteger();
  private volatile int nextFit = FIRST_FIT;
  private volatile Optional<Expectation> current = Optional.empty();

  void learn(Measured measured, long requestBytes) {
    calibration.add(measured, requestBytes);
    if (learnt.incrementAndGet() == nextFit) {
      // Twice as long to the next fit each time: the line settles, and a fit costs milliseconds.
      nextFit = learnt.get() + Math.min(learnt.get(), LARGEST_INTERVAL);
      Thread.ofVirtual().start(() -> current = calibration.fit());
    }
  }

  /// Expected time of the stages that were measured; 0 as long as too few calls were seen.
  long expectedNanos(Measured soFar, long requestBytes) {
    return current
        .map(expectation -> restrictedTo(soFar, expectation).totalNanos(requestBytes))
        .orElse(0L);
  }

  /// The split of actual minus expected over the stages that were measured.
  Optional<Excess> excess(Measured soFar, long requestBytes) {
    return current.map(expectation -> restrictedTo(soFar, expectation).excess(soFar, requestBytes));
  }

  /// Stages that are still to come are expected to take nothing, or a call would look fast only
  /// because it is not over yet.
  private static Expectation restrictedTo(Measured soFar, Expectation expectation) {
    Map<Stage, Line> begun = new HashMap<>(expectation.lines());
    begun.keySet().removeIf(stage -> soFar.nanos(stage) == 0);
    return new Expectation(begun);
  }
}
