package org.cloister.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.cloister.audit.tlog.KeyAlgorithm;
import org.cloister.audit.tlog.VerifierKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/// A setting that is wrong ends the start with a sentence that names its key.
final class BadSettingsTest {
  private final ApplicationContextRunner start = AllSettings.start();

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
    String logKey =
        VerifierKey.parse(AllSettings.WITNESS_KEY).orElseThrow().as(KeyAlgorithm.ED25519).vkey();
    for (String[] bad :
        new String[][] {
          {"witness.example", AllSettings.WITNESS_KEY},
          {"ftp://witness.example/", AllSettings.WITNESS_KEY},
          {"https://witness.example/?a=b", AllSettings.WITNESS_KEY},
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
}
