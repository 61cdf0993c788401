package org.cloister.gateway.config;

import org.cloister.models.metering.Tariff;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What an inference costs here, in pico-USD (1e-12 US dollars), 0 or more.
///
/// @param picoUsdPerCpuSecond one second of one core; the default is derived at [Tariff#DEFAULT]
/// @param picoUsdPerGibSecond one GiB of heap for one second
/// @param picoUsdPerKilowattHour electricity, cooling included
@ConfigurationProperties("cloister.metering")
public record MeteringSettings(
    @DefaultValue("1700000") long picoUsdPerCpuSecond,
    @DefaultValue("0") long picoUsdPerGibSecond,
    @DefaultValue("0") long picoUsdPerKilowattHour) {
  public MeteringSettings {
    if (picoUsdPerCpuSecond < 0 || picoUsdPerGibSecond < 0 || picoUsdPerKilowattHour < 0) {
      throw new IllegalArgumentException("a price in cloister.metering must be 0 or more");
    }
  }

  Tariff tariff() {
    return new Tariff(picoUsdPerCpuSecond, picoUsdPerGibSecond, picoUsdPerKilowattHour);
  }
}
