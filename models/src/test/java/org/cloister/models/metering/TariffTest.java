package org.cloister.models.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TariffTest {
  @Test
  void cost_chargesCpuTimeAtTheDefaultRate() {
    // 100 us of one core at 1.7e-6 USD per second are 170 pico-USD.
    Cost cost = Tariff.DEFAULT.cost(measured(100_000, 1 << 20), Energy.NOT_MEASURED);
    assertThat(cost).isEqualTo(new Cost(170, 0, 0));
    assertThat(cost.totalPicoUsd()).isEqualTo(170);
  }

  @Test
  void cost_addsMemoryAndEnergyWhereTheSiteChargesThem() {
    Tariff tariff = new Tariff(1_000_000, 1_200_000, 200_000_000_000L);
    // 1 GiB for one second; 3.6 MJ are one kWh.
    Measured oneSecond =
        new Measured(
            Map.of(Stage.RUN, 1_000_000_000L),
            OptionalLong.of(1_000_000_000),
            OptionalLong.of(1L << 30),
            OptionalLong.empty(),
            OptionalLong.empty());
    Cost cost = tariff.cost(oneSecond, new Energy(Energy.Method.RAPL, 3_600_000_000_000_000L));
    assertThat(cost).isEqualTo(new Cost(1_000_000, 1_200_000, 200_000_000_000L));
  }

  @Test
  void cost_roundsHalfUpAndSurvivesLongCalls() {
    assertThat(new Tariff(1, 0, 0).cost(measured(500_000_000, 0), Energy.NOT_MEASURED))
        .isEqualTo(new Cost(1, 0, 0));
    assertThat(new Tariff(1, 0, 0).cost(measured(499_999_999, 0), Energy.NOT_MEASURED))
        .isEqualTo(new Cost(0, 0, 0));
    long day = 86_400_000_000_000L;
    assertThat(Tariff.DEFAULT.cost(measured(day, 0), Energy.NOT_MEASURED).cpuPicoUsd())
        .isEqualTo(86_400L * 1_700_000);
  }

  @Test
  void tariff_refusesANegativePrice() {
    assertThatThrownBy(() -> new Tariff(-1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Measured measured(long cpuNanos, long bytes) {
    return new Measured(
        Map.of(Stage.RUN, cpuNanos),
        OptionalLong.of(cpuNanos),
        OptionalLong.of(bytes),
        OptionalLong.empty(),
        OptionalLong.empty());
  }
}
