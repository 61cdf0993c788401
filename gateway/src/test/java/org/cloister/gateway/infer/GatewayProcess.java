package org.cloister.gateway.infer;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// `cloister serve` as a process of its own, with the class path of this JVM: what can be killed,
/// and whose whole console and temporary folder can be looked through.
final class GatewayProcess implements AutoCloseable {
  private static final Duration LONGEST_START = Duration.ofSeconds(90);

  private final Path home;
  private final int port;
  private final Process process;

  private GatewayProcess(Path home, int port) throws IOException {
    this.home = home;
    this.port = port;
    this.process = launch();
  }

  /// Starts one in a new folder, on a free port; returns when it accepts connections.
  static GatewayProcess start() throws IOException {
    GatewayProcess gateway =
        new GatewayProcess(Files.createTempDirectory("cloister-gateway-process"), freePort());
    gateway.awaitServing();
    return gateway;
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

  Path data() {
    return home.resolve("data");
  }

  /// Everything that the process printed, native libraries included.
  Path console() {
    return home.resolve("console");
  }

  /// The process's `java.io.tmpdir` and working directory.
  Path temporary() {
    return home.resolve("tmp");
  }

  /// The objects that the process keeps alive now, as a heap dump: below the folder that is
  /// returned.
  Path dumpHeap(String name) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("cloister-heap-" + name);
    Process dump =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                String.valueOf(process.pid()),
                "GC.heap_dump",
                folder.resolve("heap.hprof").toString())
            .redirectErrorStream(true)
            .redirectOutput(Redirect.DISCARD)
            .start();
    if (!dump.waitFor(60, TimeUnit.SECONDS) || dump.exitValue() != 0) {
      throw new IOException("the heap could not be dumped");
    }
    return folder;
  }

  URI server() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /// Returns when the port is open, which is when calls are answered.
  void awaitServing() throws IOException {
    long deadline = System.nanoTime() + LONGEST_START.toNanos();
    while (System.nanoTime() < deadline && process.isAlive()) {
      if (Files.exists(data().resolve("gateway.json")) && isServing()) {
        return;
      }
      Pause.millis(20);
    }
    throw new IOException("the gateway does not serve:\n" + Files.readString(console()));
  }

  private boolean isServing() {
    try (var socket = new java.net.Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private Process launch() throws IOException {
    Files.createDirectories(temporary());
    // A file, because a long command line is not safe everywhere; this is Java's own way out.
    Path arguments = home.resolve("java.args");
    Files.write(
        arguments,
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:TieredStopAtLevel=1",
            "-Xmx512m",
            "-Djava.io.tmpdir=" + temporary(),
            "-cp",
            System.getProperty("java.class.path")));
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new ProcessBuilder(
            java.toString(),
            "@" + arguments,
            "org.cloister.gateway.Main",
            "serve",
            "--port",
            String.valueOf(port),
            "--data",
            data().toString())
        .directory(temporary().toFile())
        .redirectErrorStream(true)
        .redirectOutput(Redirect.appendTo(console().toFile()))
        .start();
  }

  /// Asks it to end (SIGTERM) and waits until it has.
  @Override
  public void close() {
    try {
      process.destroy();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
  }
}
