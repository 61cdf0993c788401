package org.cloister.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// How many runs this machine does at a time without one slowing the other.
final class Cores {
  private Cores() {}

  /// Physical cores, but no more than the processors this process may use (a container's quota); at
  /// least one. Two runs on the two threads of one core take as long as one after the other.
  static int physical() {
    int usable = Runtime.getRuntime().availableProcessors();
    try {
      int physical = physical(Files.readAllLines(Path.of("/proc/cpuinfo")));
      return physical == 0 ? usable : Math.min(usable, physical);
    } catch (IOException _) {
      return usable;
    }
  }

  /// Distinct pairs of `physical id` and `core id` in `/proc/cpuinfo`; 0 where it does not say, as
  /// on ARM.
  static int physical(List<String> cpuInfo) {
    Set<String> cores = new HashSet<>();
    String socket = "";
    for (String line : cpuInfo) {
      if (line.startsWith("physical id")) {
        socket = line;
      } else if (line.startsWith("core id")) {
        cores.add(socket + line);
      }
    }
    return cores.size();
  }
}
