package org.cloister.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Another JVM with this one's class path, which listens to [ChildControl] and ends with us.
public final class JavaChild implements AutoCloseable {
  private static final Duration ENDING = Duration.ofSeconds(60);
  private static final int LINES_KEPT = 20;

  private final String name;
  private final Process process;
  private final Writer commands;
  private final LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final Deque<String> output = new ArrayDeque<>();

  /// What to start.
  ///
  /// @param name for messages
  /// @param flags of the JVM
  /// @param main class with the method `main`
  public record Program(String name, List<String> flags, Class<?> main, List<String> arguments) {
    public Program {
      flags = List.copyOf(flags);
      arguments = List.copyOf(arguments);
    }
  }

  private JavaChild(String name, Process process) {
    this.name = name;
    this.process = process;
    this.commands = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
  }

  /// @param directory where a file with the long command line is left
  public static JavaChild start(Program program, Path directory) throws IOException {
    List<String> words = new ArrayList<>(program.flags());
    words.add("-cp");
    words.add(System.getProperty("java.class.path"));
    words.add(program.main().getName());
    words.addAll(program.arguments());
    Path file = directory.resolve(program.name() + ".args");
    Files.write(file, words.stream().map(JavaChild::quoted).toList());
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + file)
            .redirectErrorStream(true);
    builder.environment().remove("CLASSPATH");
    builder.environment().remove("CLOISTER_DATA");
    // The library would report to its vendor; see the models module.
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
    JavaChild child = new JavaChild(program.name(), builder.start());
    Thread reader = new Thread(child::read, "output of " + program.name());
    reader.setDaemon(true);
    reader.start();
    return child;
  }

  private static String quoted(String word) {
    return '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(ChildControl.MARK)) {
          answers.add(line.substring(ChildControl.MARK.length()));
        } else {
          keep(line);
        }
      }
    } catch (IOException ended) {
      // The process is gone; whoever asks it next is told.
    }
  }

  private synchronized void keep(String line) {
    output.addLast(line);
    if (output.size() > LINES_KEPT) {
      output.removeFirst();
    }
  }

  private synchronized String lastOutput() {
    return String.join("\n", output);
  }

  public long pid() {
    return process.pid();
  }

  public ProcessHandle handle() {
    return process.toHandle();
  }

  /// @throws IOException with the child's last output when it has ended
  public void requireAlive() throws IOException {
    if (!process.isAlive()) {
      throw new IOException("the process `" + name + "` has ended:\n" + lastOutput());
    }
  }

  /// Sends a command and waits for its answer.
  public String ask(String command, Duration limit) throws IOException, InterruptedException {
    requireAlive();
    commands.write(command + "\n");
    commands.flush();
    long end = System.nanoTime() + limit.toNanos();
    String answer = null;
    while (answer == null) {
      answer = answers.poll(200, TimeUnit.MILLISECONDS);
      if (answer == null) {
        requireAlive();
        if (System.nanoTime() > end) {
          throw new IOException("the process `" + name + "` does not answer");
        }
      }
    }
    if (!answer.startsWith("ok ")) {
      throw new IOException("the process `" + name + "`: " + answer);
    }
    return answer.substring("ok ".length());
  }

  /// Ends the child in order, and by force if that takes more than a minute.
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
    } catch (IOException ended) {
      // what was wanted
    }
    try {
      if (!process.waitFor(ENDING.toSeconds(), TimeUnit.SECONDS)) {
        var _ = process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      var _ = process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
