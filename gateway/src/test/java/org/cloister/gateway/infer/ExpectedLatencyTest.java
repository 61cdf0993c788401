package org.cloister.gateway.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.cloister.models.metering.Excess;
import org.cloister.models.metering.Measured;
import org.cloister.models.metering.Stage;
import org.junit.jupiter.api.Test;

final class ExpectedLatencyTest {
  private static final long SEED = 42;

  /// Parsing takes 2 ns a byte, running 50 us, committing 900 us.
  private static Measured idle(long requestBytes) {
    return measured(
        Map.of(Stage.PARSE, 2 * requestBytes, Stage.RUN, 50_000L, Stage.COMMIT, 900_000L));
  }

  private static Measured measured(Map<Stage, Long> nanos) {
    Map<Stage, Long> stages = new EnumMap<>(Stage.class);
    stages.putAll(nanos);
    return new Measured(
        stages,
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty());
  }

  private static ExpectedLatency learnt(int calls) throws InterruptedException {
    ExpectedLatency latency = new ExpectedLatency();
    Random random = new Random(SEED);
    for (int i = 0; i < calls; i++) {
      int bytes = 1000 + random.nextInt(20_000);
      latency.learn(idle(bytes), bytes);
    }
    // The line is fitted beside the calls.
    for (int i = 0; i < 1000 && latency.expectedNanos(idle(1000), 1000) == 0; i++) {
      Thread.sleep(5);
    }
    return latency;
  }

  @Test
  void expected_isNothingBeforeEnoughCallsWereSeen() {
    ExpectedLatency latency = new ExpectedLatency();
    for (int i = 0; i < 31; i++) {
      latency.learn(idle(1000 + i), 1000 + i);
    }
    assertThat(latency.expectedNanos(idle(1000), 1000)).isZero();
    assertThat(latency.excess(idle(1000), 1000)).isEmpty();
  }

  @Test
  void expected_growsWithTheRequestAsTheCallsDid() throws InterruptedException {
    ExpectedLatency latency = learnt(32);
    assertThat(latency.expectedNanos(idle(1000), 1000)).isBetween(951_999L, 952_001L);
    assertThat(latency.expectedNanos(idle(9000), 9000)).isBetween(967_999L, 968_001L);
  }

  /// Before the commit, a call would else look faster than expected by the whole commit.
  @Test
  void expected_isOfTheStagesThatHaveBegun() throws InterruptedException {
    ExpectedLatency latency = learnt(32);
    Measured beforeCommit = measured(Map.of(Stage.PARSE, 2000L, Stage.RUN, 50_000L));
    assertThat(latency.expectedNanos(beforeCommit, 1000)).isBetween(51_999L, 52_001L);
  }

  @Test
  void excess_isWhatTheCallTookLongerSplitWithoutRemainder() throws InterruptedException {
    ExpectedLatency latency = learnt(32);
    Measured slow =
        measured(
            Map.of(
                Stage.PARSE, 2000L,
                Stage.QUEUE, 70_000L,
                Stage.RUN, 50_500L,
                Stage.COMMIT, 1_900_000L));
    Excess excess = latency.excess(slow, 1000).orElseThrow();
    assertThat(excess.totalNanos())
        .isEqualTo(slow.totalNanos() - latency.expectedNanos(slow, 1000));
    assertThat(excess.queueNanos()).isEqualTo(70_000);
    assertThat(excess.commitNanos()).isBetween(999_999L, 1_000_001L);
    assertThat(excess.residualNanos()).isBetween(498L, 502L);
  }
}
