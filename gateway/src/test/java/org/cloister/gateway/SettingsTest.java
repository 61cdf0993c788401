package org.cloister.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Period;
import java.time.ZoneId;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.cloister.gateway.compliance.erasure.Retention;
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
import org.cloister.gateway.config.SignInSettings;
import org.cloister.gateway.config.StoreSettings;
import org.cloister.gateway.config.WitnessSettings;
import org.cloister.models.metering.Tariff;
import org.cloister.policies.PurposeOfUse;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.unit.DataSize;

/// The settings as Spring Boot binds them at start.
final class SettingsTest {
  private static final List<Record> DEFAULTS =
      List.of(
          new AuditSettings("cloister.local/log", 8192, List.of()),
          new GatewaySettings(null, "default", 256, Duration.ofSeconds(10), false),
          new ComplianceSettings(
              "The organisation that runs this gateway",
              "not configured",
              "not configured",
              Map.of(),
              Map.of(),
              "none",
              List.of(),
              100_000),
          new IdentitySettings(null, null, null, List.of(), Duration.ofSeconds(5)),
          new KeySettings(null, null),
          new MeteringSettings(1_700_000, 0, 0),
          new ModelSettings(null, List.of()),
          new PolicySettings(null),
          new ReadingSettings(DataSize.ofMegabytes(4), 48),
          new StoreSettings(Path.of("data"), null, null, null, 8),
          new DeidentificationSettings(DataSize.ofMegabytes(4), List.of()),
          new ReidentificationSettings(5, 20, Duration.ofDays(7), Duration.ofHours(24)),
          new ErasureSettings(null, Duration.ofDays(30)),
          new RetentionSettings(EnumSet.allOf(Retention.Law.class), null, null, null),
          new ReviewSettings(
              ZoneId.of("UTC"), Duration.ofSeconds(2), Duration.ofHours(24), Duration.ofDays(10)));

  private static final List<Record> CHOSEN =
      List.of(
          new AuditSettings(
              "log.hospital.example/cloister",
              64,
              List.of(
                  new WitnessSettings(
                      URI.create("https://witness.example/w1"), List.of(AllSettings.WITNESS_KEY)))),
          new GatewaySettings(
              URI.create("https://cloister.hospital.example/fhir"),
              "st-elsewhere",
              10_000,
              Duration.ofMinutes(5),
              true),
          new IdentitySettings(
              URI.create("https://issuer.hospital.example/realms/ehr"),
              URI.create("https://issuer.hospital.example/keys"),
              "cloister",
              List.of(
                  new SignInSettings(
                      "clinician", PurposeOfUse.ETREAT, Set.of("aal2"), Set.of("mfa"))),
              Duration.ofSeconds(30)),
          new ComplianceSettings(
              "St Elsewhere",
              "1 Main Street",
              "J. Doe",
              Map.of("partner-lab", "Partner Laboratory; 2 Main Street"),
              Map.of("prevent-2023-base", "DPIA-7; 1.0.0; 2027-06-30"),
              "standard contractual clauses",
              List.of("guards at night"),
              10),
          new KeySettings(
              Path.of("/etc/cloister/encryption.key"), Path.of("/etc/cloister/log.pem")),
          new MeteringSettings(1, 2, 3),
          new ModelSettings(Path.of("/srv/models"), List.of(Path.of("/etc/cloister/models.pub"))),
          new PolicySettings(Path.of("/srv/policies")),
          new ReadingSettings(DataSize.ofKilobytes(1), 256),
          new StoreSettings(
              Path.of("/var/lib/cloister"),
              "jdbc:postgresql://db/cloister",
              "cloister",
              Path.of("/etc/cloister/db.password"),
              200),
          new DeidentificationSettings(
              DataSize.ofKilobytes(1),
              List.of(
                  new DeidentificationSettings.Domain(
                      "heart-study",
                      List.of("safe-harbor-strict", "limited-data-set"),
                      Path.of("/etc/cloister/rules.yaml"),
                      Path.of("/etc/cloister/heart-study.key")))),
          new ReidentificationSettings(100, 1000, Duration.ofHours(1), Duration.ofMinutes(1)),
          new ErasureSettings(Path.of("/var/lib/erasure.journal"), Duration.ofDays(7)),
          new RetentionSettings(
              Set.of(Retention.Law.HIPAA), Period.ofYears(6), Period.ofYears(7), Period.ofYears(8)),
          new ReviewSettings(
              ZoneId.of("Europe/Berlin"),
              Duration.ofSeconds(30),
              Duration.ofHours(1),
              Duration.ofDays(20)));

  private final ApplicationContextRunner start = AllSettings.start();

  @Test
  void defaults_areWhatTheDocumentationSays() {
    start.run(context ->
        assertThat(DEFAULTS)
            .allSatisfy(
                settings -> assertThat(context.getBean(settings.getClass())).isEqualTo(settings)));
  }

