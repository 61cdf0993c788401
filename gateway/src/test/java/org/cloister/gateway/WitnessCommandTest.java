package org.cloister.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.cloister.audit.tlog.VerifierKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `./cloister witness` as whoever keeps a witness runs it.
final class WitnessCommandTest {
  private static final String ORIGIN = "log.example/witnessed";

  @TempDir private Path folder;
  private Path key;
  private Path state;
  private String log = "";

  @BeforeEach
  void makeTheLogsKey() {
    key = folder.resolve("witness.key");
    state = folder.resolve("state");
    CommandLine made =
        CommandLine.run("key", "create-log", folder.resolve("log.pem"), "--origin", ORIGIN);
    assertThat(made.exitCode()).as(made.err()).isZero();
    log =
        made.out()
            .lines()
            .flatMap(line -> Arrays.stream(line.split(" ", -1)))
            .filter(word -> VerifierKey.parse(word).isPresent())
            .findFirst()
            .orElseThrow();
  }

  @Test
  void key_makesAFileOfOnesOwnAndPrintsBothPublicHalves() throws Exception {
    CommandLine made = makeKey();

    assertThat(made.exitCode()).as(made.err()).isZero();
    assertThat(made.out().lines().filter(line -> line.startsWith("key: witness.example/w1+")))
        .hasSize(2);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
  }

  @Test
  void key_neverReplacesAFile() throws Exception {
    CommandLine _ = makeKey();
    byte[] before = Files.readAllBytes(key);

    CommandLine again = makeKey();

    assertThat(again.exitCode()).isNotZero();
    assertThat(Files.readAllBytes(key)).isEqualTo(before);
  }

  @Test
  void begin_isDoneOnceForALog() {
    CommandLine _ = makeKey();

    CommandLine first = begin();
    CommandLine second = begin();

    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.out()).contains("begun: " + ORIGIN);
    assertThat(second.exitCode()).isNotZero();
    assertThat(second.err()).isNotBlank().doesNotContain("Exception", "\tat ");
  }

  @Test
  void begin_refusesAStateThatIsNoFolder() throws Exception {
    CommandLine _ = makeKey();
    var _ = Files.createFile(state);

    CommandLine refused = begin();

    assertThat(refused.exitCode()).isEqualTo(Main.USAGE);
    assertThat(refused.err())
        .hasLineCount(1)
        .contains("the state folder")
        .contains("cannot be made");
  }

  @Test
  void watch_doesNotStartWithoutAStateThatWasBegun() {
    CommandLine _ = makeKey();
    assertThat(watch("127.0.0.1:0").err()).contains("there is no state folder");

    CommandLine _ = begin();
    CommandLine otherLog =
        CommandLine.run("key", "create-log", folder.resolve("other.pem"), "--origin", "other/log");
    CommandLine other =
        CommandLine.run(
            "witness",
            "--key",
            key,
            "--state",
            state,
            "--log",
            otherLog.out().strip().lines().toList().getLast());
    assertThat(other.exitCode()).isNotZero();
    assertThat(other.err()).isNotBlank().doesNotContain("Exception", "\tat ");
  }

  @Test
  void watch_doesNotStartBesideAnotherOnTheSameState() throws Exception {
    CommandLine _ = makeKey();
    CommandLine _ = begin();
    try (FileChannel channel = FileChannel.open(state.resolve("lock"), StandardOpenOption.WRITE);
        var _ = channel.lock()) {
      CommandLine second = watch("127.0.0.1:0");
      assertThat(second.exitCode()).isEqualTo(Main.USAGE);
      assertThat(second.err()).contains("another witness uses the state folder");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"7280", "127.0.0.1:many", "127.0.0.1:65536", "no.such.host.invalid:1"})
  void watch_refusesAnAddressThatIsNone(String listen) {
    CommandLine _ = makeKey();
    CommandLine _ = begin();

    CommandLine refused = watch(listen);

    assertThat(refused.exitCode()).isEqualTo(Main.USAGE);
    assertThat(refused.err()).contains("--listen must be HOST:PORT");
  }

  @Test
  void watch_refusesToWatchNothing() {
    CommandLine _ = makeKey();
    CommandLine refused = CommandLine.run("witness", "--key", key, "--state", state);
    assertThat(refused.exitCode()).isEqualTo(Main.USAGE);
    assertThat(refused.err()).contains("--log is needed");
    assertThat(CommandLine.run("witness", "--help").out()).contains("usage: cloister witness");
  }

  @Test
  void watch_answersUntilItIsToldToEnd() throws Exception {
    CommandLine _ = makeKey();
    CommandLine _ = begin();
    int port = freePort();
    Thread watching =
        Thread.ofPlatform()
            .start(() -> {
              CommandLine _ = watch("127.0.0.1:" + port);
            });
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI address = URI.create("http://127.0.0.1:" + port + "/add-checkpoint");
      assertThat(status(http, address)).isEqualTo(400);
    } finally {
      watching.interrupt();
      assertThat(watching.join(Duration.ofSeconds(10))).isTrue();
    }
  }

  private static int status(HttpClient http, URI address) throws Exception {
    Instant end = Instant.now().plusSeconds(10);
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .POST(HttpRequest.BodyPublishers.ofString("no checkpoint"))
            .build();
    while (true) {
      try {
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      } catch (IOException notYet) {
        assertThat(Instant.now()).isBefore(end);
        Thread.sleep(50);
      }
    }
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private CommandLine makeKey() {
    return CommandLine.run("witness", "key", key, "--name", "witness.example/w1");
  }

  private CommandLine begin() {
    return CommandLine.run("witness", "begin", "--key", key, "--state", state, "--log", log);
  }

  private CommandLine watch(String listen) {
    return CommandLine.run(
        "witness", "--key", key, "--state", state, "--log", log, "--listen", listen);
  }
}
