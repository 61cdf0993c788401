package org.cloister.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The command as a process of its own, ended from outside while it works.
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class DeidentifyKillTest {
  private static final int LINES = 12_000;
  private static final Pattern DONE = Pattern.compile("\"inputOffset\":([1-9][0-9]*)");

  @TempDir private Path folder;
  private Path in;
  private Path key;

  @BeforeEach
  void files() throws IOException {
    in = folder.resolve("Observation.ndjson");
    key = folder.resolve("domain.key");
    assertThat(CommandLine.run("key", "create", key).exitCode()).isZero();
    String dropped = "x".repeat(4000);
    try (BufferedWriter lines = Files.newBufferedWriter(in)) {
      for (int i = 0; i < LINES; i++) {
        lines.write(
            "{\"resourceType\":\"Observation\",\"id\":\"o%d\",\"valueString\":\"%s\"}\n"
                .formatted(i, dropped));
      }
    }
  }

  @Test
  void run_losesAndRepeatsNoLineAfterKillNine() throws Exception {
    Path out = folder.resolve("killed");
    Process child = child(out);
    awaitJournal(out, child);
    // SIGKILL: nothing of the process runs after it.
    child.destroyForcibly();
    assertThat(child.waitFor()).isEqualTo(137);
    assertGoesOnToTheSame(out);
  }

  @Test
  void run_endsCleanlyWhenItIsTold() throws Exception {
    Path out = folder.resolve("ended");
    Process child = child(out);
    awaitJournal(out, child);
    // By its handle, which leaves what it printed to be read.
    assertThat(child.toHandle().destroy()).isTrue();
    assertThat(child.waitFor()).isEqualTo(143);
    assertThat(new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("stopped; the same command goes on from here");
    assertGoesOnToTheSame(out);
  }

  private void assertGoesOnToTheSame(Path out) throws IOException {
    assertThat(out.resolve("manifest.json")).doesNotExist();
    assertThat(out.resolve("Observation.ndjson")).doesNotExist();
    CommandLine resumed = CommandLine.run(arguments(out));
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    Path unbroken = folder.resolve("unbroken");
    assertThat(CommandLine.run(arguments(unbroken)).exitCode()).isZero();
    assertThat(
            Files.mismatch(
                out.resolve("Observation.ndjson"), unbroken.resolve("Observation.ndjson")))
        .isEqualTo(-1);
    assertThat(Files.readString(out.resolve("manifest.json"))).contains("\"documents\" : " + LINES);
  }

  private Object[] arguments(Path out) {
    return new Object[] {
      "deidentify",
      "--in",
      in,
      "--out",
      out,
      "--preset",
      "limited-data-set",
      "--domain",
      "study",
      "--key",
      key,
      "--threads",
      "1"
    };
  }

  private Process child(Path out) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    for (Object argument : arguments(out)) {
      words.add(argument.toString());
    }
    return new ProcessBuilder(words).redirectErrorStream(true).start();
  }

  /// Until a part of the file is done and counted.
  private static void awaitJournal(Path out, Process child) throws Exception {
    Path journal = out.resolve(".job").resolve("Observation.ndjson.journal");
    while (true) {
      assertThat(child.isAlive()).as("ended too early").isTrue();
      if (Files.exists(journal)) {
        Matcher done = DONE.matcher(Files.readString(journal));
        if (done.find()) {
          return;
        }
      }
      Thread.sleep(2);
    }
  }
}
