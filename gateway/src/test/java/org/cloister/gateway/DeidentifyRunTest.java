package org.cloister.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.cloister.gateway.store.EmbeddedStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DeidentifyRunTest {
  private static final String PATIENT =
      """
      {"resourceType":"Patient","id":"p1","name":[{"family":"Quillfeather","given":["Ione"]}],\
      "telecom":[{"system":"phone","value":"555-867-5309"}],"birthDate":"1961-04-17"}
      """;
  private static final String NOTE =
      """
      {"resourceType":"Observation","id":"o1","status":"final","subject":{"reference":"Patient/p1"},\
      "code":{"text":"call"},"note":[{"text":"spoke to quillfeather, who is on metformin; ione agrees"}]}
      """;

  @TempDir private Path folder;
  private Path in;
  private Path out;
  private Path key;

  @BeforeEach
  void files() throws IOException {
    in = Files.createDirectories(folder.resolve("in"));
    out = folder.resolve("out");
    key = folder.resolve("domain.key");
    assertThat(CommandLine.run("key", "create", key).exitCode()).isZero();
    Files.writeString(in.resolve("Patient.ndjson"), PATIENT);
    Files.writeString(in.resolve("Observation.ndjson"), NOTE);
  }

  @Test
  void run_findsInANoteThePatientOfAnotherFile() throws IOException {
    CommandLine run = keyed("expert-determination");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(Files.readString(out.resolve("Observation.ndjson")))
        .contains("metformin")
        .doesNotContainIgnoringCase("quillfeather")
        .doesNotContainIgnoringCase("ione");
    assertThat(run.out())
        .contains("2 files, 2 documents, 2 resources")
        .contains("all files tell of 1 patients")
        .contains("manifest: " + out.resolve("manifest.json") + ", not signed");
    assertThat(Files.readString(out.resolve("manifest.json"))).contains("\"knownPeople\" : 1");
  }

  @Test
  void run_knowsNobodyWhereTheRulesScrubNoText() throws IOException {
    CommandLine run = keyed("limited-data-set");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).doesNotContain("people:");
    assertThat(Files.readString(out.resolve("manifest.json"))).contains("\"knownPeople\" : 0");
  }

  @Test
  void run_givesAPatientOneCodeInAllFilesAndRunsOfADomain() throws IOException {
    assertThat(keyed("gdpr-pseudonymised").exitCode()).isZero();
    String code = code(out);
    assertThat(Files.readString(out.resolve("Observation.ndjson"))).contains("Patient/" + code);
    Path again = folder.resolve("again");
    assertThat(keyedTo(again, "study", "gdpr-pseudonymised").exitCode()).isZero();
    assertThat(code(again)).isEqualTo(code);
    Path other = folder.resolve("other");
    assertThat(keyedTo(other, "registry", "gdpr-pseudonymised").exitCode()).isZero();
    assertThat(code(other)).isNotEqualTo(code);
  }

  @Test
  void run_keepsRandomCodesInTheVaultOfTheDataDirectory() throws Exception {
    Path data = folder.resolve("data");
    CommandLine first = strict(out, data);
    assertThat(first.exitCode()).as(first.err()).isZero();
    // Version 4: random. A keyed code has version 8.
    assertThat(code(out)).matches("[0-9a-f-]{14}4[0-9a-f-]{21}");
    Path again = folder.resolve("again");
    assertThat(strict(again, data).exitCode()).isZero();
    assertThat(again.resolve("Patient.ndjson"))
        .hasSameTextualContentAs(out.resolve("Patient.ndjson"));
    Path third = folder.resolve("third");
    try (EmbeddedStore store = EmbeddedStore.start(data)) {
      CommandLine busy = strict(third, data);
      assertThat(busy.exitCode()).isEqualTo(1);
      assertThat(busy.err())
          .contains(data + " is in use by another running Cloister")
          .hasLineCount(1);
      assertThat(store.restarts()).isZero();
    }
    assertThat(third).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "--preset, safe-harbour, 'no preset safe-harbour; the presets are safe-harbor-strict, '",
    "--preset, '', 'there is no preset'",
    "--domain, Heart Study, '--domain: a pseudonym domain'",
    "--key, none.key, 'none.key'",
    "--sign-key, none.key, 'none.key'",
    "--in, nowhere, '--in: cannot read'",
    "--threads, 0, '--threads must be 1 to 1024'",
    "--on-error, ignore, '--on-error must be stop or skip'",
    "--rules, none.yaml, 'one of --preset and --rules'",
    "--colour, blue, 'unknown argument --colour'"
  })
  void run_stopsWithOneSentenceBeforeAnythingIsWritten(String option, String value, String said) {
    List<Object> words =
        new ArrayList<>(
            List.of(
                "deidentify",
                "--in",
                in,
                "--out",
                out,
                "--preset",
                "expert-determination",
                "--domain",
                "study",
                "--key",
                key));
    int at = words.indexOf(option);
    if (at >= 0) {
      words.set(at + 1, value);
    } else {
      words.addAll(List.of(option, value));
    }
    CommandLine run = CommandLine.run(words.toArray());
    assertThat(run.exitCode()).isNotZero();
    assertThat(run.err()).startsWith("cloister deidentify: ").contains(said).hasLineCount(1);
    assertThat(out).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"--in", "--out", "--domain", "--key"})
  void run_saysWhichOptionIsMissing(String option) {
    List<Object> words =
        new ArrayList<>(
            List.of(
                "deidentify",
                "--preset",
                "gdpr-pseudonymised",
                "--in",
                in,
                "--out",
                out,
                "--domain",
                "study",
                "--key",
                key));
    int at = words.indexOf(option);
    words.remove(at + 1);
    words.remove(at);
    CommandLine run = CommandLine.run(words.toArray());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(option + " is needed");
    assertThat(out).doesNotExist();
  }

  @Test
  void run_neverTakesKeyedCodesWhereTheRulesAskForRandomOnes() throws IOException {
    Path file = Files.writeString(folder.resolve("data"), "no directory");
    CommandLine run = strict(out, file);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains(file.toString()).hasLineCount(1);
    assertThat(out).doesNotExist();
  }

  @Test
  void run_namesNoFileThatIsNamedAfterAPatient() throws IOException {
    Path named = in.resolve("Quillfeather_Ione_1961.ndjson");
    Files.writeString(named, "{\"resourceType\":\"Patient\",\"id\":\n");
    CommandLine run = keyed("gdpr-pseudonymised");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("(input 3 in the order of the paths): line 1, byte ");
    assertThat(run.out() + run.err()).doesNotContain("Quillfeather");
    assertThat(listed(out)).containsExactly("Observation.ndjson", "Patient.ndjson");
  }

  @Test
  void run_goesOnAfterABadLineWasMendedAndRefusesOtherTerms() throws IOException {
    Path bad = in.resolve("Condition.ndjson");
    Files.writeString(bad, "{\"resourceType\":\"Condition\"}\n{\"resourceType\"\n");
    CommandLine stopped = keyed("gdpr-pseudonymised");
    assertThat(stopped.exitCode()).isEqualTo(1);
    assertThat(stopped.err()).contains("Condition.ndjson: line 2, byte ", "give the same command");
    assertThat(keyedTo(out, "registry", "gdpr-pseudonymised").err())
        .contains("the domain has changed since this job began; --restart");
    Files.writeString(bad, "{\"resourceType\":\"Condition\"}\n");
    assertThat(keyed("gdpr-pseudonymised").exitCode()).isZero();
    assertThat(keyed("gdpr-pseudonymised").err()).contains("holds a finished job; --restart");
    assertThat(keyed("gdpr-pseudonymised", "--restart").exitCode()).isZero();
  }

  @Test
  void run_skipsAndCountsWhatCannotBeReleased() throws IOException {
    Files.writeString(
        in.resolve("Condition.ndjson"), "{\"resourceType\":\"Condition\"}\nQuillfeather\n");
    CommandLine run = keyed("gdpr-pseudonymised", "--on-error", "skip");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("skipped: 1 documents");
    assertThat(Files.readString(out.resolve("Condition.ndjson.skipped")))
        .startsWith("2\t")
        .doesNotContain("Quillfeather");
  }

  @Test
  void run_readsAndWritesGzip() throws IOException {
    Path plain = in.resolve("Patient.ndjson");
    try (GZIPOutputStream gzip =
        new GZIPOutputStream(Files.newOutputStream(in.resolve("Patient.ndjson.gz")))) {
      gzip.write(Files.readAllBytes(plain));
    }
    Files.delete(plain);
    assertThat(keyed("gdpr-pseudonymised", "--gzip").exitCode()).isZero();
    try (InputStream unpacked =
        new GZIPInputStream(Files.newInputStream(out.resolve("Patient.ndjson.gz")))) {
      assertThat(new String(unpacked.readAllBytes(), StandardCharsets.UTF_8)).contains("1961");
    }
  }

  @Test
  void run_signsWhatVerifyThenHolds() {
    Path signer = folder.resolve("site.key");
    assertThat(CommandLine.run("models", "create-key", signer).exitCode()).isZero();
    assertThat(keyed("gdpr-pseudonymised", "--sign-key", signer).out())
        .contains("signed by sha256:");
    assertThat(CommandLine.run("deidentify", "verify", out, "--sign-key", signer + ".pub").out())
        .startsWith("OK: 2 files");
  }

  private CommandLine keyed(String preset, Object... more) {
    return keyedTo(out, "study", preset, more);
  }

  private CommandLine keyedTo(Path to, String domain, String preset, Object... more) {
    List<Object> words =
        new ArrayList<>(
            List.of(
                "deidentify",
                "--in",
                in,
                "--out",
                to,
                "--preset",
                preset,
                "--domain",
                domain,
                "--key",
                key));
    words.addAll(Arrays.asList(more));
    return CommandLine.run(words.toArray());
  }

  private CommandLine strict(Path to, Path data) {
    return keyedTo(to, "study", "safe-harbor-strict", "--data", data);
  }

  private static String code(Path directory) throws IOException {
    String patient = Files.readString(directory.resolve("Patient.ndjson"));
    int at = patient.indexOf("\"id\":\"") + 6;
    return patient.substring(at, at + 36);
  }

  private static List<String> listed(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    }
  }
}
