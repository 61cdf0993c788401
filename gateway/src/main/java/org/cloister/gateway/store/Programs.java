package org.cloister.gateway.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Runs the system's and PostgreSQL's programs with an environment that holds nothing of ours.
final class Programs {
  private static final long LIMIT_SECONDS = 120;

  /// How a program ended and everything that it printed.
  record Ended(int exitCode, String output) {}

  private Programs() {}

  /// A process that sees a path, a language and nothing else of this process: no variable of ours
  /// can hold a secret that PostgreSQL would pass on, and none can change how it behaves.
  static ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(Path.of("/").toFile());
    String path = System.getenv("PATH");
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("PATH", (path == null ? "" : path + ":") + "/usr/sbin:/usr/bin:/sbin:/bin");
    environment.put("LC_ALL", "C");
    return builder.redirectErrorStream(true);
  }

  /// Runs a program to its end, two minutes at most.
  ///
  /// @param input what the program reads from its standard input
  static Ended run(List<String> command, String input) throws IOException {
    Process process = builder(command).start();
    CompletableFuture.delayedExecutor(LIMIT_SECONDS, TimeUnit.SECONDS)
        .execute(process::destroyForcibly);
    try (var out = process.getInputStream()) {
      feed(process, input);
      String output = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      return new Ended(process.waitFor(), output);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a program ran", e);
    } finally {
      var _ = process.destroyForcibly();
    }
  }

  private static void feed(Process process, String input) {
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException endedBeforeItRead) {
      // Its exit code and its output tell why.
    }
  }

  /// Whether the program exists and ends with exit code 0.
  static boolean succeeds(List<String> command) {
    try {
      return run(command, "").exitCode() == 0;
    } catch (IOException notThere) {
      return false;
    }
  }

  /// What a program that every Linux has prints.
  static String output(List<String> command) {
    try {
      return run(command, "").output();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
