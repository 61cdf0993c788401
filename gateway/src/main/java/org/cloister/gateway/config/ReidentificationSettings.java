package org.cloister.gateway.config;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How much may be re-identified a day, and within which times.
///
/// @param perPerson codes that one person may ask for, and open, in one domain a day (UTC), 1 to
///   100
/// @param perDomain codes that all together may ask for, and open, in one domain a day, 1 to 1000
///   and no fewer than `per-person`
/// @param decideWithin how long a request waits for a data trustee before it lapses, 1 hour to 30
///   days
/// @param openWithin how long an approval is good for, 1 minute to 7 days
@ConfigurationProperties(prefix = "cloister.reidentification", ignoreUnknownFields = false)
public record ReidentificationSettings(
    @DefaultValue("5") int perPerson,
    @DefaultValue("20") int perDomain,
    @DefaultValue("7d") Duration decideWithin,
    @DefaultValue("24h") Duration openWithin) {
  public ReidentificationSettings {
    requireNonNull(decideWithin, "cloister.reidentification.decide-within");
    requireNonNull(openWithin, "cloister.reidentification.open-within");
    if (perPerson < 1 || perPerson > 100) {
      throw new IllegalArgumentException("cloister.reidentification.per-person must be 1 to 100");
    }
    if (perDomain < perPerson || perDomain > 1000) {
      throw new IllegalArgumentException(
          "cloister.reidentification.per-domain must be per-person to 1000");
    }
    if (decideWithin.compareTo(Duration.ofHours(1)) < 0
        || decideWithin.compareTo(Duration.ofDays(30)) > 0) {
      throw new IllegalArgumentException(
          "cloister.reidentification.decide-within must be 1h to 30d");
    }
    if (openWithin.compareTo(Duration.ofMinutes(1)) < 0
        || openWithin.compareTo(Duration.ofDays(7)) > 0) {
      throw new IllegalArgumentException("cloister.reidentification.open-within must be 1m to 7d");
    }
  }
}
