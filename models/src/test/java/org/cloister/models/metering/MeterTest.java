package org.cloister.models.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class MeterTest {
  private final FakeProbe probe = new FakeProbe();

  @Test
  void stop_givesEachStageItsTime() {
    Meter meter = Meter.start(probe);
    probe.nanoTime += 5;
    meter.enter(Stage.PARSE);
    probe.nanoTime += 7;
    meter.enter(Stage.COMMIT);
    probe.nanoTime += 11;
    meter.enter(Stage.PARSE);
    probe.nanoTime += 13;
    Measured measured = meter.stop();
    assertThat(measured.nanos(Stage.AUTHENTICATE)).isEqualTo(5);
    assertThat(measured.nanos(Stage.PARSE)).isEqualTo(20);
    assertThat(measured.nanos(Stage.COMMIT)).isEqualTo(11);
    assertThat(measured.nanos(Stage.RUN)).isZero();
    assertThat(measured.stageNanos().keySet()).containsExactly(Stage.values());
  }

  @RepeatedTest(50)
  void stop_givesStagesThatAddUpToTheTotal(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    List<Stage> stages = List.of(Stage.values());
    long start = probe.nanoTime;
    Meter meter = Meter.start(probe, Stage.PARSE);
    for (int i = 0; i < 30; i++) {
      probe.nanoTime += random.nextLong(1_000_000_000L);
      meter.enter(stages.get(random.nextInt(stages.size())));
    }
    assertThat(meter.stop().totalNanos()).isEqualTo(probe.nanoTime - start);
  }

  @Test
  void soFar_measuresWithoutEnding() {
    Meter meter = Meter.start(probe);
    probe.nanoTime += 5;
    assertThat(meter.soFar().totalNanos()).isEqualTo(5);
    probe.nanoTime += 5;
    assertThat(meter.stop().totalNanos()).isEqualTo(10);
  }

  @Test
  void stop_givesDifferencesOfTheThreadsCounters() {
    probe.reading = new Probe.Reading(100, 200, 300, 400);
    Meter meter = Meter.start(probe);
    probe.reading = new Probe.Reading(101, 203, 305, 407);
    Measured measured = meter.stop();
    assertThat(measured.cpuNanos()).hasValue(1);
    assertThat(measured.allocatedBytes()).hasValue(3);
    assertThat(measured.runQueueNanos()).hasValue(5);
    assertThat(measured.gcPauseNanos()).hasValue(7);
  }

  @Test
  void stop_leavesOutWhatCannotBeMeasured() {
    probe.reading = new Probe.Reading(Probe.NOT_MEASURED, 1, Probe.NOT_MEASURED, 0);
    Measured measured = Meter.start(probe).stop();
    assertThat(measured.cpuNanos()).isEmpty();
    assertThat(measured.runQueueNanos()).isEmpty();
    assertThat(measured.allocatedBytes()).hasValue(0);
  }

  @Test
  void enter_failsAfterStopAndOnAnotherThread() throws InterruptedException {
    Meter meter = Meter.start(probe);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread other =
        Thread.ofPlatform()
            .uncaughtExceptionHandler((_, thrown) -> failure.set(thrown))
            .start(() -> meter.enter(Stage.RUN));
    other.join();
    assertThat(failure.get()).isInstanceOf(IllegalStateException.class);
    assertThat(meter.stop().totalNanos()).isZero();
    assertThatThrownBy(() -> meter.enter(Stage.RUN)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void system_measuresThisThreadAndLeavesAVirtualThreadOut() throws InterruptedException {
    Meter meter = Meter.start(Probe.system());
    byte[][] garbage = new byte[64][];
    for (int i = 0; i < garbage.length; i++) {
      garbage[i] = new byte[4096];
    }
    Measured measured = meter.stop();
    assertThat(measured.allocatedBytes().orElseThrow()).isGreaterThan(64L * 4096);
    assertThat(measured.cpuNanos().orElseThrow()).isPositive();
    AtomicReference<Measured> virtual = new AtomicReference<>();
    Thread.ofVirtual().start(() -> virtual.set(Meter.start(Probe.system()).stop())).join();
    assertThat(virtual.get().cpuNanos()).isEmpty();
  }

  @Test
  void secondNumber_readsTheRunQueueDelayOfASchedstatLine() {
    byte[] line = "123 456 7\n".getBytes(StandardCharsets.US_ASCII);
    assertThat(ThreadProbe.secondNumber(line, line.length)).isEqualTo(456);
    assertThat(ThreadProbe.secondNumber(line, 3)).isEqualTo(Probe.NOT_MEASURED);
    assertThat(ThreadProbe.secondNumber(line, -1)).isEqualTo(Probe.NOT_MEASURED);
  }

  @Test
  void isPause_leavesOutCollectorsThatRunBesideTheApplication() {
    assertThat(ThreadProbe.isPause("G1 Young Generation")).isTrue();
    assertThat(ThreadProbe.isPause("PS MarkSweep")).isTrue();
    assertThat(ThreadProbe.isPause("ZGC Major Pauses")).isTrue();
    assertThat(ThreadProbe.isPause("ZGC Major Cycles")).isFalse();
    assertThat(ThreadProbe.isPause("G1 Concurrent GC")).isFalse();
  }
}
