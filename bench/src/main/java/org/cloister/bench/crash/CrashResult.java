package org.cloister.bench.crash;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cloister.bench.report.Bar;

/// What a run found.
///
/// @param rounds in their order
/// @param findings what is wrong, in words; empty is good
/// @param noDisk why the disk could not be filled
record CrashResult(
    CrashRun.Plan plan,
    List<RoundResult> rounds,
    List<String> findings,
    Optional<String> noDisk,
    Figures figures) {
  private static final int FEWEST_ROUNDS = 1000;
  private static final double LONGEST_RESTART_MILLIS = 10_000;

  CrashResult {
    rounds = List.copyOf(rounds);
    findings = List.copyOf(findings);
  }

  /// @param recovery from the kill, or from the end of a stop, to the first answer
  /// @param answers with a record, from the round before to the first answer
  /// @param refusals with status 503
  record RoundResult(Fault fault, Duration recovery, int answers, int refusals) {}

  /// @param answers that callers held, each with a record
  /// @param entries of the log at the last look
  record Figures(
      int answers, int receipts, Map<String, Integer> statuses, long longestMillis, long entries) {}

  List<Bar> bars() {
    double slowest =
        rounds.stream().mapToDouble(round -> round.recovery().toNanos() / 1e9).max().orElse(0);
    return List.of(
        Bar.atLeast("rounds", rounds.size(), FEWEST_ROUNDS, "1"),
        Bar.atMost(
            "answers without their record, duplicates, open intents, broken trees",
            findings.size(),
            0,
            "1"),
        Bar.atMost(
            "slowest restart to the first answer", slowest, LONGEST_RESTART_MILLIS / 1e3, "s"));
  }

  /// For people: one row for each kind of fault.
  String table() {
    StringBuilder table = new StringBuilder(1024);
    table.append(row("fault", "rounds", "with 503", "median ms", "worst ms", "over 10 s"));
    for (Fault fault : Fault.values()) {
      long[] millis = millis(fault);
      table.append(
          millis.length == 0
              ? row(fault.text(), fault == Fault.FULL_DISK && noDisk.isPresent() ? "skipped" : "0")
              : row(
                  fault.text(),
                  "" + millis.length,
                  "" + stopping(fault),
                  "" + millis[millis.length / 2],
                  "" + millis[millis.length - 1],
                  "" + Arrays.stream(millis).filter(m -> m > LONGEST_RESTART_MILLIS).count()));
    }
    table.append(
        String.format(
            Locale.ROOT,
            "%d answers and %d receipts held by callers, %d entries; statuses %s; longest call %d"
                + " ms%n",
            figures.answers(),
            figures.receipts(),
            figures.entries(),
            figures.statuses(),
            figures.longestMillis()));
    table.append(
        findings.isEmpty()
            ? "Missing 0, duplicates 0, open intents 0, tree valid.\n"
            : "FOUND with seed " + plan.seed() + ": " + String.join("; ", findings) + "\n");
    return table.toString();
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("rounds", rounds.size());
    json.put("callers", plan.callers());
    json.put("seed", plan.seed());
    json.put("findings", findings);
    noDisk.ifPresent(why -> json.put("fullDiskSkipped", why));
    json.put("answers", figures.answers());
    json.put("receipts", figures.receipts());
    json.put("statuses", figures.statuses());
    json.put("longestCallMillis", figures.longestMillis());
    json.put("entries", figures.entries());
    Map<String, Object> faults = new LinkedHashMap<>();
    for (Fault fault : Fault.values()) {
      long[] millis = millis(fault);
      if (millis.length > 0) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("rounds", millis.length);
        one.put("roundsWithRefusals", stopping(fault));
        one.put("recoveryMillis", millis);
        faults.put(fault.text(), one);
      }
    }
    json.put("faults", faults);
    return json;
  }

  /// Recoveries, in ascending order.
  private long[] millis(Fault fault) {
    return rounds.stream()
        .filter(round -> round.fault() == fault)
        .mapToLong(round -> round.recovery().toMillis())
        .sorted()
        .toArray();
  }

  private long stopping(Fault fault) {
    return rounds.stream().filter(r -> r.fault() == fault && r.refusals() > 0).count();
  }

  private static String row(String name, String... figures) {
    StringBuilder row = new StringBuilder(String.format("%-16s", name));
    for (String figure : figures) {
      row.append(String.format("%12s", figure));
    }
    return row.append(System.lineSeparator()).toString();
  }
}
