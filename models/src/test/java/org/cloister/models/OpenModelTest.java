package org.cloister.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OpenModelTest {
  private static final int ROUNDS = 200;
  private static final int CALLERS = 4;

  /// Without the use count ONNX Runtime ends the process here with a segmentation fault.
  @Test
  void close_duringRunsLetsThemFinishAndRefusesTheNext() throws Exception {
    ModelRepository.Verified verified = ModelRepository.shipped().read().getFirst();
    AtomicLong answers = new AtomicLong();
    AtomicLong refusals = new AtomicLong();
    for (int round = 0; round < ROUNDS; round++) {
      OpenModel model = OpenModel.open(verified);
      CountDownLatch running = new CountDownLatch(CALLERS);
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        callers.add(
            Thread.ofPlatform().start(() -> runUntilClosed(model, running, answers, refusals)));
      }
      running.await();
      model.close();
      for (Thread caller : callers) {
        caller.join();
      }
    }
    assertThat(refusals).hasValue((long) ROUNDS * CALLERS);
    assertThat(answers.get()).isGreaterThanOrEqualTo((long) ROUNDS * CALLERS);
  }

  private static void runUntilClosed(
      OpenModel model, CountDownLatch running, AtomicLong answers, AtomicLong refusals) {
    double[] row = {60, 0, 1.4};
    try {
      while (true) {
        if (Math.abs(model.run(row)[0] - 57.54) < 0.005) {
          answers.incrementAndGet();
        }
        running.countDown();
      }
    } catch (IllegalStateException _) {
      refusals.incrementAndGet();
    }
  }
}
