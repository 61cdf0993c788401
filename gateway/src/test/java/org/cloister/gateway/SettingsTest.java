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
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cloister.audit.tlog.Cosigner;
import org.cloister.audit.tlog.KeyAlgorithm;
import org.cloister.audit.tlog.VerifierKey;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

/// The settings as Spring Boot binds them at start.
final class SettingsTest {
  @Configuration(proxyBeanMethods = false)
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
  static class AllSettings {}

  private static final String WITNESS_KEY =
      Cosigner.ofSeed(
              "witness.example/w1",
              KeyAlgorithm.COSIGNATURE_ED25519,
              new byte[Cosigner.SEED_LENGTH])
          .verifier()
          .vkey();

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
                      URI.create("https://witness.example/w1"), List.of(WITNESS_KEY)))),
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

  private final ApplicationContextRunner start =
      new ApplicationContextRunner().withUserConfiguration(AllSettings.class);

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

  @ParameterizedTest
  @CsvSource({
    "cloister.audit.origin, ''",
    "cloister.audit.origin, two words",
    "cloister.audit.origin, a+b",
    "cloister.audit.origin, https://log.example",
    "cloister.audit.queue, 63",
    "cloister.audit.queue, 1000001",
    "cloister.audit.queue, many",
    "cloister.compliance.controller, ' '",
    "cloister.compliance.report-records, 9",
    "cloister.compliance.report-records, 100001",
    "cloister.deidentification.max-body, 1023B",
    "cloister.deidentification.max-body, 65MB",
    "cloister.erasure.backup-horizon, 23h",
    "cloister.erasure.backup-horizon, 367d",
    "cloister.gateway.base-url, 'no url'",
    "cloister.gateway.base-url, https://cloister.hospital.example/fhir/",
    "cloister.gateway.base-url, cloister.hospital.example/fhir",
    "cloister.gateway.base-url, ftp://cloister.hospital.example/fhir",
    "cloister.gateway.base-url, https://cloister.hospital.example/fhir?a=b",
    "cloister.gateway.deadline, 0s",
    "cloister.gateway.deadline, -1s",
    "cloister.gateway.deadline, 301s",
    "cloister.gateway.deadline, soon",
    "cloister.gateway.demo, perhaps",
    "cloister.gateway.max-concurrent, 0",
    "cloister.gateway.max-concurrent, 10001",
    "cloister.gateway.max-concurrent, all",
    "cloister.gateway.tenant, ''",
    "cloister.gateway.tenant, two words",
    "cloister.gateway.tenant, a/b",
    "cloister.identity.audience, '  '",
    "cloister.identity.clock-skew, -1s",
    "cloister.identity.clock-skew, 31s",
    "cloister.identity.clock-skew, a little",
    "cloister.identity.issuer, 'no url'",
    "cloister.identity.issuer, http://issuer.hospital.example",
    "cloister.identity.issuer, issuer",
    "cloister.identity.jwks, http://issuer.hospital.example/keys",
    "cloister.identity.sign-in[0].purpose, care",
    "cloister.metering.pico-usd-per-cpu-second, -1",
    "cloister.metering.pico-usd-per-cpu-second, cheap",
    "cloister.metering.pico-usd-per-gib-second, -1",
    "cloister.metering.pico-usd-per-kilowatt-hour, -1",
    "cloister.metering.pico-usd-per-kilowatt-hour, 0.5",
    "cloister.models.directory, /srv/unsigned",
    "cloister.reading.max-body, 1023B",
    "cloister.reading.max-body, 65MB",
    "cloister.reading.max-body, much",
    "cloister.reading.max-depth, 7",
    "cloister.reading.max-depth, 257",
    "cloister.reading.max-depth, deep",
    "cloister.reidentification.decide-within, 59m",
    "cloister.reidentification.decide-within, 31d",
    "cloister.reidentification.open-within, 59s",
    "cloister.reidentification.open-within, 8d",
    "cloister.reidentification.per-domain, 4",
    "cloister.reidentification.per-domain, 1001",
    "cloister.reidentification.per-person, 0",
    "cloister.reidentification.per-person, 101",
    "cloister.retention.access, 119m",
    "cloister.retention.inference, 9y",
    "cloister.retention.laws, common-sense",
    "cloister.retention.system, 1d",
    "cloister.review.interval, 31s",
    "cloister.review.break-glass-within, 31d",
    "cloister.review.sign-within, 91d",
    "cloister.store.connections, 1",
    "cloister.store.connections, 201",
    "cloister.store.connections, few",
    "cloister.store.url, ''",
    "cloister.store.url, jdbc:mysql://db/cloister",
    "cloister.store.url, jdbc:postgresql://db/cloister",
  })
  void aBadValue_endsTheStartWithASentenceThatNamesItsKey(String key, String value) {
    start
        .withPropertyValues(key + "=" + value)
        .run(context -> {
          assertThat(context).hasFailed();
          Throwable failure = Objects.requireNonNull(context.getStartupFailure());
          assertThat(Causes.sentence(failure)).contains(key);
        });
  }

  @Test
  void aSignIn_isRefusedThatAsksForNothing() {
    start
        .withPropertyValues("cloister.identity.sign-in[0].role=clinician")
        .run(context -> {
          assertThat(context).hasFailed();
          assertThat(Causes.sentence(Objects.requireNonNull(context.getStartupFailure())))
              .contains("cloister.identity.sign-in[0] must name");
        });
  }

  @Test
  void aDomain_isRefusedWithoutANameOrRulesOrWithOneTwice() {
    for (List<String> bad :
        List.of(
            List.of("presets[0]=limited-data-set"),
            List.of("name=", "presets[0]=limited-data-set"),
            List.of("name=Heart Study", "presets[0]=limited-data-set"),
            List.of("name=heart-study"),
            List.of("name=heart", "presets[0]=limited-data-set", "presets[1]=limited-data-set"),
            List.of("name=heart", "preset=limited-data-set"))) {
      start
          .withPropertyValues(
              bad.stream()
                  .map(line -> "cloister.deidentification.domains[0]." + line)
                  .toArray(String[]::new))
          .run(context -> {
            assertThat(context).as("%s", bad).hasFailed();
            assertThat(Causes.sentence(Objects.requireNonNull(context.getStartupFailure())))
                .contains("cloister.deidentification.domains");
          });
    }
    start
        .withPropertyValues(
            "cloister.deidentification.domains[0].name=heart",
            "cloister.deidentification.domains[0].presets[0]=limited-data-set",
            "cloister.deidentification.domains[1].name=heart",
            "cloister.deidentification.domains[1].presets[0]=limited-data-set")
        .run(context -> assertThat(context).hasFailed());
  }

  @Test
  void aWitness_isRefusedWithoutAnAddressAndAKeyOfItsOwn() {
    String logKey = VerifierKey.parse(WITNESS_KEY).orElseThrow().as(KeyAlgorithm.ED25519).vkey();
    for (String[] bad :
        new String[][] {
          {"witness.example", WITNESS_KEY},
          {"ftp://witness.example/", WITNESS_KEY},
          {"https://witness.example/?a=b", WITNESS_KEY},
          {"https://witness.example/", "nonsense"},
          {"https://witness.example/", logKey},
          {"https://witness.example/", ""}
        }) {
      start
          .withPropertyValues(
              "cloister.audit.witnesses[0].url=" + bad[0],
              "cloister.audit.witnesses[0].vkey=" + bad[1])
          .run(context -> {
            assertThat(context).as(String.join(" ", bad)).hasFailed();
            assertThat(Causes.sentence(Objects.requireNonNull(context.getStartupFailure())))
                .contains("cloister.audit.witnesses");
          });
    }
  }

  static Stream<String> misspeltKeys() {
    return Stream.of(
        "cloister.audit.orign",
        "cloister.compliance.controler",
        "cloister.gateway.tenat",
        "cloister.identity.isuer",
        "cloister.keys.encrypton",
        "cloister.metering.pico-usd-per-cpu-hour",
        "cloister.models.dir",
        "cloister.policies.dir",
        "cloister.deidentification.domain",
        "cloister.reading.max-size",
        "cloister.reidentification.per-patient",
        "cloister.store.user");
  }

  /// A misspelt key that nobody reads would leave its default in force.
  @ParameterizedTest
  @MethodSource("misspeltKeys")
  void aMisspeltKey_endsTheStart(String key) {
    start
        .withPropertyValues(key + "=1")
        .run(context -> {
          assertThat(context).hasFailed();
          assertThat(Causes.sentence(Objects.requireNonNull(context.getStartupFailure())))
              .contains(key);
        });
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
