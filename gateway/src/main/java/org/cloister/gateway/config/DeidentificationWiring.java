package org.cloister.gateway.config;

import java.io.IOException;
import java.nio.file.Path;
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
import org.cloister.gateway.compliance.restriction.RestrictionRegister;
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
  /// A hospital's rules are compiled here: what is wrong in them stops the start.
  @Bean
  ReleaseDomains releaseDomains(
      DeidentificationSettings settings,
      GatewaySettings gateway,
      StoreSettings store,
      DataSource database,
      Clock clock)
      throws SealingException, PseudonymException, RuleException, IOException {
    int largestBody = Math.toIntExact(settings.maxBody().toBytes());
    List<Domain> wanted = domains(settings, gateway, store);
    return settings.domains().isEmpty()
        ? ReleaseDomains.whenAskedFor(() -> demo(wanted, database, clock), largestBody)
        : ReleaseDomains.of(made(wanted, database, clock), largestBody);
  }

  /// Those of the settings; the demo's own where they name none.
  static List<Domain> domains(
      DeidentificationSettings settings, GatewaySettings gateway, StoreSettings store)
      throws SealingException, IOException {
    if (!settings.domains().isEmpty() || !gateway.demo()) {
      return settings.domains();
    }
    List<String> presets = Arrays.stream(Preset.values()).map(Preset::wireName).toList();
    return List.of(new Domain("demo", presets, null, GatewayKeys.demoDomain(gateway, store)));
  }

  /// The file of the domain's key, which every domain must name.
  static Path key(Domain domain) {
    Path key = domain.key();
    if (key == null) {
      throw new IllegalStateException(
          "cloister.deidentification.domains[]: "
              + domain.name()
              + " names no key file (`cloister key create FILE` makes one)");
    }
    return key;
  }

  private static List<ReleaseDomain> made(List<Domain> wanted, DataSource database, Clock clock)
      throws SealingException, PseudonymException, RuleException, IOException {
    List<ReleaseDomain> domains = new ArrayList<>();
    if (!wanted.isEmpty()) {
      ReleaseParts parts = new ReleaseParts(R4.load(), TextScrubber.standard(), database, clock);
      for (Domain domain : wanted) {
        domains.add(parts.domain(domain));
      }
    }
    return domains;
  }

  private static List<ReleaseDomain> demo(List<Domain> demo, DataSource database, Clock clock) {
    try {
      return made(demo, database, clock);
    } catch (SealingException | PseudonymException | RuleException | IOException e) {
      throw new IllegalStateException("the demo's own domain cannot be made", e);
    }
  }

  @Bean
  DeidentifyPipeline.Parts deidentifyParts(
      GatewaySettings gateway,
      CallerAuthenticator authenticator,
      Policies policies,
      RestrictionRegister restrictions,
      ReleaseDomains domains) {
    return new DeidentifyPipeline.Parts(
        gateway.tenant(), authenticator, policies, restrictions, domains);
  }

  @Bean
  DeidentifyPipeline deidentifyPipeline(
      DeidentifyPipeline.Parts parts, Admission admission, Recording recording) {
    return new DeidentifyPipeline(parts, admission, recording);
  }
}
