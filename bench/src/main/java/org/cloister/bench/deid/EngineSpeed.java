package org.cloister.bench.deid;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.cloister.bench.deid.Documents.Document;
import org.cloister.bench.report.Bar;

/// The engine on one thread, from bytes to bytes, and HAPI's parser and encoder beside it in turns.
final class EngineSpeed {
  private static final double RESOURCES = 30_000;
  private static final double MEGABYTES = 100;

  /// 30,000 over what HAPI did on the machine of the goal.
  private static final double RATIO = 30_000 / 6955.0;

  private static final int ROUNDS = 4;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Documents documents;
  private final Consumer<String> progress;

  EngineSpeed(Documents documents, Consumer<String> progress) {
    this.documents = documents;
    this.progress = progress;
  }

  /// What one way did in one round; nanoseconds. The thread's CPU is less than the wall's clock
  /// when something else takes the core, or when PostgreSQL is waited for.
  private record Lap(long documents, long resources, long in, long out, Used used) {
    static final Lap NONE = new Lap(0, 0, 0, 0, new Used(0, 0, 0));

    Lap plus(Lap other) {
      return new Lap(
          documents + other.documents,
          resources + other.resources,
          in + other.in,
          out + other.out,
          used.plus(other.used));
    }

    double resourcesPerSecond() {
      return resources * 1e9 / used.wall();
    }

    double megabytesPerSecond() {
      return in * 1e3 / used.wall();
    }

    double resourcesPerSecondOfCpu() {
      return resources * 1e9 / used.cpu();
    }

    Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("documents", documents);
      json.put("resourcesPerSecond", Bar.rounded(resourcesPerSecond()));
      json.put("megabytesPerSecond", Bar.rounded(megabytesPerSecond()));
      json.put("resourcesPerSecondOfCpu", Bar.rounded(resourcesPerSecondOfCpu()));
      json.put("bytesOutPerByteIn", Bar.rounded((double) out / in));
      json.put("allocatedBytesPerByteIn", Bar.rounded((double) used.allocated() / in));
      return json;
    }
  }

  /// @param cpu of this thread
  private record Used(long wall, long cpu, long allocated) {
    static Used now() {
      return new Used(
          System.nanoTime(),
          THREADS.getCurrentThreadCpuTime(),
          THREADS.getCurrentThreadAllocatedBytes());
    }

    Used plus(Used other) {
      return new Used(wall + other.wall, cpu + other.cpu, allocated + other.allocated);
    }

    Used since(Used before) {
      return new Used(wall - before.wall, cpu - before.cpu, allocated - before.allocated);
    }
  }

  Finding measure(List<Way> ways, Duration measured) throws IOException {
    Duration lap = measured.dividedBy((long) ROUNDS * ways.size());
    for (Way way : ways) {
      // As long as it will be measured: the compiler is done with it then.
      Lap warm = lap(way, lap.multipliedBy(ROUNDS));
      say("warm-up", way, warm);
    }
    Map<String, List<Lap>> laps = new LinkedHashMap<>();
    for (int round = 1; round <= ROUNDS; round++) {
      for (Way way : ways) {
        Lap one = lap(way, lap);
        say("round " + round + " of " + ROUNDS, way, one);
        laps.computeIfAbsent(way.name(), _ -> new ArrayList<>()).add(one);
      }
    }
    return finding(laps);
  }

  private Lap lap(Way way, Duration duration) throws IOException {
    Lap lap = Lap.NONE;
    while (lap.used().wall() < duration.toNanos()) {
      for (Document document : documents.all()) {
        way.before().run();
        Used before = Used.now();
        int out = way.work().run(document);
        Used used = Used.now().since(before);
        lap = lap.plus(new Lap(1, document.resources(), document.utf8().length, out, used));
      }
    }
    return lap;
  }

  private Finding finding(Map<String, List<Lap>> laps) {
    Map<String, Lap> sums = new LinkedHashMap<>();
    laps.forEach((name, all) -> sums.put(name, all.stream().reduce(Lap.NONE, Lap::plus)));
    Lap engine = sums.getOrDefault(Way.REMEMBERED, Lap.NONE);
    Lap hapi = sums.getOrDefault(Way.HAPI, Lap.NONE);
    double ratio = engine.resourcesPerSecond() / hapi.resourcesPerSecond();
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("input", documents.origin());
    figures.put("inputDocuments", documents.all().size());
    figures.put("inputBytes", documents.bytes());
    figures.put("inputResources", documents.resources());
    figures.put("engineOverHapi", Bar.rounded(ratio));
    sums.forEach((name, sum) -> figures.put(name, sum.json()));
    Map<String, Object> raw = new LinkedHashMap<>();
    laps.forEach((name, all) -> raw.put(name, all.stream().map(Lap::json).toList()));
    figures.put("rounds", raw);
    return new Finding(
        "engine",
        List.of(
            Bar.atLeast(
                "resources, one thread, " + Way.REMEMBERED,
                engine.resourcesPerSecond(),
                RESOURCES,
                "1/s"),
            Bar.atLeast(
                "input, one thread, " + Way.REMEMBERED,
                engine.megabytesPerSecond(),
                MEGABYTES,
                "MB/s"),
            Bar.atLeast("engine / " + Way.HAPI, ratio, RATIO, "1")),
        figures,
        sums.entrySet().stream().map(sum -> sentence(sum.getKey(), sum.getValue())).toList());
  }

  private void say(String when, Way way, Lap lap) {
    progress.accept(when + ", " + sentence(way.name(), lap));
  }

  private static String sentence(String name, Lap lap) {
    return "%s: %.0f resources/s, %.1f MB/s (%.0f resources a second of CPU)"
        .formatted(
            name,
            lap.resourcesPerSecond(),
            lap.megabytesPerSecond(),
            lap.resourcesPerSecondOfCpu());
  }
}
