package org.cloister.bench.deid;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.cloister.bench.deid.LabelledNote.Place;
import org.cloister.bench.report.Bar;
import org.cloister.deid.text.DateTreatment;
import org.cloister.deid.text.KnownPerson;
import org.cloister.deid.text.Span;
import org.cloister.deid.text.TextScrubber;

/// The scrubber of texts on one thread, and what it covers, knowing nobody.
final class TextSpeed {
  private static final double KILOBYTES = 500;
  private static final double COVERED = 0.99;
  private static final double NAMES_COVERED = 0.98;
  private static final double KEPT = 0.98;
  private static final int ROUNDS = 5;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final Set<String> NAMES = Set.of("PATIENT", "PROVIDER", "RELATIVE");

  private final TextScrubber scrubber;
  private final List<LabelledNote> notes;
  private final long bytes;
  private final Consumer<String> progress;

  TextSpeed(TextScrubber scrubber, List<LabelledNote> notes, Consumer<String> progress) {
    this.scrubber = scrubber;
    this.notes = notes;
    this.bytes =
        notes.stream().mapToLong(note -> note.text().getBytes(StandardCharsets.UTF_8).length).sum();
    this.progress = progress;
  }

  /// @param origin of the notes, for the result
  Finding measure(String origin, Duration measured) {
    Coverage coverage = coverage();
    Duration duration = measured.dividedBy(ROUNDS);
    progress.accept("warm-up, " + lap(duration.multipliedBy(2)));
    List<Lap> laps = new ArrayList<>();
    for (int i = 1; i <= ROUNDS; i++) {
      laps.add(lap(duration));
      progress.accept("round %d of %d, %s".formatted(i, ROUNDS, laps.getLast()));
    }
    Lap all = laps.stream().reduce(new Lap(0, 0, 0), Lap::plus);
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("notes", origin);
    figures.put("noteCount", notes.size());
    figures.put("noteBytes", bytes);
    figures.put("kilobytesPerSecond", Bar.rounded(all.kilobytesPerSecond()));
    figures.put("kilobytesPerSecondOfCpu", Bar.rounded(all.kilobytesPerSecondOfCpu()));
    figures.put(
        "roundKilobytesPerSecond",
        laps.stream().map(Lap::kilobytesPerSecond).map(Bar::rounded).toList());
    figures.put("coverage", coverage.json());
    return new Finding(
        "text",
        List.of(
            Bar.atLeast("text, one thread", all.kilobytesPerSecond(), KILOBYTES, "kB/s"),
            Bar.atLeast("identifying spans covered", coverage.spans().share(), COVERED, "1"),
            Bar.atLeast("names covered", coverage.names().share(), NAMES_COVERED, "1"),
            Bar.atLeast("clinical strings kept", coverage.clinical().share(), KEPT, "1")),
        figures,
        List.of(
            "%s; %s spans covered, %s names, %s clinical strings kept"
                .formatted(all, coverage.spans(), coverage.names(), coverage.clinical())));
  }

  /// @param bytes of text
  /// @param wall nanoseconds
  /// @param cpu of this thread, nanoseconds
  private record Lap(long bytes, long wall, long cpu) {
    Lap plus(Lap other) {
      return new Lap(bytes + other.bytes, wall + other.wall, cpu + other.cpu);
    }

    double kilobytesPerSecond() {
      return bytes * 1e6 / wall;
    }

    double kilobytesPerSecondOfCpu() {
      return bytes * 1e6 / cpu;
    }

    @Override
    public String toString() {
      return "text: %.0f kB/s (%.0f kB a second of CPU)"
          .formatted(kilobytesPerSecond(), kilobytesPerSecondOfCpu());
    }
  }

  private Lap lap(Duration duration) {
    long done = 0;
    long cpu = THREADS.getCurrentThreadCpuTime();
    long began = System.nanoTime();
    while (System.nanoTime() - began < duration.toNanos()) {
      for (LabelledNote note : notes) {
        String scrubbed =
            scrubber.scrub(note.text(), KnownPerson.unknown(), DateTreatment.masked());
        if (scrubbed.isEmpty() && !note.text().isEmpty()) {
          throw new IllegalStateException("a note vanished");
        }
      }
      done += bytes;
    }
    return new Lap(done, System.nanoTime() - began, THREADS.getCurrentThreadCpuTime() - cpu);
  }

  /// @param good of all, so many
  private record Share(int good, int all) {
    Share and(boolean isGood) {
      return new Share(good + (isGood ? 1 : 0), all + 1);
    }

    double share() {
      return all == 0 ? 1 : (double) good / all;
    }

    @Override
    public String toString() {
      return good + " of " + all;
    }
  }

  /// @param spans that are covered to the last character
  /// @param names of them
  /// @param clinical strings of which no character is touched
  private record Coverage(Share spans, Share names, Share clinical) {
    Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("spansCovered", spans.toString());
      json.put("namesCovered", names.toString());
      json.put("clinicalKept", clinical.toString());
      return json;
    }
  }

  private Coverage coverage() {
    Share spans = new Share(0, 0);
    Share names = new Share(0, 0);
    Share clinical = new Share(0, 0);
    for (LabelledNote note : notes) {
      BitSet found = new BitSet();
      for (Span span : scrubber.find(note.text(), KnownPerson.unknown())) {
        found.set(span.start(), span.end());
      }
      for (Place place : note.identifying()) {
        boolean covered = found.nextClearBit(place.start()) >= place.end();
        spans = spans.and(covered);
        names = NAMES.contains(place.label()) ? names.and(covered) : names;
      }
      for (Place place : note.clinical()) {
        int touched = found.nextSetBit(place.start());
        clinical = clinical.and(touched < 0 || touched >= place.end());
      }
    }
    return new Coverage(spans, names, clinical);
  }
}
