package org.cloister.gateway.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.cloister.audit.AuditLog;
import org.cloister.deid.sealing.CaseVault;
import org.cloister.deid.sealing.SealingException;
import org.cloister.gateway.compliance.Oversight;
import org.cloister.gateway.compliance.reidentify.OpenableDomains;
import org.cloister.gateway.compliance.reidentify.ReidentificationOffice;
import org.cloister.gateway.compliance.reidentify.ReidentificationTerms;
import org.cloister.gateway.keys.DomainKeys;
import org.cloister.gateway.record.RecordSealer;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Re-identification: the domains that it can open, and who may have how much of it.
@Configuration(proxyBeanMethods = false)
class ReidentificationWiring {
  @Bean
  DomainKeys domainKeys(
      DeidentificationSettings settings, GatewaySettings gateway, StoreSettings store)
      throws SealingException, IOException {
    Map<String, Path> files = new LinkedHashMap<>();
    for (DeidentificationSettings.Domain domain :
        DeidentificationWiring.domains(settings, gateway, store)) {
      files.put(domain.name(), DeidentificationWiring.key(domain));
    }
    return new DomainKeys(files);
  }

  @Bean
  OpenableDomains openableDomains(DataSource database, DomainKeys keys) {
    return new OpenableDomains(database, keys);
  }

  @Bean
  @DependsOnDatabaseInitialization
  ReidentificationOffice.Parts reidentificationParts(
      DataSource database,
      CaseVault vault,
      RecordSealer sealer,
      AuditLog log,
      OpenableDomains domains) {
    return new ReidentificationOffice.Parts(database, vault, sealer, log, domains);
  }

  @Bean
  ReidentificationOffice reidentificationOffice(
      Oversight oversight,
      ReidentificationOffice.Parts parts,
      GatewaySettings gateway,
      ReidentificationSettings settings) {
    return new ReidentificationOffice(
        oversight,
        parts,
        new ReidentificationTerms(
            gateway.tenant(),
            settings.perPerson(),
            settings.perDomain(),
            settings.decideWithin(),
            settings.openWithin()));
  }
}
