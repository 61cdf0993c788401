package org.cloister.models.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnergyMeterTest {
  private static final long LATER = 1_000_000_000_000L;

  @TempDir Path machine;

  private final Measured oneCpuMillisecond =
      new Measured(
          Map.of(),
          OptionalLong.of(1_000_000),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty());

  @Test
  void attribute_hasNoFigureWithoutACounter() {
    EnergyMeter meter = EnergyMeter.of(machine.resolve("absent"), machine.resolve("stat"));
    assertThat(meter.attribute(oneCpuMillisecond)).isEqualTo(Energy.NOT_MEASURED);
  }

  @Test
  void attribute_chargesTheShareOfTheLastWindow() throws IOException {
    counters(1_000_000, 100);
    EnergyMeter meter = EnergyMeter.of(machine, machine.resolve("stat"));
    assertThat(meter.attribute(oneCpuMillisecond, System.nanoTime()))
        .isEqualTo(Energy.NOT_MEASURED);
    counters(31_000_000, 300); // 30 J in 200 ticks = 2 busy seconds: 15 J per CPU-second
    assertThat(meter.attribute(oneCpuMillisecond, System.nanoTime() + LATER))
        .isEqualTo(new Energy(Energy.Method.RAPL, 15_000_000));
  }

  @Test
  void attribute_seesACounterThatWrapsAround() throws IOException {
    counters(9_000_000, 100);
    EnergyMeter meter = EnergyMeter.of(machine, machine.resolve("stat"));
    counters(1_000_000, 200); // range 10 J: 2 J in 1 s
    assertThat(meter.attribute(oneCpuMillisecond, System.nanoTime() + LATER).nanojoules())
        .isEqualTo(2_000_000);
  }

  private void counters(long microjoules, long busyTicks) throws IOException {
    Path zone = Files.createDirectories(machine.resolve("intel-rapl:0"));
    Files.writeString(zone.resolve("name"), "package-0\n");
    Files.writeString(zone.resolve("energy_uj"), microjoules + "\n");
    Files.writeString(zone.resolve("max_energy_range_uj"), "10000000\n");
    Files.writeString(
        machine.resolve("stat"), "cpu  " + busyTicks + " 0 0 5000 70 0 0 0 0 0\ncpu0 1 2 3\n");
  }
}
