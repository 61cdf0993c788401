package org.cloister.gateway.config;

import java.time.Clock;
import org.cloister.audit.AuditLog;
import org.cloister.gateway.compliance.Oversight;
import org.cloister.gateway.identity.CallerAuthenticator;
import org.cloister.gateway.record.RecordSealer;
import org.cloister.policies.Policies;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What compliance officers work with.
@Configuration(proxyBeanMethods = false)
class ComplianceWiring {
  @Bean
  Oversight oversight(
      GatewaySettings gateway,
      CallerAuthenticator authenticator,
      Policies policies,
      RecordSealer sealer,
      AuditLog log,
      Clock clock) {
    return new Oversight(
        new Oversight.Parts(gateway.tenant(), authenticator, policies, sealer), log, clock);
  }
}
