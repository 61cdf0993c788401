package org.cloister.bench.crash;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cloister.gateway.RunningGateway;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.identity.TokenClient;
import org.cloister.gateway.identity.TokenClient.TokenRequest;

/// `cloister serve` as a process of its own, from the class path of this JVM: what can be killed,
/// stopped and started again on the same data and port.
final class GatewayUnderTest implements AutoCloseable {
  private static final Duration LONGEST_START = Duration.ofMinutes(5);
  private static final Duration LONGEST_TOKEN = Duration.ofSeconds(90);

  /// After a rehearsal the cache is written at the end.
  private static final Duration LONGEST_END = Duration.ofMinutes(2);

  private static final Duration POLL = Duration.ofMillis(20);

  private static final List<String> EVERY_START =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-XX:-CreateCoredumpOnCrash",
          "-XX:+ExitOnOutOfMemoryError",
          // Started again and again, it never gets to profit from the second compiler.
          "-XX:TieredStopAtLevel=1",
          "-Xmx512m");

  private final Path home;
  private final int port;
  private final List<String> flags;
  private Process process;

  private GatewayUnderTest(Path home, int port, List<String> flags) throws IOException {
    this.home = home;
    this.port = port;
    this.flags = List.copyOf(flags);
    this.process = launch();
  }

  /// Starts one on a free port; returns when it accepts connections.
  ///
  /// @param home its folder `data` may exist and be empty
  /// @param flags of the Java virtual machine, beside those that every start has
  static GatewayUnderTest start(Path home, List<String> flags) throws IOException {
    GatewayUnderTest gateway = new GatewayUnderTest(home, freePort(), flags);
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

  /// Whether the gateway comes from a jar, as after a build, and not from folders of classes.
  static boolean isOfJars() {
    try {
      return Files.isRegularFile(
          Path.of(
              RunningGateway.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException("the place of a class is no URI", impossible);
    }
  }

  /// This JVM's, without the folders of the bench's own classes where all else is jars.
  private static String classPath() {
    String all = System.getProperty("java.class.path");
    return isOfJars()
        ? Stream.of(all.split(File.pathSeparator))
            .filter(entry -> Files.isRegularFile(Path.of(entry)))
            .collect(Collectors.joining(File.pathSeparator))
        : all;
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
    List<String> words = new ArrayList<>(EVERY_START);
    words.addAll(flags);
    words.addAll(List.of("-Djava.io.tmpdir=" + temporary, "-cp", '"' + classPath() + '"'));
    Files.write(arguments, words);
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
      if (!process.waitFor(LONGEST_END.toSeconds(), TimeUnit.SECONDS)) {
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
