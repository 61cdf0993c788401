package org.cloister.gateway;

import org.cloister.audit.tlog.Cosigner;
import org.cloister.audit.tlog.KeyAlgorithm;
import org.cloister.gateway.config.AuditSettings;
import org.cloister.gateway.config.ComplianceSettings;
import org.cloister.gateway.config.DeidentificationSettings;
import org.cloister.gateway.config.ErasureSettings;
import org.cloister.gateway.config.GatewaySettings;
import org.cloister.gateway.config.IdentitySettings;
import org.cloister.gateway.config.KeySettings;
import org.cloister.gateway.config.MeteringSettings;
import org.cloister.gateway.config.ModelSettings;
import org.cloister.gateway.config.PolicySettings;
import org.cloister.gateway.config.ReadingSettings;
import org.cloister.gateway.config.ReidentificationSettings;
import org.cloister.gateway.config.RetentionSettings;
import org.cloister.gateway.config.ReviewSettings;
import org.cloister.gateway.config.StoreSettings;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/// Every record of settings, as Spring Boot binds them at start.
@EnableConfigurationProperties({
  AuditSettings.class,
  ComplianceSettings.class,
  DeidentificationSettings.class,
  ErasureSettings.class,
  GatewaySettings.class,
  IdentitySettings.class,
  KeySettings.class,
  MeteringSettings.class,
  ModelSettings.class,
  PolicySettings.class,
  ReadingSettings.class,
  ReidentificationSettings.class,
  RetentionSettings.class,
  ReviewSettings.class,
  StoreSettings.class
})
final class AllSettings {
  static final String WITNESS_KEY =
      Cosigner.ofSeed(
              "witness.example/w1",
              KeyAlgorithm.COSIGNATURE_ED25519,
              new byte[Cosigner.SEED_LENGTH])
          .verifier()
          .vkey();

  static ApplicationContextRunner start() {
    return new ApplicationContextRunner().withUserConfiguration(AllSettings.class);
  }
}
