package org.cloister.audit;

import java.time.Duration;

/// Limits of the log.
///
/// @param queueCapacity records that may wait; one more is answered with BUSY. 1 to 1,000,000
/// @param batchRecords most records in one transaction. 1 to 10,000
/// @param batchBytes about how many bytes go into one transaction; one record alone may be larger
/// @param storeTimeout after this long without an answer of the store the session is given up, and
///   what it was committing is failed. 100 ms to 10 min
/// @param durability what the store must promise
public record LogConfig(
    int queueCapacity,
    int batchRecords,
    long batchBytes,
    Duration storeTimeout,
    Durability durability) {

  /// What PostgreSQL settings are accepted.
  public enum Durability {
    /// fsync, full_page_writes and synchronous_commit on: what was committed survives a power cut.
    REQUIRED,
    /// Takes a store that loses records. For tests that are not about durability.
    UNSAFE_FOR_TESTS
  }

  public LogConfig {
    require(queueCapacity >= 1 && queueCapacity <= 1_000_000, "queueCapacity is 1 to 1000000");
    require(batchRecords >= 1 && batchRecords <= 10_000, "batchRecords is 1 to 10000");
    require(batchBytes >= 1, "batchBytes is at least 1");
    require(
        storeTimeout.compareTo(Duration.ofMillis(100)) >= 0
            && storeTimeout.compareTo(Duration.ofMinutes(10)) <= 0,
        "storeTimeout is 100 ms to 10 min");
  }

  /// 4,096 waiting, 256 records or 4 MiB a transaction, 10 s, durable.
  public static LogConfig defaults() {
    return new LogConfig(4096, 256, 4 << 20, Duration.ofSeconds(10), Durability.REQUIRED);
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }
}
