package org.cloister.gateway.config;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.cloister.deid.pseudonym.PseudonymException;
import org.cloister.deid.r4.R4;
import org.cloister.deid.rule.Preset;
import org.cloister.deid.rule.RuleException;
import org.cloister.deid.sealing.SealingException;
import org.cloister.deid.text.TextScrubber;
import org.cloister.gateway.config.DeidentificationSettings.Domain;
import org.cloister.gateway.deidentify.ReleaseDomain;
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
  /// The rules are compiled here: what is wrong in them stops the start.
  @Bean
  ReleaseDomains releaseDomains(
      DeidentificationSettings settings,
      GatewaySettings gateway,
      StoreSettings store,
      DataSource database,
      Clock clock)
      throws SealingException, PseudonymException, RuleException, IOException {
    List<Domain> wanted = settings.domains();
    if (wanted.isEmpty() && gateway.demo()) {
      List<String> presets = Arrays.stream(Preset.values()).map(Preset::wireName).toList();
      wanted = List.of(new Domain("demo", presets, null, GatewayKeys.demoDomain(gateway, store)));
    }
    List<ReleaseDomain> domains = new ArrayList<>();
    if (!wanted.isEmpty()) {
      ReleaseParts parts = new ReleaseParts(R4.load(), TextScrubber.standard(), database, clock);
      for (Domain domain : wanted) {
        domains.add(parts.domain(domain));
      }
    }
    return new ReleaseDomains(domains, Math.toIntExact(settings.maxBody().toBytes()));
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
