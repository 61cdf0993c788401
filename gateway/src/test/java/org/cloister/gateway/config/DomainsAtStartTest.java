package org.cloister.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.cloister.deid.rule.RuleException;
import org.cloister.deid.sealing.KeyFile;
import org.cloister.deid.sealing.SealingException;
import org.cloister.gateway.config.DeidentificationSettings.Domain;
import org.cloister.gateway.deidentify.ReleaseDomains;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.util.unit.DataSize;

/// What is wrong with a domain stops the start, and not the first release. Keyed rules, so that no
/// database is needed.
final class DomainsAtStartTest {
  private static final String KEYED = "expert-determination";

  @TempDir private Path folder;
  private Path key;

  @BeforeEach
  void makeKey() throws Exception {
    key = folder.resolve("study.key");
    var _ = KeyFile.create(key);
  }

  @Test
  void domain_servesItsPresetsAndItsOwnRulesFirst() throws Exception {
    Path rules = rules("extends: expert-determination\nrules:\n  Address.state: drop\n");

    ReleaseDomains domains = start(new Domain("study", List.of(KEYED), rules, key));

    assertThat(domains.named("study").orElseThrow().rules())
        .extracting(it -> it.name())
        .hasSize(2)
        .last()
        .isEqualTo(KEYED);
    assertThat(domains.named("another")).isEmpty();
    assertThat(domains.named("study").orElseThrow().rules(Optional.of("limited-data-set")))
        .isEmpty();
  }

  @Test
  void domain_withoutAKeyFileStopsTheStart() {
    assertThatThrownBy(() -> start(new Domain("study", List.of(KEYED), null, null)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cloister.deidentification.domains[]: study names no key file");
    assertThatThrownBy(() -> start(domain(KEYED, folder.resolve("no-such.key"))))
        .isInstanceOf(SealingException.class)
        .hasMessageContaining("no-such.key");
  }

  @Test
  void domain_withAKeyThatOthersCanReadStopsTheStart() throws Exception {
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> start(domain(KEYED, key))).isInstanceOf(SealingException.class);
  }

  @Test
  void domain_withAnUnknownPresetStopsTheStart() {
    assertThatThrownBy(() -> start(domain("safe-harbour", key)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("knows no preset of this name: safe-harbour");
  }

  @Test
  void domain_withAMistakeInItsRulesStopsTheStartWithTheLine() throws Exception {
    Path rules = rules("extends: expert-determination\nrules:\n  Address.stat: drop\n");

    assertThatThrownBy(() -> start(new Domain("study", List.of(), rules, key)))
        .isInstanceOf(RuleException.class)
        .hasMessageContaining("3");
  }

  @Test
  void withoutTheDemo_noDomainIsMade() throws Exception {
    assertThat(start().named("demo")).isEmpty();
  }

  private Path rules(String yaml) throws Exception {
    return Files.writeString(folder.resolve("rules.yaml"), yaml);
  }

  private static Domain domain(String preset, @Nullable Path key) {
    return new Domain("study", List.of(preset), null, key);
  }

  private ReleaseDomains start(Domain... domains) throws Exception {
    return new DeidentificationWiring()
        .releaseDomains(
            new DeidentificationSettings(DataSize.ofMegabytes(4), List.of(domains)),
            new GatewaySettings(null, "default", 1, Duration.ofSeconds(10), false),
            new StoreSettings(folder, null, null, null, 2),
            new PGSimpleDataSource(),
            Clock.systemUTC());
  }
}
