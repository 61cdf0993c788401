package org.cloister.gateway.config;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.ZoneId;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Review of accesses.
///
/// @param zone in which the hospital's days, shifts and months run
/// @param interval between two walks behind the log, 100ms to 30s: an alert comes at most so much
///   after its access
/// @param breakGlassWithin how long a call that broke the glass may wait for its review, 1m to 30d
/// @param signWithin how long after its end a month may wait for its sign-off, 1d to 90d
@ConfigurationProperties(prefix = "cloister.review", ignoreUnknownFields = false)
public record ReviewSettings(
    @DefaultValue("UTC") ZoneId zone,
    @DefaultValue("2s") Duration interval,
    @DefaultValue("24h") Duration breakGlassWithin,
    @DefaultValue("10d") Duration signWithin) {
  public ReviewSettings {
    requireNonNull(zone, "cloister.review.zone");
    requireNonNull(interval, "cloister.review.interval");
    requireNonNull(breakGlassWithin, "cloister.review.break-glass-within");
    requireNonNull(signWithin, "cloister.review.sign-within");
    require(
        interval, Duration.ofMillis(100), Duration.ofSeconds(30), "interval must be 100ms to 30s");
    require(
        breakGlassWithin,
        Duration.ofMinutes(1),
        Duration.ofDays(30),
        "break-glass-within must be 1m to 30d");
    require(signWithin, Duration.ofDays(1), Duration.ofDays(90), "sign-within must be 1d to 90d");
  }

  private static void require(Duration value, Duration least, Duration most, String sentence) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException("cloister.review." + sentence);
    }
  }
}
