package org.cloister.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.cloister.audit.AuditException;
import org.cloister.audit.LogIdentity;
import org.cloister.audit.tlog.VerifierKey;
import org.cloister.deid.sealing.KeyFile;
import org.cloister.deid.sealing.SealingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the commands print and return before, and without, a running gateway.
final class CommandsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"help", "--help"})
  void help_namesEveryCommand(String word) {
    CommandLine help = CommandLine.run(word);
    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).contains("demo", "serve", "token", "report", "verify", "key");
    assertThat(help.err()).isEmpty();
    assertThat(CommandLine.run()).isEqualTo(help);
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "serve", "token", "report", "verify", "key"})
  void everyCommand_explainsItself(String command) {
    CommandLine help = CommandLine.run(command, "--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).containsIgnoringCase("usage: ").contains("cloister " + command);
    assertThat(help.err()).isEmpty();
  }

  @Test
  void anUnknownCommand_isWrongUsage() {
    CommandLine unknown = CommandLine.run("infer");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.out()).isEmpty();
    assertThat(unknown.err()).contains("no command of this name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "serve", "token", "verify"})
  void anUnknownOption_isWrongUsageInOneLine(String command) {
    // The impossible port ends a command that would overlook the first fault.
    CommandLine wrong = CommandLine.run(command, "--colour", "blue", "--port", "0");
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.out()).isEmpty();
    assertThat(wrong.err().lines())
        .singleElement()
        .asString()
        .startsWith("cloister " + command + ": ")
        .contains("--colour", "--help");
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "serve"})
  void aPortThatIsTaken_isToldBeforeAnythingIsStarted(String command) throws IOException {
    Path data = folder.resolve("data");
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CommandLine taken = CommandLine.run(command, "--port", other.getLocalPort(), "--data", data);
      assertThat(taken.exitCode()).isEqualTo(2);
      assertThat(taken.err())
          .isEqualTo(
              "cloister %s: port %d of 127.0.0.1 is taken; end what listens there or choose --port N\n"
                  .formatted(command, other.getLocalPort()));
    }
    assertThat(data).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cloister.properties", "cloister.yaml"})
  void serve_looksAtThePortOfItsFile_unlessTheCommandLineNamesOne(String name) throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path config = folder.resolve(name);
      Files.writeString(
          config,
          name.endsWith(".yaml")
              ? "server:\n  port: " + other.getLocalPort() + "\n"
              : "server.port=" + other.getLocalPort() + "\n");
      assertThat(serve(config).err()).contains("port " + other.getLocalPort()).contains("is taken");
      // Past the look at the port: what fails now is that a hospital's settings are missing.
      CommandLine further = serve(config, "--port", freePort());
      assertThat(further.exitCode()).isEqualTo(1);
      assertThat(further.err()).contains("is not set").hasLineCount(1);
    }
  }

  @Test
  void serve_refusesADemoThatWouldTakeThePlaceOfTheHospitalsIssuer() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("both.properties"),
            "cloister.gateway.demo=true\ncloister.identity.issuer=https://issuer.example\n");
    CommandLine refused =
        serve(config, "--port", freePort(), "--data", folder.resolve("data").toString());
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .contains("cloister.gateway.demo", "cloister.identity", "one of the two")
        .hasLineCount(1);
  }

  @Test
  void serve_refusesAPasswordThatOthersMayRead() throws IOException {
    Path password = Files.writeString(folder.resolve("db.password"), "secret-7f");
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-r--r--"));
    Path config =
        Files.writeString(
            folder.resolve("external.properties"),
            """
            cloister.identity.issuer=https://issuer.example
            cloister.store.url=jdbc:postgresql://127.0.0.1:1/cloister
            cloister.store.username=cloister
            cloister.store.password-file=%s
            """
                .formatted(password));
    CommandLine refused = serve(config, "--port", freePort());
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains(password.toString(), "chmod 600").hasLineCount(1);
    assertThat(refused.err() + refused.out()).doesNotContain("secret-7f");
  }

  private static CommandLine serve(Path config, Object... more) {
    Object[] all = new Object[more.length + 3];
    System.arraycopy(new Object[] {"serve", "--config", config}, 0, all, 0, 3);
    System.arraycopy(more, 0, all, 3, more.length);
    return CommandLine.run(all);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void keyCreate_makesAKeyThatOnlyItsOwnerCanRead() throws IOException, SealingException {
    Path file = folder.resolve("encryption.key");
    CommandLine created = CommandLine.run("key", "create", file);
    assertThat(created.exitCode()).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(created.out()).contains(KeyFile.load(file).id());
    String secret = Files.readAllLines(file).get(1);
    assertThat(created.out() + created.err()).doesNotContain(secret);
  }

  @Test
  void keyCreateLog_printsThePublicKeysOnly() throws IOException, AuditException {
    Path file = folder.resolve("log.pem");
    CommandLine created =
        CommandLine.run("key", "create-log", file, "--origin", "log.hospital.example/cloister");
    assertThat(created.exitCode()).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(created.out().lines().map(line -> VerifierKey.parse(line).orElseThrow()))
        .isEqualTo(LogIdentity.load("log.hospital.example/cloister", file).verifierKeys());
  }

  @Test
  void key_neverReplacesAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("taken"), "the only copy");
    CommandLine key = CommandLine.run("key", "create", file);
    CommandLine log = CommandLine.run("key", "create-log", file, "--origin", "log.example");
    assertThat(List.of(key.exitCode(), log.exitCode())).containsOnly(1);
    assertThat(key.err()).startsWith("cloister key: ").contains(file.toString());
    assertThat(log.err()).startsWith("cloister key: ").contains("exists already");
    assertThat(file).hasContent("the only copy");
  }

  @Test
  void key_isWrongUsageWithoutAnActAFileOrAnOrigin() {
    Path file = folder.resolve("none");
    assertThat(CommandLine.run("key").exitCode()).isEqualTo(2);
    assertThat(CommandLine.run("key", "create").exitCode()).isEqualTo(2);
    assertThat(CommandLine.run("key", "destroy", file).exitCode()).isEqualTo(2);
    assertThat(CommandLine.run("key", "create", file, "--origin", "x").exitCode()).isEqualTo(2);
    assertThat(CommandLine.run("key", "create-log", file).exitCode()).isEqualTo(2);
    assertThat(file).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two words", "a+b"})
  void keyCreateLog_leavesNoFileForAnOriginThatNoLogCanHave(String origin) {
    Path file = folder.resolve("log.pem");
    CommandLine refused = CommandLine.run("key", "create-log", file, "--origin", origin);
    assertThat(refused.exitCode()).isNotZero();
    assertThat(file).doesNotExist();
  }
}
