package org.cloister.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/// The child's end of the line to the measuring process: one command a line on standard input, one
/// answer a line on standard output. The end of standard input ends the child, so that no child
/// outlives its parent, however that ended.
public final class ChildControl {
  /// Begins each answer; every other line is the child's own output.
  static final String MARK = "@bench ";

  @FunctionalInterface
  public interface Commands {
    String answer(String command) throws IOException;
  }

  private ChildControl() {}

  /// Listens on a thread of its own and returns at once.
  public static void listen(Commands commands) {
    Thread thread = new Thread(() -> serve(commands), "bench-control");
    thread.setDaemon(true);
    thread.start();
  }

  /// Answers until the parent is gone, then ends this process.
  public static void serve(Commands commands) {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String command = in.readLine(); command != null; command = in.readLine()) {
        System.out.println(MARK + answer(commands, command));
        System.out.flush();
      }
    } catch (IOException parentGone) {
      // ends below, like the end of input
    }
    System.exit(0);
  }

  private static String answer(Commands commands, String command) {
    try {
      return "ok " + commands.answer(command);
    } catch (IOException | RuntimeException e) {
      return "error " + String.valueOf(e.getMessage()).replaceAll("\\R", " ");
    }
  }
}
