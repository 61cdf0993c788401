package org.cloister.bench.crash;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cloister.bench.CleanUp;
import org.cloister.bench.Deletion;
import org.cloister.bench.UsageException;
import org.cloister.bench.report.Bar;
import org.cloister.bench.report.Machine;
import org.cloister.bench.report.ResultFile;

/// `./cloister bench crash`: as many faults as one likes, and no answer without its record.
public final class CrashBench {
  private static final String NAME = "crash";

  private CrashBench() {}

  /// @throws UsageException for a wrong command line
  /// @throws IOException when something was found, or nothing could be tried; with the reason
  public static void run(String[] arguments, PrintStream out, PrintStream progress)
      throws UsageException, IOException, InterruptedException {
    CrashOptions options = CrashOptions.parse(arguments);
    switch (options.help()) {
      case ASKED -> out.print(CrashOptions.HELP);
      case NOT_ASKED -> measure(options, out, progress);
    }
  }

  private static void measure(CrashOptions options, PrintStream out, PrintStream progress)
      throws IOException, InterruptedException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("bench", NAME);
    json.put("at", Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS).toString());
    json.put("machine", Machine.describe());
    json.put("commit", Machine.commit(ResultFile.root()));
    json.put("loadAverageBefore", Machine.loadAverage());
    progress.println("bench crash: seed " + options.plan().seed() + ", starting the gateway ...");
    CrashRun run = CrashRun.start(options.plan(), options.data(), line -> say(progress, line));
    CrashResult result;
    // Interrupted, it still ends its processes and gives the disk back.
    try (CleanUp _ = CleanUp.by(run::close)) {
      result = run.run();
    } catch (SQLException | IOException e) {
      throw new IOException(
          "seed %d, everything is kept in %s: %s"
              .formatted(options.plan().seed(), run.home(), e.getMessage()),
          e);
    }
    json.put("loadAverageAfter", Machine.loadAverage());
    json.put("bars", result.bars().stream().map(Bar::json).toList());
    json.putAll(result.json());
    Path file = ResultFile.write(NAME, json);
    out.print(result.table());
    out.println("Raw figures: " + file);
    out.println(Bar.line(NAME, result.bars()));
    out.flush();
    if (!result.findings().isEmpty()) {
      throw new IOException(
          "seed " + options.plan().seed() + "; everything is kept in " + run.home());
    }
    Deletion.of(run.home());
  }

  private static void say(PrintStream progress, String line) {
    progress.println("bench crash: " + line);
    progress.flush();
  }
}
