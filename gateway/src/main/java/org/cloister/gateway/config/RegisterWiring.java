package org.cloister.gateway.config;

import ca.uhn.fhir.context.FhirContext;
import javax.sql.DataSource;
import org.cloister.deid.fhir.FhirReader;
import org.cloister.deid.sealing.CaseVault;
import org.cloister.deid.sealing.SealedConsentStore;
import org.cloister.gateway.compliance.restriction.RestrictionRegister;
import org.cloister.gateway.consent.ConsentRegister;
import org.cloister.gateway.freshness.ChangeMarks;
import org.cloister.gateway.record.RecordSealer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What patients decided, which every call asks.
@Configuration(proxyBeanMethods = false)
class RegisterWiring {
  @Bean
  ChangeMarks changeMarks(DataSource database) {
    return new ChangeMarks(database);
  }

  @Bean
  ConsentRegister.Parts consentParts(
      CaseVault vault, DataSource database, FhirReader reader, FhirContext fhir) {
    return new ConsentRegister.Parts(vault, new SealedConsentStore(database), reader, fhir);
  }

  @Bean
  ConsentRegister consentRegister(
      GatewaySettings gateway, ConsentRegister.Parts parts, ChangeMarks changes) {
    return new ConsentRegister(gateway.tenant(), parts, changes.memory());
  }

  @Bean
  RestrictionRegister restrictionRegister(
      GatewaySettings gateway, RecordSealer sealer, DataSource database, ChangeMarks changes) {
    return new RestrictionRegister(gateway.tenant(), sealer, database, changes.memory());
  }
}
