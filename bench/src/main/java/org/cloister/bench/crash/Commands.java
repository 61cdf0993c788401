package org.cloister.bench.crash;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Programs of the operating system, run to their end.
final class Commands {
  private Commands() {}

  /// @throws IOException when the program does not end with 0, with the first line that it printed
  static void run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exit = process.onExit().join().exitValue();
    if (exit != 0) {
      throw new IOException(
          command.getFirst() + ": " + output.lines().findFirst().orElse("exit code " + exit));
    }
  }

  /// Sends a signal to processes, in this order. Some of them may have ended already.
  ///
  /// @param signal without `SIG`
  static void signal(String signal, List<Long> processes) throws IOException {
    // The shell's own kill: not every machine has it as a program.
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "kill -" + signal + " \"$@\"", "sh"));
    processes.forEach(process -> command.add(process.toString()));
    try {
      run(command);
    } catch (IOException e) {
      boolean allLeft = processes.stream().allMatch(p -> ProcessHandle.of(p).isPresent());
      if (allLeft) {
        throw e;
      }
    }
  }
}
