package org.cloister.deid.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeidentifyJobTest {
  private static final int COUNT = 4000;

  @TempDir Path folder;
  private Path in;
  private Path out;

  @BeforeEach
  void folders() {
    in = folder.resolve("in");
    out = folder.resolve("out");
  }

  @Test
  void run_keepsTheOrderOverManyChunksAndThreads() throws Exception {
    JobFixture.write(in.resolve("Patient.ndjson"), JobFixture.lines(COUNT, new Random(1), 2000));
    DeidentifyJob.Report report =
        JobFixture.run(JobFixture.job(JobFixture.options(4), Disk.local()), in, out);
    assertThat(report.faults()).isEmpty();
    assertThat(out.resolve("Patient.ndjson")).hasContent(JobFixture.expected(COUNT));
    assertThat(report.counts().documents()).isEqualTo(COUNT);
    assertThat(report.counts().resources()).containsEntry("Patient", (long) COUNT);
    assertThat(report.counts().actions()).containsEntry("DROPPED", (long) COUNT);
  }

  @Test
  void run_losesAndRepeatsNoLineWhereverItIsKilled() throws Exception {
    Random random = new Random(42);
    JobFixture.write(in.resolve("Patient.ndjson"), JobFixture.lines(5 * COUNT, random, 2000));
    JobFixture.write(in.resolve("Observation.ndjson"), JobFixture.lines(10, random, 20));
    boolean killed = true;
    for (int changes = 0; killed; changes += changes < 12 ? 1 : 1 + random.nextInt(9)) {
      boolean after = random.nextBoolean();
      Path place = out.resolve("killed-" + changes);
      KilledDisk disk = new KilledDisk(changes, after, random);
      try {
        var _ = JobFixture.run(JobFixture.job(JobFixture.options(2), disk), in, place);
      } catch (IOException dead) {
        // the next run goes on
      }
      killed = disk.isDead();
      if (!Files.exists(Manifest.file(place))) {
        var _ = JobFixture.run(JobFixture.job(JobFixture.options(2), Disk.local()), in, place);
      }
      assertThat(
              Files.readString(place.resolve("Patient.ndjson"))
                  .equals(JobFixture.expected(5 * COUNT)))
          .as("killed %s change %d", after ? "after" : "before", changes)
          .isTrue();
      assertThat(place.resolve("Observation.ndjson")).hasContent(JobFixture.expected(10));
      assertThat(Manifest.check(place)).isEqualTo(2);
      assertThat(Files.readString(Manifest.file(place)))
          .contains("\"documents\" : " + (5 * COUNT + 10));
      delete(place);
    }
  }

  @Test
  void run_readsAndWritesGzipAsOnePlainFileWould() throws Exception {
    Files.createDirectories(in);
    try (GZIPOutputStream gzip =
        new GZIPOutputStream(Files.newOutputStream(in.resolve("Patient.ndjson.gz")))) {
      gzip.write(JobFixture.lines(COUNT, new Random(3), 900).getBytes(StandardCharsets.UTF_8));
    }
    JobOptions options = new JobOptions(2, JobOptions.Packing.GZIP, OnError.STOP);
    var _ = JobFixture.run(JobFixture.job(options, Disk.local()), in, out);
    assertThat(unpacked(out.resolve("Patient.ndjson.gz"))).isEqualTo(JobFixture.expected(COUNT));
  }

  @Test
  void run_writesAWholeGzipFileForAnEmptyInput() throws Exception {
    JobFixture.write(in.resolve("Patient.ndjson"), "");
    JobOptions options = new JobOptions(1, JobOptions.Packing.GZIP, OnError.STOP);
    var _ = JobFixture.run(JobFixture.job(options, Disk.local()), in, out);
    assertThat(unpacked(out.resolve("Patient.ndjson.gz"))).isEmpty();
  }

  @Test
  void run_publishesNothingOfAGzipFileThatIsCut() throws Exception {
    Files.createDirectories(in);
    Path file = in.resolve("Patient.ndjson.gz");
    try (GZIPOutputStream gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
      gzip.write(JobFixture.lines(COUNT, new Random(3), 90).getBytes(StandardCharsets.UTF_8));
    }
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
    assertThat(fault()).contains("no whole gzip file");
    assertThat(published()).isEmpty();
  }

  @Test
  void run_stopsAtABadLineAndPublishesNothingOfItsFile() throws Exception {
    JobFixture.write(in.resolve("Patient.ndjson"), "0 a\n1 b\n\n3 bad " + JobFixture.CANARY + "\n");
    assertThat(fault()).endsWith("Patient.ndjson: line 4, byte 12: not JSON");
    assertThat(published()).isEmpty();
  }

  @Test
  void run_publishesTheFileOnceItsBadLineIsMended() throws Exception {
    JobFixture.write(in.resolve("Patient.ndjson"), "0 a\n1 bad\n");
    JobFixture.write(in.resolve("Observation.ndjson"), "0 a\n");
    assertThat(fault()).contains("line 2");
    JobFixture.write(in.resolve("Patient.ndjson"), "0 a\n1 good\n");
    DeidentifyJob.Report report =
        JobFixture.run(JobFixture.job(JobFixture.options(1), Disk.local()), in, out);
    assertThat(report.faults()).isEmpty();
    assertThat(published())
        .containsExactly(
            "Observation.ndjson", "Patient.ndjson", "manifest.json", "manifest.json.sig");
  }

  @Test
  void run_skipsABadLineAndReportsItsNumberAlone() throws Exception {
    JobFixture.write(in.resolve("Patient.ndjson"), "0 a\n1 bad " + JobFixture.CANARY + "\n2 c\n");
    JobOptions options = new JobOptions(1, JobOptions.Packing.PLAIN, OnError.SKIP);
    DeidentifyJob.Report report = JobFixture.run(JobFixture.job(options, Disk.local()), in, out);
    assertThat(report.counts().skipped()).isEqualTo(1);
    assertThat(out.resolve("Patient.ndjson.skipped")).hasContent("2\t7\tnot JSON\n");
    assertThat(out.resolve("Patient.ndjson")).content().doesNotContain("\"n\":1");
  }

  @Test
  void run_goesOnLaterWhenCodesCouldNotBeHad() throws Exception {
    JobFixture.write(in.resolve("Patient.ndjson"), "0 a\n1 later\n");
    assertThat(fault()).contains("the vault does not answer");
    assertThat(published()).isEmpty();
  }

  @Test
  void run_refusesToGoOnWithAChangedInput() throws Exception {
    Path file = JobFixture.write(in.resolve("Patient.ndjson"), "0 a\n1 later\n");
    assertThat(fault()).contains("does not answer");
    Files.writeString(file, "0 a\n1 other\n2 c\n");
    assertThat(fault()).contains("input has changed").contains("--restart");
    assertThat(published()).isEmpty();
  }

  @Test
  void run_refusesToGoOnUnderOtherTerms() throws Exception {
    JobFixture.write(in.resolve("Patient.ndjson"), "0 a\n1 later\n");
    assertThat(fault()).contains("does not answer");
    JobTerms rules = new JobTerms("rules", "bb", "none", "2020", "study", "vault", 0, "1");
    JobTerms domain =
        new JobTerms("rules", "aa", "safe-harbor-strict", "2020", "other", "vault", 0, "1");
    assertThat(fault(rules)).contains("the rule set has changed");
    assertThat(fault(domain)).contains("the domain has changed");
  }

  @Test
  void run_leavesAFinishedJobAsItIsUnlessToldToStartAnew() throws Exception {
    JobFixture.write(in.resolve("Patient.ndjson"), "0 a\n");
    DeidentifyJob job = JobFixture.job(JobFixture.options(1), Disk.local());
    var _ = JobFixture.run(job, in, out);
    assertThatThrownBy(() -> JobFixture.run(job, in, out)).hasMessageContaining("finished job");
    DeidentifyJob.Report again =
        job.run(JobFixture.files(in, out), out, DeidentifyJob.Start.ANEW, JobProgress.none());
    assertThat(again.faults()).isEmpty();
  }

  @Test
  void run_writesNoValueAndNoNameOfTheInputIntoTheManifest() throws Exception {
    String name = JobFixture.CANARY + "_Smith_123-45-6789.json";
    JobFixture.write(in.resolve(name), "0 " + JobFixture.CANARY);
    JobFixture.write(in.resolve("Patient.000.ndjson"), "0 " + JobFixture.CANARY);
    var _ = JobFixture.run(JobFixture.job(JobFixture.options(1), Disk.local()), in, out);
    assertThat(published())
        .containsExactly(
            "Patient.000.ndjson", "document-000002.json", "manifest.json", "manifest.json.sig");
    assertThat(Manifest.file(out))
        .content()
        .contains("\"ruleSetHash\" : \"aa\"")
        .doesNotContain(JobFixture.CANARY)
        .doesNotContain("Smith");
  }

  @Test
  void check_namesTheFileThatIsNotAsItWasWritten() throws Exception {
    JobFixture.write(in.resolve("Patient.ndjson"), "0 a\n");
    var _ = JobFixture.run(JobFixture.job(JobFixture.options(1), Disk.local()), in, out);
    Files.writeString(out.resolve("Patient.ndjson"), "{}\n");
    assertThatThrownBy(() -> Manifest.check(out))
        .isInstanceOf(JobException.class)
        .hasMessage("Patient.ndjson is not as it was written");
  }

  private String fault() throws Exception {
    return fault(JobFixture.TERMS);
  }

  private String fault(JobTerms terms) throws Exception {
    DeidentifyJob.Report report =
        JobFixture.run(JobFixture.job(terms, JobFixture.options(1), Disk.local()), in, out);
    assertThat(report.faults()).hasSize(1);
    String fault = report.faults().getFirst();
    assertThat(fault).doesNotContain(JobFixture.CANARY);
    return fault;
  }

  private List<String> published() throws IOException {
    try (Stream<Path> files = Files.list(out)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    }
  }

  private static String unpacked(Path file) throws IOException {
    try (GZIPInputStream gzip =
        new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
      return new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void delete(Path place) throws IOException {
    try (Stream<Path> files = Files.walk(place)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
