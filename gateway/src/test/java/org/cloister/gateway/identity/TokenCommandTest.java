package org.cloister.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenCommandTest {
  @TempDir static Path data;
  private static RunningDemoIssuer running;

  @BeforeAll
  static void start() throws IOException {
    running = new RunningDemoIssuer(data);
    Files.writeString(data.resolve("gateway.json"), "{\"port\":" + running.port() + "}");
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  private record Outcome(int code, String out, String err) {}

  private static Outcome run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        TokenCommand.run(
            args,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Outcome(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void run_printsTheTokenAloneFindingThePortByItself() throws Exception {
    Outcome outcome = run("--client", "ehr", "--purpose", "TREAT", "--data", data.toString());

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out().lines()).hasSize(1);
    assertThat(
            SignedJWT.parse(outcome.out().strip())
                .getJWTClaimsSet()
                .getStringListClaim("purpose_of_use"))
        .containsExactly("TREAT");
  }

  @Test
  void run_printsHelp() {
    Outcome outcome = run("--help");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .contains("--client NAME", "ehr, emergency, research, steward, viewer");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--scope x|--client is required",
        "--client nobody|clients: ehr, emergency, research, steward, viewer, ehr-patient,"
            + " compliance",
        "--client ehr --purpose HRESCH|allowed: TREAT, ETREAT, HOPERAT",
        "--client officer --user officer-3|users of officer: officer-1, officer-2",
        "--client steward --user officer-1|steward has no users",
        "--client ehr --port zero|--port must be",
        "--client ehr --port 70000|--port must be",
        "--client|needs a value",
        "--client ehr --client viewer|given twice",
        "--colour red|unknown option"
      })
  void run_explainsWrongUsageInOneLine(String line, String explanation) {
    Outcome outcome = run(line.split(" "));

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err().lines()).hasSize(1);
    assertThat(outcome.err()).startsWith("cloister token: ").contains(explanation);
  }

  @Test
  void run_saysWhenNoGatewayRuns() {
    Outcome outcome = run("--client", "ehr", "--data", data.toString(), "--port", "1");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err().lines()).hasSize(1);
    assertThat(outcome.err()).contains("127.0.0.1:1", "is ./cloister serve running?");
  }

  @Test
  void run_saysWhenTheDataDirectoryIsAnother(@TempDir Path other) throws IOException {
    String port = Integer.toString(running.port());

    Outcome empty =
        run("--client", "ehr", "--data", other.resolve("none").toString(), "--port", port);
    assertThat(empty.code()).isEqualTo(1);
    assertThat(empty.err()).contains("no client secrets");

    assertThat(DemoIssuer.open(other, running.at("/"), "a", "t")).isNotNull();
    Outcome wrong = run("--client", "ehr", "--data", other.toString(), "--port", port);
    assertThat(wrong.code()).isEqualTo(1);
    assertThat(wrong.err()).contains("does not accept this secret");
  }

  @Test
  void run_refusesASecretThatOthersCanRead(@TempDir Path other) throws IOException {
    assertThat(DemoIssuer.open(other, running.at("/"), "a", "t")).isNotNull();
    Path secret = other.resolve("keys/clients/ehr");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));

    Outcome outcome = run("--client", "ehr", "--data", other.toString());

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err().lines()).hasSize(1);
    assertThat(outcome.err()).contains("chmod 600").doesNotContain(Files.readString(secret));
  }

  @Test
  void run_namesTheScopesThatTheClientMayHave() {
    Outcome outcome =
        run("--client", "viewer", "--scope", "system/Patient.c", "--data", data.toString());

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("viewer may have only the scopes system/*.rs");
  }
}
