package org.cloister.models.metering;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Attributes the processor packages' energy to calls by their share of CPU time.
///
/// The counters refresh too slowly to be read around a call of microseconds. So the meter keeps
/// windows of a tenth of a second or more: energy of the window divided by the machine's busy CPU
/// time in it gives joules per CPU-second, and a call is charged for its own CPU time at the rate
/// of the last whole window (the method of Kepler). The idle power of a window is in that rate:
/// energy is shared out in full, and calls on an idle machine look expensive. Until the first
/// window is complete, and where the counter is absent or not readable (most virtual machines; root
/// only since Linux 5.10), there is no figure: [Energy.Method#NONE]. Safe for concurrent use.
///
/// Source: Linux powercap (`energy_uj`, `max_energy_range_uj`); only `package` zones are read,
/// because the zones below them are contained in them.
public final class EnergyMeter {
  private static final long WINDOW_NANOS = 100_000_000;

  /// USER_HZ is 100 on every Linux port that Java runs on: one tick is 10 ms (proc_stat(5)).
  private static final double SECONDS_PER_TICK = 0.01;

  private static final Pattern PACKAGE_ZONE = Pattern.compile("intel-rapl:\\d+");

  private record Zone(Path counter, long range) {}

  private record Sample(long nanoTime, List<Long> microjoules, long busyTicks) {}

  private final Path processStatistics;
  private final List<Zone> zones;
  private Optional<Sample> windowStart;
  private double joulesPerCpuSecond = Double.NaN;

  private EnergyMeter(Path powercap, Path processStatistics) {
    this.processStatistics = processStatistics;
    this.zones = zones(powercap);
    this.windowStart = sample(System.nanoTime());
  }

  /// The meter of this machine.
  public static EnergyMeter system() {
    return new EnergyMeter(Path.of("/sys/class/powercap"), Path.of("/proc/stat"));
  }

  static EnergyMeter of(Path powercap, Path processStatistics) {
    return new EnergyMeter(powercap, processStatistics);
  }

  public Energy attribute(Measured measured) {
    return attribute(measured, System.nanoTime());
  }

  synchronized Energy attribute(Measured measured, long nanoTime) {
    closeWindow(nanoTime);
    if (Double.isNaN(joulesPerCpuSecond) || measured.cpuNanos().isEmpty()) {
      return Energy.NOT_MEASURED;
    }
    // W = J/s, so J per CPU-second times CPU-nanoseconds is nanojoules.
    long nanojoules = Math.round(joulesPerCpuSecond * measured.cpuNanos().getAsLong());
    return new Energy(Energy.Method.RAPL, nanojoules);
  }

  private void closeWindow(long nanoTime) {
    if (windowStart.isEmpty() || nanoTime - windowStart.get().nanoTime() < WINDOW_NANOS) {
      return;
    }
    Sample start = windowStart.get();
    Optional<Sample> end = sample(nanoTime);
    windowStart = end;
    joulesPerCpuSecond =
        end.isPresent() ? rate(start, end.get()) : Double.NaN; // counter gone: no figure
  }

  /// NaN for a window without busy CPU time.
  private double rate(Sample start, Sample end) {
    long microjoules = 0;
    for (int i = 0; i < zones.size(); i++) {
      long difference = end.microjoules().get(i) - start.microjoules().get(i);
      microjoules += difference < 0 ? difference + zones.get(i).range() : difference;
    }
    double busySeconds = (end.busyTicks() - start.busyTicks()) * SECONDS_PER_TICK;
    return busySeconds > 0 ? microjoules / 1e6 / busySeconds : Double.NaN;
  }

  private Optional<Sample> sample(long nanoTime) {
    if (zones.isEmpty()) {
      return Optional.empty();
    }
    try {
      List<Long> microjoules = new ArrayList<>();
      for (Zone zone : zones) {
        microjoules.add(number(zone.counter()));
      }
      return Optional.of(new Sample(nanoTime, List.copyOf(microjoules), busyTicks()));
    } catch (IOException | NumberFormatException _) {
      return Optional.empty();
    }
  }

  /// First line of `/proc/stat`: user nice system idle iowait irq softirq steal ...
  private long busyTicks() throws IOException {
    try (Stream<String> lines = Files.lines(processStatistics)) {
      String[] fields = lines.findFirst().orElse("").trim().split("\\s+", -1);
      if (fields.length < 8) {
        throw new IOException("/proc/stat has another form");
      }
      long busy = 0;
      for (int i = 1; i < 8; i++) {
        busy += i == 4 || i == 5 ? 0 : Long.parseLong(fields[i]);
      }
      return busy;
    }
  }

  private static List<Zone> zones(Path powercap) {
    try (Stream<Path> entries = Files.list(powercap)) {
      List<Zone> zones = new ArrayList<>();
      for (Path entry : entries.sorted().toList()) {
        if (PACKAGE_ZONE.matcher(entry.getFileName().toString()).matches()
            && Files.readString(entry.resolve("name")).startsWith("package")) {
          zones.add(
              new Zone(entry.resolve("energy_uj"), number(entry.resolve("max_energy_range_uj"))));
        }
      }
      return List.copyOf(zones);
    } catch (IOException | NumberFormatException _) {
      return List.of();
    }
  }

  private static long number(Path file) throws IOException {
    return Long.parseLong(Files.readString(file).trim());
  }
}
