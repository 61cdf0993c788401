package org.cloister.bench.deid;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.cloister.bench.Deletion;
import org.cloister.bench.process.JavaChild;
import org.cloister.bench.report.Bar;

/// The memory of a process that de-identifies a long file with a small heap: whether it grows with
/// what has been read.
final class StreamMemory {
  private static final long GIGABYTE = 1_000_000_000;
  private static final String HEAP = "-Xmx256m";
  private static final long SEED = 2026;
  private static final double MOST_GROWTH = 1.1;
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// The output may be longer than the input, and the file system wants room of its own.
  private static final double ROOM = 2.5;

  private final Path directory;
  private final Path key;
  private final Consumer<String> progress;

  StreamMemory(Path directory, Path key, Consumer<String> progress) {
    this.directory = directory;
    this.key = key;
    this.progress = progress;
  }

  /// What the process held at one moment.
  ///
  /// @param read bytes of the input
  /// @param live bytes that the last full collection left
  /// @param resident bytes of memory that the kernel counts for it
  record Sample(long read, long documents, long live, long resident) {}

  Finding measure(int gigabytes) throws IOException, InterruptedException {
    long bytes = gigabytes * GIGABYTE;
    if (Files.getFileStore(directory).getUsableSpace() < bytes * ROOM) {
      throw new IOException(
          "a stream of %d GB takes %.1f GB on the disk of %s; --stream-gb or --data can change that"
              .formatted(gigabytes, gigabytes * ROOM, directory));
    }
    Path input = directory.resolve("stream.ndjson");
    Path output = directory.resolve("released");
    long lines =
        StreamFile.write(
            input,
            bytes,
            SEED,
            written -> progress.accept("writing the stream, %.1f GB ...".formatted(written / 1e9)));
    int threads = Runtime.getRuntime().availableProcessors();
    long began = System.nanoTime();
    List<Sample> samples = run(input, output, threads);
    double seconds = (System.nanoTime() - began) / 1e9;
    long documents = samples.getLast().documents();
    if (documents != lines) {
      throw new IOException(documents + " of " + lines + " lines were released");
    }
    // Both are gone before the next part measures.
    Files.delete(input);
    Deletion.of(output);
    return finding(samples, bytes, seconds, threads);
  }

  private List<Sample> run(Path input, Path output, int threads)
      throws IOException, InterruptedException {
    List<Sample> samples = new ArrayList<>();
    try (JavaChild child =
        JavaChild.start(
            new JavaChild.Program(
                "stream",
                List.of(HEAP, "-XX:+UseG1GC", "-XX:+ExitOnOutOfMemoryError"),
                StreamChild.class,
                List.of(key.toString(), input.toString(), output.toString(), "" + threads)),
            directory)) {
      long size = Files.size(input);
      String end = "running";
      long told = 0;
      while (end.equals("running")) {
        Thread.sleep(POLL);
        end = sample(child, StreamChild.STATE, samples);
        long tenth = samples.getLast().read() * 10 / size;
        if (tenth > told && end.equals("running")) {
          told = tenth;
          end = sample(child, StreamChild.COLLECT, samples);
          progress.accept("stream: %d0 %%, %s".formatted(tenth, sentence(samples.getLast())));
        }
      }
      if (!end.equals("done")) {
        throw new IOException("the stream ended: " + end);
      }
    }
    return samples;
  }

  /// @return how the child says it ended
  private static String sample(JavaChild child, String command, List<Sample> samples)
      throws IOException, InterruptedException {
    String[] state = child.ask(command, PATIENCE).split(" ", 4);
    samples.add(
        new Sample(
            Long.parseLong(state[0]),
            Long.parseLong(state[1]),
            Long.parseLong(state[2]),
            residentBytes(child.pid())));
    return state[3];
  }

  private static long residentBytes(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    throw new IOException("the stream's process has no memory");
  }

  private static String sentence(Sample sample) {
    return "%.0f MB live, %.0f MB resident".formatted(sample.live() / 1e6, sample.resident() / 1e6);
  }

  private Finding finding(List<Sample> samples, long bytes, double seconds, int threads) {
    Growth growth = Growth.of(samples);
    long documents = samples.getLast().documents();
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("inputBytes", bytes);
    figures.put("documents", documents);
    figures.put("threads", threads);
    figures.put("heap", HEAP);
    figures.put("preset", "expert-determination, keyed codes");
    figures.put("resourcesPerSecond", Bar.rounded(documents / seconds));
    figures.put("megabytesPerSecond", Bar.rounded(bytes / 1e6 / seconds));
    figures.putAll(growth.json());
    return new Finding(
        "stream",
        List.of(
            Bar.atMost(
                "memory of a stream, late / early, resident", growth.resident(), MOST_GROWTH, "1"),
            Bar.atMost("memory of a stream, late / early, live", growth.live(), MOST_GROWTH, "1")),
        figures,
        List.of(
            "stream of %.1f GB with %s, %d threads: %.0f resources/s, %.1f MB/s; resident memory x %.3f"
                .formatted(
                    bytes / 1e9,
                    HEAP,
                    threads,
                    documents / seconds,
                    bytes / 1e6 / seconds,
                    growth.resident())));
  }

  /// What was held in the second quarter of the input and in the last: the least that was live,
  /// since more is work in flight, and the most that was resident.
  record Growth(long earlyLive, long lateLive, long earlyResident, long lateResident) {
    static Growth of(List<Sample> samples) {
      long all = samples.getLast().read();
      List<Sample> early =
          samples.stream()
              .filter(sample -> sample.read() >= all / 4 && sample.read() < all / 2)
              .toList();
      List<Sample> late = samples.stream().filter(sample -> sample.read() >= all / 4 * 3).toList();
      return new Growth(
          least(early, Sample::live),
          least(late, Sample::live),
          most(early, Sample::resident),
          most(late, Sample::resident));
    }

    private static long least(List<Sample> samples, ToLongFunction<Sample> what) {
      return samples.stream().mapToLong(what).min().orElse(0);
    }

    private static long most(List<Sample> samples, ToLongFunction<Sample> what) {
      return samples.stream().mapToLong(what).max().orElse(0);
    }

    double live() {
      return (double) lateLive / Math.max(1, earlyLive);
    }

    double resident() {
      return (double) lateResident / Math.max(1, earlyResident);
    }

    Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("leastLiveBytesEarly", earlyLive);
      json.put("leastLiveBytesLate", lateLive);
      json.put("mostResidentBytesEarly", earlyResident);
      json.put("mostResidentBytesLate", lateResident);
      return json;
    }
  }
}
