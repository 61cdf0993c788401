package org.cloister.gateway.config;

import org.cloister.models.metering.Tariff;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What an inference costs here, in pico-USD (1e-12 US dollars), 0 or more.
///
/// @param picoUsdPerCpuSecond one second of one core; the default is derived at [Tariff#DEFAULT]
/// @param picoUsdPerGibSecond one GiB of heap for one second
/// @param picoUsdPerKilowattHour electricity, cooling included
@ConfigurationProperties(prefix = "cloister.metering", ignoreUnknownFields = false)
public record MeteringSettings(
    @DefaultValue("1700000") long picoUsdPerCpuSecond,
    @DefaultValue("0") long picoUsdPerGibSecond,
    @DefaultValue("0") long picoUsdPerKilowattHour) {
  public MeteringSettings {
    requirePrice("pico-usd-per-cpu-second", picoUsdPerCpuSecond);
    requirePrice("pico-usd-per-gib-second", picoUsdPerGibSecond);
    requirePrice("pico-usd-per-kilowatt-hour", picoUsdPerKilowattHour);
  }

  private static void requirePrice(String key, long price) {
    if (price < 0) {
      throw new IllegalArgumentException("cloister.metering." + key + " must be 0 or more");
    }
  }

  Tariff tariff() {
    return new Tariff(picoUsdPerCpuSecond, picoUsdPerGibSecond, picoUsdPerKilowattHour);
  }
}
