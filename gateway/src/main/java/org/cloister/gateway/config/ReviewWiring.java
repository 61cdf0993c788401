package org.cloister.gateway.config;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.function.ToDoubleFunction;
import javax.sql.DataSource;
import org.cloister.audit.AuditLog;
import org.cloister.deid.sealing.CaseVault;
import org.cloister.gateway.compliance.Oversight;
import org.cloister.gateway.compliance.erasure.ErasureLock;
import org.cloister.gateway.compliance.review.CareFeed;
import org.cloister.gateway.compliance.review.Judging;
import org.cloister.gateway.compliance.review.ReviewJob;
import org.cloister.gateway.compliance.review.ReviewJob.Standing;
import org.cloister.gateway.compliance.review.ReviewOffice;
import org.cloister.gateway.compliance.review.ReviewStore;
import org.cloister.gateway.compliance.review.explain.Judge;
import org.cloister.gateway.record.RecordSealer;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The judging of accesses and what officers review.
@Configuration(proxyBeanMethods = false)
class ReviewWiring {
  @Bean
  @DependsOnDatabaseInitialization
  ReviewStore reviewStore(
      GatewaySettings gateway, DataSource database, CaseVault vault, RecordSealer sealer) {
    return new ReviewStore(gateway.tenant(), database, vault, sealer);
  }

  @Bean
  Judging judging(
      ReviewStore store, AuditLog log, ReviewSettings settings, Clock clock, ErasureLock erasures) {
    return new Judging(
        new Judging.Parts(
            store, log, new Judge(settings.zone()), clock, settings.breakGlassWithin()),
        erasures);
  }

  @Bean
  ReviewJob reviewJob(
      ReviewStore store,
      Judging judging,
      ReviewSettings settings,
      Clock clock,
      MeterRegistry meters) {
    ReviewJob job = ReviewJob.start(judging, store, clock, settings.interval());
    gauge(meters, job, "cloister.review.alerts.open", Standing::openAlerts);
    gauge(meters, job, "cloister.review.breakglass.open", Standing::openBreakGlass);
    gauge(meters, job, "cloister.review.breakglass.overdue", Standing::overdueBreakGlass);
    gauge(meters, job, "cloister.review.remaining", Standing::remaining);
    return job;
  }

  @Bean
  ReviewOffice reviewOffice(
      Oversight oversight,
      ReviewStore store,
      AuditLog log,
      ReviewJob job,
      ReviewSettings settings) {
    return new ReviewOffice(
        oversight,
        store,
        log,
        job,
        new ReviewOffice.Calendar(settings.zone(), settings.signWithin()));
  }

  @Bean
  CareFeed careFeed(Oversight oversight, ReviewStore store, ReviewSettings settings) {
    return new CareFeed(oversight, store, settings.zone());
  }

  /// Never red: who cannot be reviewed today is answered all the same. What is overdue is a detail,
  /// and a metric to alarm on.
  @Bean
  HealthIndicator reviewHealthIndicator(ReviewJob job) {
    return () ->
        Health.up()
            .withDetail("overdueBreakGlass", job.standing().overdueBreakGlass())
            .withDetail("openAlerts", job.standing().openAlerts())
            .withDetail("remaining", job.standing().remaining())
            .build();
  }

  private static void gauge(
      MeterRegistry meters, ReviewJob job, String name, ToDoubleFunction<Standing> value) {
    var _ = Gauge.builder(name, job, it -> value.applyAsDouble(it.standing())).register(meters);
  }
}
