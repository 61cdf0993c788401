package org.cloister.bench.audit;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cloister.audit.verify.Verdict;
import org.cloister.bench.UsageException;
import org.cloister.bench.report.Bar;
import org.cloister.bench.report.Machine;
import org.cloister.bench.report.ResultFile;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/// `./cloister bench audit`: what the log takes in and gives back.
public final class AuditBench {
  private static final String NAME = "audit";
  private static final long SEED = 2026;
  private static final int WARM_UP_SECONDS = 5;
  private static final int PER_SECOND = 1000;
  private static final int HEAP_SAMPLES = 10;
  private static final int SEARCHES = 100;
  private static final int REPORTS = 40;
  private static final int RADII = 20;
  private static final int RECEIPTS = 500;
  private static final int VERIFICATIONS = 2;

  private final AuditOptions options;
  private final PrintStream progress;
  private final PastClock clock;
  private final LogPlace place;
  private final Hospital hospital;
  private final Appends appends;

  private AuditBench(AuditOptions options, PrintStream progress, PastClock clock, LogPlace place) {
    this.options = options;
    this.progress = progress;
    this.clock = clock;
    this.place = place;
    this.hospital = new Hospital(place.sealer(), SEED, options.records());
    this.appends = new Appends(place.log(), hospital);
  }

  /// @throws UsageException for a wrong command line
  /// @throws IOException when nothing could be measured, with the reason
  public static void run(String[] arguments, PrintStream out, PrintStream progress)
      throws UsageException, IOException, InterruptedException {
    AuditOptions options = AuditOptions.parse(arguments);
    switch (options.help()) {
      case ASKED -> out.print(AuditOptions.HELP);
      case NOT_ASKED -> {
        // The pool and the migration would tell of themselves between the lines of the bench.
        LoggingSystem.get(AuditBench.class.getClassLoader()).setLogLevel("root", LogLevel.WARN);
        AuditReport report = measured(options, progress);
        Path file = ResultFile.write(NAME, report.json());
        out.print(report.table());
        out.println("Raw figures: " + file);
        out.println(Bar.line(NAME, report.bars()));
        out.flush();
      }
    }
  }

  private static AuditReport measured(AuditOptions options, PrintStream progress)
      throws IOException, InterruptedException {
    Map<String, Object> setting = setting(options);
    Instant yearAgo = Clock.systemUTC().instant().minus(PastClock.SPAN);
    PastClock clock = new PastClock(yearAgo, options.records());
    try (LogPlace place = LogPlace.create(options.data(), clock)) {
      return new AuditBench(options, progress, clock, place).measure(setting);
    } catch (IOException | InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the log could not be measured: " + e.getMessage(), e);
    }
  }

  private static Map<String, Object> setting(AuditOptions options)
      throws IOException, InterruptedException {
    Map<String, Object> setting = new LinkedHashMap<>();
    setting.put("at", Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS).toString());
    setting.put("machine", Machine.describe());
    setting.put("disk", Files.getFileStore(options.data()).type());
    setting.put("loadAverageBefore", Machine.loadAverage());
    setting.put("commit", Machine.commit(ResultFile.root()));
    setting.put(
        "flags",
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(flag -> !flag.startsWith("-Dcloister.") && !flag.startsWith("@"))
            .toList());
    setting.put("records", options.records());
    setting.put("keys", options.keys());
    setting.put("measuredSeconds", options.seconds());
    setting.put("seed", SEED);
    return setting;
  }

  private AuditReport measure(Map<String, Object> setting) throws Exception {
    double warm = appends.closedLoop(WARM_UP_SECONDS);
    say("warm-up: %.0f records/s".formatted(warm));
    AuditReport.Population population = population();
    return new AuditReport(setting, writing(), population, reading());
  }

  /// Into a log that has all its records already: what is appended goes into indexes of that size.
  private AuditReport.Writing writing() throws Exception {
    int third = options.seconds() / 3;
    PlainInserts plain = PlainInserts.like(place.database());
    Map<String, Double> rows = new LinkedHashMap<>();
    for (PlainInserts.Shape shape : PlainInserts.SHAPES) {
      double perSecond = plain.perSecond(shape, third / (double) PlainInserts.SHAPES.size());
      rows.put(shape.text(), perSecond);
      say(
          "plain rows of %d bytes, %s: %.0f/s"
              .formatted(plain.rowBytes(), shape.text(), perSecond));
    }
    double perSecond = appends.closedLoop(third);
    say("%.0f durable, included, signed records/s".formatted(perSecond));
    Appends.Latency latency = appends.openLoop(PER_SECOND, third);
    say(
        "at %d records/s: p50 %.2f ms, p99 %.2f ms"
            .formatted(
                PER_SECOND,
                latency.micros().getValueAtPercentile(50) / 1e3,
                latency.micros().getValueAtPercentile(99) / 1e3));
    return new AuditReport.Writing(
        perSecond, plain.rowBytes(), rows, latency, Machine.loadAverage());
  }

  private AuditReport.Population population() throws IOException, InterruptedException {
    LiveHeap heap = new LiveHeap();
    long before = place.log().health().size();
    long began = System.nanoTime();
    for (int part = 1; part <= HEAP_SAMPLES; part++) {
      long target = (long) options.records() * part / HEAP_SAMPLES;
      appends.fillTo(
          target,
          size -> {
            if (size % 100_000 < 200) {
              say(size + " records ...");
            }
          });
      heap.sample(place.log().health().size());
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    say("%d records, memory grew by %.1f %%".formatted(options.records(), heap.growthPercent()));
    return new AuditReport.Population(
        before, place.log().health().size(), seconds, heap, Machine.loadAverage());
  }

  private AuditReport.Reading reading() throws Exception {
    Questions questions =
        new Questions(place.log(), place.sealer(), hospital, clock, appends.calls());
    say("searching ...");
    Map<String, Timed> searches = questions.searches(SEARCHES);
    Timed reports = questions.patientReports(REPORTS);
    Map<String, Timed> radius = questions.blastRadius(RADII);
    Timed receipts = questions.receipts(RECEIPTS, place.database());
    say("exporting and verifying the log ...");
    Export export = Export.of(place.log(), place.export());
    Verdict verdict = export.verify(place.identity());
    double fastest = Double.MAX_VALUE;
    for (int i = 0; i < VERIFICATIONS; i++) {
      long began = System.nanoTime();
      verdict = export.verify(place.identity());
      fastest = Math.min(fastest, (System.nanoTime() - began) / 1e9);
    }
    say("making " + options.keys() + " keys ...");
    Rewraps rewraps = new Rewraps(place);
    rewraps.makeKeys(options.keys());
    say("wrapping every key anew ...");
    Rewraps.Result rewrapped = rewraps.run(appends);
    return new AuditReport.Reading(
        searches,
        reports,
        radius,
        receipts,
        fastest,
        export.entries(),
        verdict,
        rewrapped,
        Machine.loadAverage());
  }

  private void say(String sentence) {
    progress.println("bench audit: " + sentence);
    progress.flush();
  }
}
