package org.cloister.deid.job;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// A step that stands in for the engine, and inputs for it.
final class JobFixture {
  static final String CANARY = "Zzyzxcanary";
  static final JobTerms TERMS =
      new JobTerms("rules", "aa", "safe-harbor-strict", "2020", "study", "vault", 0, "1");
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);

  private JobFixture() {}

  /// Writes the number before the canary; rejects what holds `bad`.
  static final Step NUMBERS =
      Step.each((buffer, at) -> {
        String line = new String(buffer, at.from(), at.length(), StandardCharsets.UTF_8).strip();
        if (line.contains("bad")) {
          return new Step.Rejected(3, "not JSON");
        }
        if (line.contains("later")) {
          return new Step.Unavailable("the vault does not answer");
        }
        String out =
            "{\"resourceType\":\"Patient\",\"n\":" + line.substring(0, line.indexOf(' ')) + "}";
        return new Step.Written(out.getBytes(StandardCharsets.UTF_8), Map.of("DROPPED", 1L));
      });

  /// Lines of random length, numbered.
  static String lines(int count, Random random, int longest) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(i).append(' ').append(CANARY).append("x".repeat(random.nextInt(longest)));
      text.append('\n');
    }
    return text.toString();
  }

  static String expected(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append("{\"resourceType\":\"Patient\",\"n\":").append(i).append("}\n");
    }
    return text.toString();
  }

  static JobOptions options(int threads) {
    return new JobOptions(threads, JobOptions.Packing.PLAIN, OnError.STOP);
  }

  static DeidentifyJob job(JobOptions options, Disk disk) {
    return job(TERMS, options, disk);
  }

  static DeidentifyJob job(JobTerms terms, JobOptions options, Disk disk) {
    return new DeidentifyJob(
        NUMBERS,
        terms,
        options,
        Optional.of(_ -> "signed".getBytes(StandardCharsets.UTF_8)),
        CLOCK,
        disk);
  }

  static DeidentifyJob.Report run(DeidentifyJob job, Path in, Path out)
      throws IOException, InterruptedException, JobException {
    return job.run(files(in, out), out, DeidentifyJob.Start.CONTINUE, JobProgress.none());
  }

  static List<InputFile> files(Path in, Path out) throws JobException {
    return InputFile.at(in, out, Set.of("Patient", "Observation"));
  }

  @CanIgnoreReturnValue
  static Path write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
