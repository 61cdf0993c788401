package org.cloister.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void help_listsTheBenches() {
    assertThat(run("--help")).isEqualTo(Main.OK);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("infer", "audit", "crash", "deid");
  }

  @Test
  void help_ofABenchListsItsOptions() {
    assertThat(run("infer", "--help")).isEqualTo(Main.OK);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("--seconds", "--callers", "--data");
  }

  @Test
  void help_ofTheAuditBenchListsItsOptions() {
    assertThat(run("audit", "--help")).isEqualTo(Main.OK);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("--records", "--seconds", "--keys", "--data");
  }

  @Test
  void help_ofTheCrashBenchListsItsOptions() {
    assertThat(run("crash", "--help")).isEqualTo(Main.OK);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("--rounds", "--minutes", "--callers", "--seed", "--data");
  }

  @Test
  void help_ofTheDeidBenchListsItsOptions() {
    assertThat(run("deid", "--help")).isEqualTo(Main.OK);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("--seconds", "--input", "--notes", "--http-input", "--stream-gb", "--only");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing",
        "infer --seconds",
        "infer --seconds soon",
        "infer --seconds 11",
        "infer --seconds 3601",
        "infer --callers 0",
        "infer --callers 251",
        "infer --data /no/such/folder",
        "infer --fast",
        "infer 60",
        "audit --records 9999",
        "audit --keys",
        "crash --rounds",
        "crash --rounds 0",
        "crash --seed -1",
        "crash --data /no/such/folder",
        "deid --input /no/such/file",
        "deid --stream-gb 0",
        "deid --only",
        "deid --only speed",
        "deid --seconds 19"
      })
  void wrongUsage_isTwoAndOneSentence(String commandLine) {
    assertThat(run(commandLine.split(" "))).isEqualTo(Main.USAGE);
    assertThat(out.size()).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .startsWith("cloister bench: ");
  }

  private int run(String... arguments) {
    return Main.run(
        arguments,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }
}
