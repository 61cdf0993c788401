package org.cloister.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// CPU time as the kernel accounts it, in nanoseconds, user and system together (proc(5)).
public final class CpuTime {
  /// The name of the compiler's threads in [#byThreads].
  public static final String COMPILER = "compiler";

  /// One tick of `/proc/PID/stat`: USER_HZ is 100 on every Linux that Java runs on.
  private static final long TICK_NANOS = 10_000_000;

  /// Indexes behind the command's closing parenthesis, which may itself hold spaces: fields 14 to
  /// 17 of `/proc/PID/stat`.
  private static final int UTIME = 11;

  private static final int CUTIME = 13;

  private CpuTime() {}

  /// Of the process itself, without its children.
  public static long ofProcess(long pid) throws IOException {
    List<String> stat = stat(pid);
    return ticks(stat, UTIME);
  }

  /// Of all descendants, those that have ended included; not of the process itself.
  public static long ofDescendants(ProcessHandle process) throws IOException {
    long nanos = 0;
    for (ProcessHandle descendant : process.descendants().toList()) {
      try {
        List<String> stat = stat(descendant.pid());
        nanos += ticks(stat, UTIME) + ticks(stat, CUTIME);
      } catch (NoSuchFileException ended) {
        // Its parent's account holds its time from now on.
      }
    }
    return nanos;
  }

  /// Of everything on this machine, the hypervisor's theft included.
  public static long ofMachine() throws IOException {
    String[] fields = firstLine(Path.of("/proc/stat")).split(" +", -1);
    long ticks = 0;
    // cpu user nice system idle iowait irq softirq steal
    for (int i : new int[] {1, 2, 3, 6, 7, 8}) {
      ticks += Long.parseLong(fields[i]);
    }
    return ticks * TICK_NANOS;
  }

  /// Of the process's threads, summed by what they do.
  public static Map<String, Long> byThreads(long pid) throws IOException {
    Map<String, Long> groups = new TreeMap<>();
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
      for (Path task : tasks.toList()) {
        try {
          String name = firstLine(task.resolve("comm"));
          String schedule = firstLine(task.resolve("schedstat"));
          groups.merge(
              group(name), Long.parseLong(schedule.substring(0, schedule.indexOf(' '))), Long::sum);
        } catch (IOException ended) {
          // A thread may end between the listing and the reading.
        }
      }
    }
    return groups;
  }

  /// Java gives the kernel the first seven and the last six characters of a longer name.
  static String group(String thread) {
    if (thread.startsWith("http-")) {
      return thread.endsWith("Poller") ? "web poller" : "web requests";
    }
    if (thread.startsWith("G1 ") || thread.startsWith("GC Thread")) {
      return "garbage collector";
    }
    if (thread.startsWith("C1 ") || thread.startsWith("C2 ")) {
      return COMPILER;
    }
    return thread.replaceAll("[-#0-9 ]+$", "");
  }

  private static long ticks(List<String> stat, int first) {
    return (Long.parseLong(stat.get(first)) + Long.parseLong(stat.get(first + 1))) * TICK_NANOS;
  }

  private static List<String> stat(long pid) throws IOException {
    String line = firstLine(Path.of("/proc/" + pid + "/stat"));
    return List.of(line.substring(line.lastIndexOf(')') + 2).split(" ", -1));
  }

  private static String firstLine(Path file) throws IOException {
    return Files.readString(file).lines().findFirst().orElse("");
  }
}
