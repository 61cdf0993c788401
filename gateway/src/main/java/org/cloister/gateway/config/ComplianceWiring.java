package org.cloister.gateway.config;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.cloister.audit.AuditLog;
import org.cloister.deid.pseudonym.DomainExposure;
import org.cloister.deid.sealing.CaseVault;
import org.cloister.deid.sealing.KeyExposure;
import org.cloister.gateway.compliance.Oversight;
import org.cloister.gateway.compliance.erasure.ErasureLock;
import org.cloister.gateway.compliance.erasure.Retention;
import org.cloister.gateway.compliance.report.BreachRegister;
import org.cloister.gateway.compliance.report.DecisionDesk;
import org.cloister.gateway.compliance.report.DisclosureDesk;
import org.cloister.gateway.compliance.report.ImpactAssessments;
import org.cloister.gateway.compliance.report.Keys;
import org.cloister.gateway.compliance.report.Organisation;
import org.cloister.gateway.compliance.report.ReportDesk;
import org.cloister.gateway.compliance.report.ReportMaker;
import org.cloister.gateway.compliance.report.ReportStore;
import org.cloister.gateway.compliance.report.RequestRegister;
import org.cloister.gateway.compliance.restriction.RestrictionDesk;
import org.cloister.gateway.compliance.restriction.RestrictionRegister;
import org.cloister.gateway.identity.CallerAuthenticator;
import org.cloister.gateway.identity.TokenRules;
import org.cloister.gateway.keys.DomainKeys;
import org.cloister.gateway.record.RecordSealer;
import org.cloister.models.Models;
import org.cloister.policies.Policies;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What compliance officers work with.
@Configuration(proxyBeanMethods = false)
class ComplianceWiring {
  @Bean
  Oversight.Parts oversightParts(
      GatewaySettings gateway,
      CallerAuthenticator authenticator,
      Policies policies,
      RecordSealer sealer) {
    return new Oversight.Parts(gateway.tenant(), authenticator, policies, sealer);
  }

  @Bean
  Oversight oversight(Oversight.Parts parts, AuditLog log, Clock clock) {
    return new Oversight(parts, log, clock);
  }

  @Bean
  ReportMaker.Parts reportParts(
      ComplianceSettings settings,
      RetentionSettings retention,
      Oversight.Parts oversight,
      TokenRules rules,
      ReportMaker.Sources sources) {
    return new ReportMaker.Parts(
        oversight.tenant(),
        rules.issuer(),
        settings.reportRecords(),
        new Organisation(
            settings.controller(),
            settings.contact(),
            settings.dataProtectionOfficer(),
            settings.recipients().entrySet().stream()
                .collect(
                    Collectors.toMap(
                        Map.Entry::getKey, it -> Organisation.Recipient.parse(it.getValue()))),
            new Organisation.Policies(
                settings.transfers(), settings.measures(), terms(retention.retention()))),
        oversight.sealer(),
        sources);
  }

  @Bean
  ReportMaker.Sources reportSources(
      AuditLog log, Models models, Policies policies, ComplianceSettings settings, Clock clock) {
    ImpactAssessments assessments =
        ImpactAssessments.parse(settings.impactAssessments())
            .covering(models.manifests(), LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    return new ReportMaker.Sources(log, models, policies, assessments);
  }

  @Bean
  Keys reportKeys(DataSource database, CaseVault vault, DomainKeys domains) {
    return new Keys(new KeyExposure(database), vault, new DomainExposure(database), domains);
  }

  @Bean
  ReportMaker reportMaker(ReportMaker.Parts parts, Keys keys, Oversight oversight, Clock clock) {
    return new ReportMaker(parts, keys, oversight, clock);
  }

  @Bean
  @DependsOnDatabaseInitialization
  ReportStore reportStore(
      DataSource database, CaseVault vault, GatewaySettings gateway, ErasureLock erasures) {
    return new ReportStore(database, vault, gateway.tenant(), erasures);
  }

  @Bean
  ReportDesk reportDesk(
      ReportMaker maker,
      ReportMaker.Parts parts,
      ReportStore store,
      Oversight oversight,
      Clock clock) {
    return new ReportDesk(maker, parts, store, oversight, clock);
  }

  @Bean
  DisclosureDesk disclosureDesk(Oversight oversight, Clock clock) {
    return new DisclosureDesk(oversight, clock);
  }

  @Bean
  BreachRegister breachRegister(AuditLog log, Oversight oversight) {
    return new BreachRegister(log, oversight);
  }

  @Bean
  DecisionDesk decisionDesk(Oversight oversight, AuditLog log) {
    return new DecisionDesk(oversight, log);
  }

  @Bean
  RestrictionDesk restrictionDesk(
      Oversight oversight, Oversight.Parts parts, RestrictionRegister register) {
    return new RestrictionDesk(oversight, register, parts.sealer(), parts.tenant());
  }

  @Bean
  RequestRegister requestRegister(
      AuditLog log, Oversight oversight, ReportMaker.Parts parts, Clock clock) {
    return new RequestRegister(log, oversight, parts, clock);
  }

  /// Art. 30(1)(f), from what the disposal itself goes by.
  private static String terms(Retention retention) {
    return "records of inferences "
        + retention.inference().toTotalMonths()
        + " months, of reads and refusals "
        + retention.access().toTotalMonths()
        + " months, of the installation "
        + retention.system().toTotalMonths()
        + " months";
  }
}
