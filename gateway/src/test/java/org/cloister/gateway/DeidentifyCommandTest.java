package org.cloister.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cloister.deid.job.DeidentifyJob;
import org.cloister.deid.job.InputFile;
import org.cloister.deid.job.JobOptions;
import org.cloister.deid.job.JobProgress;
import org.cloister.deid.job.JobTerms;
import org.cloister.deid.job.OnError;
import org.cloister.deid.job.Step;
import org.cloister.models.SigningKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeidentifyCommandTest {
  private static final String OURS =
      """
      extends: safe-harbor-strict
      rules:
        %s
      """;

  @TempDir private Path folder;

  @Test
  void verify_holdsForWhatWasSignedAndFailsOnAnyChange() throws Exception {
    Path key = folder.resolve("site.key");
    Path out = aJobSignedBy(SigningKey.create(key));
    Path publicKey = folder.resolve("site.key.pub");
    assertThat(verify(out, publicKey).out()).startsWith("OK: 1 files");

    Path document = out.resolve("Patient.ndjson");
    byte[] written = Files.readAllBytes(document);
    Files.writeString(document, "{ }\n");
    assertThat(verify(out, publicKey).exitCode()).isEqualTo(1);
    assertThat(verify(out, publicKey).err()).contains("Patient.ndjson is not as it was written");

    Files.write(document, written);
    Path manifest = out.resolve("manifest.json");
    Files.writeString(manifest, Files.readString(manifest).replace("study", "other"));
    assertThat(verify(out, publicKey).err()).contains("manifest.json is not as");
  }

  @Test
  void verify_failsUnderAnotherKeyAndWithoutAManifest() throws Exception {
    Path out = aJobSignedBy(SigningKey.create(folder.resolve("site.key")));
    SigningKey other = SigningKey.create(folder.resolve("other.key"));
    assertThat(verify(out, folder.resolve("other.key.pub")).err())
        .contains("not as " + other.id() + " signed it");
    assertThat(verify(folder, folder.resolve("site.key.pub")).err()).contains("no finished job");
  }

  @Test
  void wrongUsage_isSaidInOneLine() {
    assertThat(CommandLine.run("deidentify", "--help").out()).contains("usage: cloister deid");
    assertThat(CommandLine.run("deidentify").exitCode()).isEqualTo(2);
    assertThat(CommandLine.run("deidentify", "bless", folder).exitCode()).isEqualTo(2);
    assertThat(CommandLine.run("deidentify", "verify", folder).err())
        .contains("--sign-key is needed");
    assertThat(CommandLine.run("deidentify", "verify", "none").exitCode()).isEqualTo(2);
  }

  @Test
  void check_tellsAMistakeInARulesFileWithItsLine() throws Exception {
    Path rules = folder.resolve("ours.yaml");
    Files.writeString(rules, OURS.formatted("Patient.birthDat: keep"));
    CommandLine wrong = CommandLine.run("deidentify", "check", "--rules", rules);
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.err()).contains("ours.yaml:3: ", "birthDate").hasLineCount(1);
    Files.writeString(rules, OURS.formatted("Patient.birthDate: drop"));
    assertThat(CommandLine.run("deidentify", "check", "--rules", rules).out())
        .contains("OK: ours decides ", "codes: random");
  }

  @Test
  void table_tellsWhatBecomesOfEveryValue() {
    CommandLine table = CommandLine.run("deidentify", "table", "--preset", "safe-harbor-strict");
    assertThat(table.exitCode()).isZero();
    assertThat(table.out().lines())
        .hasSizeGreaterThan(5000)
        .anyMatch(line -> line.startsWith("Patient.birthDate  date  generalise to birth-year"));
  }

  @Test
  void risk_countsPeopleWhoLookAlike() throws Exception {
    Files.writeString(
        folder.resolve("Patient.ndjson"),
        """
        {"resourceType":"Patient","id":"a","birthDate":"1961"}
        {"resourceType":"Patient","id":"b","birthDate":"1961"}
        """);
    CommandLine risk = CommandLine.run("deidentify", "risk", folder, "--population", "5000");
    assertThat(risk.out()).contains("2 persons in 1 classes", "population of 5,000");
    assertThat(CommandLine.run("deidentify", "risk", folder, "--population", "0").exitCode())
        .isEqualTo(2);
  }

  private static CommandLine verify(Path directory, Path publicKey) {
    return CommandLine.run("deidentify", "verify", directory, "--sign-key", publicKey);
  }

  private Path aJobSignedBy(SigningKey key) throws Exception {
    Path in = folder.resolve("Patient.ndjson");
    Files.writeString(in, "{}\n");
    Path out = folder.resolve("out");
    Step step =
        Step.each(
            (_, _) -> new Step.Written("{}".getBytes(StandardCharsets.UTF_8), Map.of("KEPT", 1L)));
    DeidentifyJob job =
        new DeidentifyJob(
            step,
            new JobTerms("rules", "aa", "none", "2020", "study", "vault", 0, "1"),
            new JobOptions(1, JobOptions.Packing.PLAIN, OnError.STOP),
            Optional.of(ManifestSignature.by(key)),
            Clock.systemUTC());
    DeidentifyJob.Report report =
        job.run(
            InputFile.at(in, out, Set.of("Patient")),
            out,
            DeidentifyJob.Start.CONTINUE,
            JobProgress.none());
    assertThat(report.faults()).isEmpty();
    return out;
  }
}
