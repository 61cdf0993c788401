package org.cloister.models.metering;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/// What the site pays, as integers of pico-USD (10^-12 USD). A floating-point cent would round a
/// single inference to nothing.
///
/// @param picoUsdPerCpuSecond one second of one core
/// @param picoUsdPerGibSecond one GiB of heap allocated by the call and held for as long as the
///   call lasts: an upper bound of the memory it occupied
/// @param picoUsdPerKilowattHour electricity, cooling included
public record Tariff(
    long picoUsdPerCpuSecond, long picoUsdPerGibSecond, long picoUsdPerKilowattHour) {
  private static final BigInteger NANOS_PER_SECOND = BigInteger.valueOf(1_000_000_000);
  private static final BigInteger BYTE_NANOS_PER_GIB_SECOND = NANOS_PER_SECOND.shiftLeft(30);
  private static final BigInteger NANOJOULES_PER_KILOWATT_HOUR =
      BigInteger.valueOf(3_600_000).multiply(NANOS_PER_SECOND);

  /// 1.7e-6 USD per core-second: a 64-core server of 12 000 USD over five years, 400 W at a power
  /// usage effectiveness of 1.5 and 0.20 USD per kWh. Memory and energy are in that figure and
  /// therefore not charged again.
  public static final Tariff DEFAULT = new Tariff(1_700_000, 0, 0);

  public Tariff {
    if (picoUsdPerCpuSecond < 0 || picoUsdPerGibSecond < 0 || picoUsdPerKilowattHour < 0) {
      throw new IllegalArgumentException("a price cannot be negative");
    }
  }

  /// The price of one call; each part is rounded half up, the total is their sum. What was not
  /// measured is not charged.
  public Cost cost(Measured measured, Energy energy) {
    BigInteger byteNanos =
        BigInteger.valueOf(measured.allocatedBytes().orElse(0))
            .multiply(BigInteger.valueOf(measured.totalNanos()));
    return new Cost(
        price(
            BigInteger.valueOf(measured.cpuNanos().orElse(0)),
            picoUsdPerCpuSecond,
            NANOS_PER_SECOND),
        price(byteNanos, picoUsdPerGibSecond, BYTE_NANOS_PER_GIB_SECOND),
        price(
            BigInteger.valueOf(energy.nanojoules()),
            picoUsdPerKilowattHour,
            NANOJOULES_PER_KILOWATT_HOUR));
  }

  private static long price(BigInteger amount, long picoUsdPerUnit, BigInteger amountPerUnit) {
    if (picoUsdPerUnit == 0) {
      return 0;
    }
    return new BigDecimal(amount.multiply(BigInteger.valueOf(picoUsdPerUnit)))
        .divide(new BigDecimal(amountPerUnit), 0, RoundingMode.HALF_UP)
        .longValueExact();
  }
}
