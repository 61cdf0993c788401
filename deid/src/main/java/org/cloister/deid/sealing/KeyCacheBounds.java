package org.cloister.deid.sealing;

import java.time.Duration;

/// How many unwrapped subject keys may lie in memory, and for how long.
///
/// A key that was destroyed in the database stays usable in a process that has it cached until its
/// time is over: `timeToLive` is part of what an erasure certificate may promise.
///
/// @param keys 1 to 1,000,000; 200 bytes each
/// @param timeToLive since the key was read, used or not; above 0, at most a day
public record KeyCacheBounds(int keys, Duration timeToLive) {
  private static final int MOST_KEYS = 1_000_000;
  private static final Duration LONGEST = Duration.ofDays(1);

  public KeyCacheBounds {
    if (keys < 1 || keys > MOST_KEYS) {
      throw new IllegalArgumentException("cached keys must be 1 to 1000000");
    }
    if (!timeToLive.isPositive() || timeToLive.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("time to live of cached keys must be within (0, 24 h]");
    }
  }

  /// 10,000 keys for 10 minutes.
  public static KeyCacheBounds standard() {
    return new KeyCacheBounds(10_000, Duration.ofMinutes(10));
  }
}
