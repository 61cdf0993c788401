package org.cloister.gateway.config;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.cloister.audit.AuditLog;
import org.cloister.audit.witness.WitnessFeed;
import org.cloister.audit.witness.WitnessStanding;
import org.cloister.audit.witness.WitnessedLog;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The witnesses, and how the log and they are doing.
///
/// The log's health decides whether calls are sent here (readiness), for without it nothing is
/// answered. A witness's does not: one that is away, or lies, must not be able to stop a hospital.
@Configuration(proxyBeanMethods = false)
class WitnessWiring {
  @Bean
  Witnesses witnesses(AuditLog log, AuditSettings audit, Clock clock, MeterRegistry registry) {
    return new Witnesses(
        audit.witnesses().stream()
            .map(w -> {
              WitnessFeed feed =
                  WitnessFeed.start(
                      WitnessedLog.of(log), w.address(), clock, Witnesses::reportChange);
              measure(feed, clock, registry);
              return feed;
            })
            .toList());
  }

  /// Red as soon as nothing could be recorded, which is when nothing is answered.
  @Bean
  HealthIndicator logHealthIndicator(AuditLog log) {
    return () -> Health.status(log.health().isRecording() ? Status.UP : Status.DOWN).build();
  }

  /// Red when a witness has signed what this log does not continue.
  @Bean
  HealthIndicator witnessHealthIndicator(Witnesses witnesses) {
    return () -> {
      Health.Builder health = Health.status(witnesses.isAnyDisagreeing() ? Status.DOWN : Status.UP);
      for (WitnessStanding s : witnesses.standings()) {
        var _ = health.withDetail(s.name(), s.state().name());
      }
      return health.build();
    };
  }

  private static void measure(WitnessFeed feed, Clock clock, MeterRegistry registry) {
    String name = feed.standing().name();
    var _ =
        Gauge.builder("cloister.witness.cosignature.age", feed, f -> ageSeconds(f, clock))
            .description("time since the witness last signed a checkpoint of this log")
            .baseUnit("seconds")
            .tag("witness", name)
            .register(registry);
    var _ =
        Gauge.builder(
                "cloister.witness.disagrees",
                feed,
                f -> f.standing().state() == WitnessStanding.State.DISAGREES ? 1 : 0)
            .description("1 while the witness has signed what this log does not continue")
            .tag("witness", name)
            .register(registry);
  }

  /// Not a number before the first cosignature.
  private static double ageSeconds(WitnessFeed feed, Clock clock) {
    return feed.standing()
        .lastCosigned()
        .map(at -> Duration.between(at, clock.instant()).toMillis() / 1000.0)
        .orElse(Double.NaN);
  }
}
