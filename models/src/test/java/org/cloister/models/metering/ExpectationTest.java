package org.cloister.models.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class ExpectationTest {
  private static final Expectation EXPECTATION =
      new Expectation(
          Map.of(
              Stage.PARSE, new Expectation.Line(2, 100),
              Stage.RUN, new Expectation.Line(0, 1_000),
              Stage.COMMIT, new Expectation.Line(0, 5_000)));

  @Test
  void totalNanos_addsTheStagesLines() {
    assertThat(EXPECTATION.totalNanos(50)).isEqualTo(200 + 1_000 + 5_000);
    assertThat(EXPECTATION.nanos(Stage.SEAL, 50)).isZero();
  }

  @Test
  void excess_namesTheCauses() {
    Measured measured =
        measured(
            Map.of(Stage.PARSE, 900L, Stage.QUEUE, 400L, Stage.RUN, 1_000L, Stage.COMMIT, 9_000L),
            300,
            250);
    Excess excess = EXPECTATION.excess(measured, 50);
    assertThat(excess).isEqualTo(new Excess(400, 4_000, 300, 250, 150));
  }

  @Test
  void excess_assignsNoMoreThanIsLeft() {
    Measured measured =
        measured(Map.of(Stage.PARSE, 300L, Stage.RUN, 1_000L, Stage.COMMIT, 5_000L), 5_000, 5_000);
    assertThat(EXPECTATION.excess(measured, 50)).isEqualTo(new Excess(0, 0, 100, 0, 0));
  }

  @Test
  void excess_leavesANegativeResidualForAFastCall() {
    Measured measured = measured(Map.of(Stage.RUN, 500L, Stage.COMMIT, 5_000L), 100, 100);
    assertThat(EXPECTATION.excess(measured, 50)).isEqualTo(new Excess(0, 0, 0, 0, -700));
  }

  @RepeatedTest(50)
  void excess_addsUpToActualMinusExpected(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    Map<Stage, Long> stages = new EnumMap<>(Stage.class);
    for (Stage stage : Stage.values()) {
      stages.put(stage, random.nextLong(10_000));
    }
    Measured measured = measured(stages, random.nextLong(20_000), random.nextLong(20_000));
    long bytes = random.nextLong(10_000);
    assertThat(EXPECTATION.excess(measured, bytes).totalNanos())
        .isEqualTo(measured.totalNanos() - EXPECTATION.totalNanos(bytes));
  }

  @Test
  void fit_findsTheLineDespiteAFifthOfOutliers() {
    Random random = new Random(7);
    Calibration calibration = new Calibration();
    for (int i = 0; i < 200; i++) {
      long bytes = 1_000 + random.nextLong(100_000);
      long outlier = i % 5 == 0 ? 50_000_000L : 0;
      long nanos = 3 * bytes + 20_000 + random.nextLong(100) + outlier;
      calibration.add(measured(Map.of(Stage.PARSE, nanos), 0, 0), bytes);
    }
    Expectation fitted = calibration.fit().orElseThrow();
    assertThat((double) fitted.nanos(Stage.PARSE, 50_000)).isCloseTo(170_000, within(2_000.0));
    assertThat(fitted.nanos(Stage.RUN, 50_000)).isZero();
  }

  @Test
  void fit_needsEnoughSamplesAndTakesTheMedianOfEqualSizes() {
    Calibration calibration = new Calibration();
    for (int i = 1; i < Calibration.FEWEST_SAMPLES; i++) {
      calibration.add(measured(Map.of(Stage.RUN, 100L), 0, 0), 10);
    }
    assertThat(calibration.fit()).isEmpty();
    calibration.add(measured(Map.of(Stage.RUN, 1_000_000L), 0, 0), 10);
    assertThat(calibration.fit().orElseThrow().nanos(Stage.RUN, 99)).isEqualTo(100);
  }

  private static Measured measured(Map<Stage, Long> stages, long runQueue, long gc) {
    return new Measured(
        stages,
        OptionalLong.of(0),
        OptionalLong.of(0),
        OptionalLong.of(runQueue),
        OptionalLong.of(gc));
  }
}
