package org.cloister.gateway.config;

import java.util.List;
import org.cloister.gateway.deidentify.ReleaseDomains;
import org.cloister.gateway.identity.CallerAuthenticator;
import org.cloister.gateway.infer.Admission;
import org.cloister.gateway.infer.DeidentifyPipeline;
import org.cloister.gateway.infer.Recording;
import org.cloister.policies.Policies;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// De-identification of whole documents: the domains and their rules, and the path of a call.
@Configuration(proxyBeanMethods = false)
class DeidentificationWiring {
  @Bean
  ReleaseDomains releaseDomains(DeidentificationSettings settings) {
    if (!settings.domains().isEmpty()) {
      throw new IllegalStateException(
          "cloister.deidentification.domains is set, but this version has no engine to release by");
    }
    return new ReleaseDomains(List.of(), Math.toIntExact(settings.maxBody().toBytes()));
  }

  @Bean
  DeidentifyPipeline.Parts deidentifyParts(
      GatewaySettings gateway,
      CallerAuthenticator authenticator,
      Policies policies,
      ReleaseDomains domains) {
    return new DeidentifyPipeline.Parts(gateway.tenant(), authenticator, policies, domains);
  }

  @Bean
  DeidentifyPipeline deidentifyPipeline(
      DeidentifyPipeline.Parts parts, Admission admission, Recording recording) {
    return new DeidentifyPipeline(parts, admission, recording);
  }
}
