package org.cloister.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// What a figure depends on besides the product. Linux only.
public final class Machine {
  private Machine() {}

  public static Map<String, Object> describe() throws IOException {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("cpu", lineOf(Path.of("/proc/cpuinfo"), "model name"));
    facts.put("cores", Runtime.getRuntime().availableProcessors());
    facts.put("memory", lineOf(Path.of("/proc/meminfo"), "MemTotal"));
    facts.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("java", Runtime.version().toString());
    facts.put(
        "jvm", System.getProperty("java.vm.vendor") + " " + System.getProperty("java.vm.name"));
    return facts;
  }

  /// Averages over 1, 5 and 15 minutes of tasks that run or want to.
  public static String loadAverage() throws IOException {
    String[] fields = Files.readString(Path.of("/proc/loadavg")).split(" ", -1);
    return fields[0] + " " + fields[1] + " " + fields[2];
  }

  /// The checkout's commit, with `+` behind it when files differ from it; `unknown` outside of one.
  public static String commit(Path root) throws IOException, InterruptedException {
    String commit = git(root, "rev-parse", "--short=12", "HEAD");
    if (commit.isEmpty()) {
      return "unknown";
    }
    return git(root, "status", "--porcelain", "--untracked-files=no").isEmpty()
        ? commit
        : commit + "+";
  }

  private static String git(Path root, String... arguments)
      throws IOException, InterruptedException {
    String[] command = new String[arguments.length + 3];
    command[0] = "git";
    command[1] = "-C";
    command[2] = root.toString();
    System.arraycopy(arguments, 0, command, 3, arguments.length);
    Process process;
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException noGit) {
      return "";
    }
    String output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0 ? output.strip() : "";
  }

  private static String lineOf(Path file, String name) throws IOException {
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith(name)) {
        return line.substring(line.indexOf(':') + 1).strip();
      }
    }
    return "unknown";
  }
}
