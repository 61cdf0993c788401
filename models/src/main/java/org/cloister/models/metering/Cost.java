package org.cloister.models.metering;

/// The price of one call in integer pico-USD (10^-12 USD), by what was paid for.
public record Cost(long cpuPicoUsd, long memoryPicoUsd, long energyPicoUsd) {
  public long totalPicoUsd() {
    return cpuPicoUsd + memoryPicoUsd + energyPicoUsd;
  }
}
