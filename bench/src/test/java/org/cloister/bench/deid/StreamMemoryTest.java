package org.cloister.bench.deid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.cloister.bench.deid.StreamMemory.Growth;
import org.cloister.bench.deid.StreamMemory.Sample;
import org.junit.jupiter.api.Test;

class StreamMemoryTest {
  @Test
  void growth_isOneForAProcessThatHoldsTheSameThroughout() {
    Growth growth = Growth.of(samples(0));
    assertThat(growth.live()).isEqualTo(1);
    assertThat(growth.resident()).isEqualTo(1);
  }

  @Test
  void growth_showsAProcessThatKeepsOneByteInAHundred() {
    Growth growth = Growth.of(samples(0.01));
    assertThat(growth.live()).isGreaterThan(1.1);
    assertThat(growth.resident()).isGreaterThan(1.1);
  }

  /// A hundred megabytes are held from the start.
  private static List<Sample> samples(double keptShare) {
    return LongStream.rangeClosed(0, 100)
        .mapToObj(percent -> {
          long read = percent * 100_000_000;
          long held = 100_000_000 + Math.round(read * keptShare);
          return new Sample(read, percent, held, held);
        })
        .toList();
  }
}
