package org.cloister.bench.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.cloister.audit.verify.Verdict;
import org.cloister.bench.report.Bar;

/// All that `bench audit` found, in the order in which it was measured.
///
/// @param setting what was fixed before, for the file
record AuditReport(
    Map<String, Object> setting, Writing writing, Population population, Reading reading) {
  private static final double RECORDS_PER_SECOND = 8000;
  private static final double P50_MILLIS = 3;
  private static final double P99_MILLIS = 15;
  private static final double SEARCH_MILLIS = 500;
  private static final double REPORT_MILLIS = 2000;
  private static final double RADIUS_MILLIS = 10_000;
  private static final double VERIFY_SECONDS = 10;
  private static final double RECEIPT_MILLIS = 2;
  private static final double GROWTH_PERCENT = 5;
  private static final double REWRAP_SECONDS = 600;

  /// @param perSecond durable, included, signed records
  /// @param rowBytes of the plain rows
  /// @param plain rows in a second by their shape
  /// @param latency at 1,000 records a second
  /// @param load load average while this was measured
  record Writing(
      double perSecond,
      int rowBytes,
      Map<String, Double> plain,
      Appends.Latency latency,
      String load) {}

  /// @param before records of the log before
  /// @param records of the log then
  /// @param seconds that it took to append those that were missing, collections included
  record Population(long before, long records, double seconds, LiveHeap heap, String load) {
    double perSecond() {
      return (records - before) / seconds;
    }
  }

  /// @param verifySeconds of `entries` from a directory
  record Reading(
      Map<String, Timed> searches,
      Timed patientReports,
      Map<String, Timed> radius,
      Timed receipts,
      double verifySeconds,
      long entries,
      Verdict verdict,
      Rewraps.Result rewraps,
      String load) {}

  List<Bar> bars() {
    Reading r = reading;
    String size = " of " + population.records() + " records";
    Histogram micros = writing.latency().micros();
    List<Bar> bars = new ArrayList<>();
    bars.add(
        Bar.atLeast(
            "durable, included, signed records", writing.perSecond(), RECORDS_PER_SECOND, "1/s"));
    bars.add(
        Bar.atMost(
            "p50 at 1,000 records/s", micros.getValueAtPercentile(50) / 1e3, P50_MILLIS, "ms"));
    bars.add(
        Bar.atMost(
            "p99 at 1,000 records/s", micros.getValueAtPercentile(99) / 1e3, P99_MILLIS, "ms"));
    bars.add(
        Bar.atMost("slowest search's p95" + size, worstP95(r.searches()), SEARCH_MILLIS, "ms"));
    bars.add(
        Bar.atMost("patient report, p95" + size, r.patientReports().p95(), REPORT_MILLIS, "ms"));
    bars.add(Bar.atMost("blast radius, worst" + size, worst(r.radius()), RADIUS_MILLIS, "ms"));
    bars.add(Bar.atMost("one receipt, p95", r.receipts().p95(), RECEIPT_MILLIS, "ms"));
    bars.add(
        Bar.atMost(
            "full verification of a million entries",
            r.verifySeconds() * 1e6 / r.entries(),
            VERIFY_SECONDS,
            "s"));
    bars.add(Bar.atLeast("log verifies", r.verdict() instanceof Verdict.Ok ? 1 : 0, 1, "1"));
    bars.add(
        Bar.atMost(
            "growth of live memory", population.heap().growthPercent(), GROWTH_PERCENT, "%"));
    bars.add(Bar.atMost("a million rewraps", r.rewraps().secondsOfMillion(), REWRAP_SECONDS, "s"));
    bars.add(
        Bar.atMost(
            "records refused and keys left meanwhile",
            (double) r.rewraps().latency().failed() + r.rewraps().unreadable(),
            0,
            "1"));
    return bars;
  }

  private static double worstP95(Map<String, Timed> timed) {
    return timed.values().stream().mapToDouble(Timed::p95).max().orElseThrow();
  }

  private static double worst(Map<String, Timed> timed) {
    return timed.values().stream().mapToDouble(Timed::max).max().orElseThrow();
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("bench", "audit");
    json.putAll(setting);
    json.put("bars", bars().stream().map(Bar::json).toList());
    Map<String, Object> write = new LinkedHashMap<>();
    write.put("recordsPerSecond", Bar.rounded(writing.perSecond()));
    write.put("plainRowBytes", writing.rowBytes());
    writing
        .plain()
        .forEach((shape, rows) -> write.put("plainRowsPerSecond, " + shape, Bar.rounded(rows)));
    write.put("latencyAt1000PerSecond", latency(writing.latency()));
    write.put("loadAverage", writing.load());
    json.put("writing", write);
    Map<String, Object> fill = new LinkedHashMap<>();
    fill.put("records", population.records());
    fill.put("seconds", Bar.rounded(population.seconds()));
    fill.put(
        "liveHeap",
        population.heap().samples().stream()
            .map(s -> Map.of("records", s.records(), "bytes", s.bytes()))
            .toList());
    fill.put("loadAverage", population.load());
    json.put("population", fill);
    json.put("reading", readingJson());
    return json;
  }

  private Map<String, Object> readingJson() {
    Map<String, Object> read = new LinkedHashMap<>();
    reading.searches().forEach((what, timed) -> read.put("search, " + what, timed.json()));
    read.put("patientReport", reading.patientReports().json());
    reading.radius().forEach((what, timed) -> read.put("blastRadius, " + what, timed.json()));
    read.put("receipt", reading.receipts().json());
    read.put("verifySeconds", Bar.rounded(reading.verifySeconds()));
    read.put("verifiedEntries", reading.entries());
    read.put("verdict", reading.verdict().sentence());
    read.put("rewraps", reading.rewraps().rewrapped());
    read.put("rewrapSeconds", Bar.rounded(reading.rewraps().seconds()));
    read.put("latencyWhileRewrapping", latency(reading.rewraps().latency()));
    read.put("loadAverage", reading.load());
    return read;
  }

  private static Map<String, Object> latency(Appends.Latency latency) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("records", latency.micros().getTotalCount());
    json.put("failed", latency.failed());
    for (double percentile : new double[] {50, 90, 99, 99.9, 100}) {
      json.put(
          "p" + Bar.rounded(percentile) + "Micros",
          latency.micros().getValueAtPercentile(percentile));
    }
    return json;
  }

  /// For people.
  String table() {
    StringBuilder table = new StringBuilder(2048);
    table.append(row("durable, included, signed records/s", number(writing.perSecond())));
    writing
        .plain()
        .forEach((shape, rows) -> table.append(row("  plain rows/s, " + shape, number(rows))));
    table.append(row("records while it was populated, /s", number(population.perSecond())));
    table.append(row("", "count", "p50 ms", "p95 ms", "max ms"));
    reading.searches().forEach((what, timed) -> table.append(row("search: " + what, timed)));
    table.append(row("patient report", reading.patientReports()));
    reading.radius().forEach((what, timed) -> table.append(row("blast radius: " + what, timed)));
    table.append(row("receipt", reading.receipts()));
    for (Bar bar : bars()) {
      table.append(
          row(
              (bar.holds() ? "  holds  " : "  FAILS  ") + bar.bar(),
              Bar.rounded(bar.value()) + " " + bar.unit(),
              Bar.rounded(bar.target()) + " " + bar.unit()));
    }
    return table.append(reading.verdict().sentence()).append(System.lineSeparator()).toString();
  }

  private static String row(String name, Timed timed) {
    return row(
        name,
        "" + timed.count(),
        decimals(timed.p50()),
        decimals(timed.p95()),
        decimals(timed.max()));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  private static String decimals(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String row(String name, String... figures) {
    StringBuilder row = new StringBuilder(String.format("%-58s", name));
    for (String figure : figures) {
      row.append(String.format("%14s", figure));
    }
    return row.append(System.lineSeparator()).toString();
  }
}
