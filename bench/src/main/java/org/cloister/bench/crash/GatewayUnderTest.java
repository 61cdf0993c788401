package org.cloister.bench.crash;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.identity.TokenClient;
import org.cloister.gateway.identity.TokenClient.TokenRequest;

/// `cloister serve` as a process of its own, with the class path of this JVM: what can be killed,
/// stopped and started again on the same data and port.
final class GatewayUnderTest implements AutoCloseable {
  private static final Duration LONGEST_START = Duration.ofMinutes(5);
  private static final Duration LONGEST_TOKEN = Duration.ofSeconds(90);
  private static final Duration POLL = Duration.ofMillis(20);

  private final Path home;
  private final int port;
  private Process process;

  private GatewayUnderTest(Path home, int port) throws IOException {
    this.home = home;
    this.port = port;
    this.process = launch();
  }

  /// Starts one on a free port; returns when it accepts connections.
  ///
  /// @param home its folder `data` may exist and be empty
  static GatewayUnderTest start(Path home) throws IOException {
    GatewayUnderTest gateway = new GatewayUnderTest(home, freePort());
    try {
      gateway.awaitServing();
      return gateway;
    } catch (IOException notInTime) {
      gateway.close();
      throw notInTime;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// Kills the process (SIGKILL) and returns when it is gone.
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /// Starts it again; returns at once.
  void restart() throws IOException {
    process = launch();
  }

  void suspend() throws IOException {
    Commands.signal("STOP", List.of(process.pid()));
  }

  void resume() throws IOException {
    Commands.signal("CONT", List.of(process.pid()));
  }

  boolean isRunning() {
    return process.isAlive();
  }

  Path data() {
    return home.resolve("data");
  }

  /// Everything that the process printed.
  Path console() {
    return home.resolve("console");
  }

  URI server() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /// The `Authorization` header of a fresh token; it lives for five minutes. A busy issuer is asked
  /// again.
  String token() throws IOException {
    long deadline = System.nanoTime() + LONGEST_TOKEN.toNanos();
    while (true) {
      try {
        return switch (new TokenClient(data(), port).request(TokenRequest.of(DemoClient.EHR))) {
          case TokenClient.Granted(var token) -> token.header();
          case TokenClient.Refused(var error, _) -> throw new IOException(error);
        };
      } catch (IOException busy) {
        if (System.nanoTime() > deadline) {
          throw busy;
        }
        Pause.of(POLL);
      }
    }
  }

  private void awaitServing() throws IOException {
    long deadline = System.nanoTime() + LONGEST_START.toNanos();
    while (System.nanoTime() < deadline && process.isAlive()) {
      if (Files.exists(data().resolve("gateway.json")) && isServing()) {
        return;
      }
      Pause.of(POLL);
    }
    throw new IOException("the gateway does not serve:\n" + Files.readString(console()));
  }

  private boolean isServing() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private Process launch() throws IOException {
    Path temporary = Files.createDirectories(home.resolve("tmp"));
    // A file, because a long command line is not safe everywhere; this is Java's own way out.
    Path arguments = home.resolve("java.args");
    Files.write(
        arguments,
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:+ExitOnOutOfMemoryError",
            // Started again and again, it never gets to profit from the second compiler.
            "-XX:TieredStopAtLevel=1",
            "-Xmx512m",
            "-Djava.io.tmpdir=" + temporary,
            "-cp",
            '"' + System.getProperty("java.class.path") + '"'));
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    ProcessBuilder builder =
        new ProcessBuilder(
                java.toString(),
                "@" + arguments,
                "org.cloister.gateway.Main",
                "serve",
                "--port",
                String.valueOf(port),
                "--data",
                data().toString())
            .directory(temporary.toFile())
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(console().toFile()));
    builder.environment().remove("CLASSPATH");
    builder.environment().remove("CLOISTER_DATA");
    return builder.start();
  }

  /// Asks it to end (SIGTERM) and waits until it has.
  @Override
  public void close() {
    try {
      Commands.signal("CONT", List.of(process.pid()));
      process.destroy();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (IOException e) {
      kill();
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
  }
}