  @Test
  void defaults_priceAsTheTariffThatIsDerivedInTheModels() {
    MeteringSettings settings = (MeteringSettings) DEFAULTS.get(5);
    assertThat(
            new Tariff(
                settings.picoUsdPerCpuSecond(),
                settings.picoUsdPerGibSecond(),
                settings.picoUsdPerKilowattHour()))
        .isEqualTo(Tariff.DEFAULT);
  }

  @Test
  void everyKey_isBound() throws ReflectiveOperationException {
    start
        .withPropertyValues(
            keys(CHOSEN).entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new))
        .run(context ->
            assertThat(CHOSEN)
                .allSatisfy(settings ->
                    assertThat(context.getBean(settings.getClass())).isEqualTo(settings)));
  }

  /// Written out, so that a key that is renamed or added is seen here and in the documentation.
  @Test
  void keys_areThoseOfTheDocumentation() throws ReflectiveOperationException {
    assertThat(keys(CHOSEN).keySet())
        .containsExactly(
            "cloister.audit.origin",
            "cloister.audit.queue",
            "cloister.audit.witnesses[0].url",
            "cloister.audit.witnesses[0].vkey",
            "cloister.compliance.contact",
            "cloister.compliance.controller",
            "cloister.compliance.data-protection-officer",
            "cloister.compliance.impact-assessments.prevent-2023-base",
            "cloister.compliance.measures",
            "cloister.compliance.recipients.partner-lab",
            "cloister.compliance.report-records",
            "cloister.compliance.transfers",
            "cloister.deidentification.domains[0].key",
            "cloister.deidentification.domains[0].name",
            "cloister.deidentification.domains[0].presets",
            "cloister.deidentification.domains[0].rules",
            "cloister.deidentification.max-body",
            "cloister.erasure.backup-horizon",
            "cloister.erasure.journal",
            "cloister.gateway.base-url",
            "cloister.gateway.deadline",
            "cloister.gateway.demo",
            "cloister.gateway.max-concurrent",
            "cloister.gateway.tenant",
            "cloister.identity.audience",
            "cloister.identity.clock-skew",
            "cloister.identity.issuer",
            "cloister.identity.jwks",
            "cloister.identity.sign-in[0].acr",
            "cloister.identity.sign-in[0].amr",
            "cloister.identity.sign-in[0].purpose",
            "cloister.identity.sign-in[0].role",
            "cloister.keys.encryption",
            "cloister.keys.log",
            "cloister.metering.pico-usd-per-cpu-second",
            "cloister.metering.pico-usd-per-gib-second",
            "cloister.metering.pico-usd-per-kilowatt-hour",
            "cloister.models.directory",
            "cloister.models.trusted-keys",
            "cloister.policies.directory",
            "cloister.reading.max-body",
            "cloister.reading.max-depth",
            "cloister.reidentification.decide-within",
            "cloister.reidentification.open-within",
            "cloister.reidentification.per-domain",
            "cloister.reidentification.per-person",
            "cloister.retention.access",
            "cloister.retention.inference",
            "cloister.retention.laws",
            "cloister.retention.system",
            "cloister.review.break-glass-within",
            "cloister.review.interval",
            "cloister.review.sign-within",
            "cloister.review.zone",
            "cloister.store.connections",
            "cloister.store.data",
            "cloister.store.password-file",
            "cloister.store.url",
            "cloister.store.username");
  }

  /// Every component of the records as its key, with its value.
  private static Map<String, String> keys(List<Record> settings)
      throws ReflectiveOperationException {
    Map<String, String> keys = new TreeMap<>();
    for (Record each : settings) {
      put(keys, each.getClass().getAnnotation(ConfigurationProperties.class).prefix(), each);
    }
    return keys;
  }

  private static void put(Map<String, String> keys, String prefix, Record settings)
      throws ReflectiveOperationException {
    for (RecordComponent component : settings.getClass().getRecordComponents()) {
      String name = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
      String key = prefix + "." + name;
      Object value = component.getAccessor().invoke(settings);
      switch (value) {
        case DataSize size -> keys.put(key, size.toBytes() + "B");
        case List<?> list when list.stream().allMatch(Record.class::isInstance) -> {
          for (int i = 0; i < list.size(); i++) {
            put(keys, key + "[" + i + "]", (Record) list.get(i));
          }
        }
        case Map<?, ?> map ->
            map.forEach((entry, text) -> keys.put(key + "." + entry, String.valueOf(text)));
        case Collection<?> list ->
            keys.put(key, list.stream().map(Object::toString).collect(Collectors.joining(",")));
        default -> keys.put(key, value.toString());
      }
    }
  }
}
