package org.cloister.bench.infer;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cloister.audit.verify.Verdict;
import org.cloister.bench.report.Bar;
import org.cloister.bench.report.Machine;
import org.cloister.bench.report.ResultFile;
import org.cloister.bench.server.LogCheck;
import org.cloister.bench.server.Round;
import org.cloister.gateway.ProgramVersion;

/// All that `bench infer` found.
///
/// @param answers with status 200 that the gateway gave from its start on
/// @param log the gateway's log after all of them
/// @param loadAfter load averages at the end
record InferReport(
    Setting setting, Figures figures, long answers, LogCheck.Counted log, String loadAfter) {
  private static final double THROUGHPUT_RATIO = 0.35;
  private static final double CPU_MICROS = 800;
  private static final double DURABLE_PER_SECOND = 3000;
  private static final double LONE_MICROS = 5000;

  /// @param warmUp slices until the compiler was done; they count for nothing but the log
  /// @param lone one caller
  record Figures(Pair warmUp, Pair rounds, Pair lone) {}

  /// Rounds of both servers, in the order in which they took turns.
  record Pair(List<Round> full, List<Round> bare) {
    Pair {
      full = List.copyOf(full);
      bare = List.copyOf(bare);
    }

    Round allOfFull() {
      return full.stream().reduce(Round::plus).orElseThrow();
    }

    Round allOfBare() {
      return bare.stream().reduce(Round::plus).orElseThrow();
    }

    double throughputRatio() {
      return allOfFull().load().perSecond() / allOfBare().load().perSecond();
    }
  }

  /// What was fixed before the first request.
  record Setting(Map<String, Object> json) {
    static Setting now(InferOptions options, List<String> flags, int bodyBytes, String load)
        throws IOException, InterruptedException {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("at", Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS).toString());
      json.put("machine", Machine.describe());
      json.put("disk", Files.getFileStore(options.data()).type());
      json.put("loadAverageBefore", load);
      json.put("version", ProgramVersion.text());
      json.put("commit", Machine.commit(ResultFile.root()));
      json.put("serverFlags", flags);
      json.put("callers", options.callers());
      json.put("measuredSeconds", options.seconds());
      json.put("requestBodyBytes", bodyBytes);
      return new Setting(json);
    }
  }

  List<Bar> bars() {
    Round full = figures.rounds().allOfFull();
    return List.of(
        Bar.atLeast(
            "throughput, full / bare", figures.rounds().throughputRatio(), THROUGHPUT_RATIO, "1"),
        Bar.atMost("server CPU per answer, full", full.serverMicros(), CPU_MICROS, "us"),
        Bar.atLeast("durable answers, full", full.load().perSecond(), DURABLE_PER_SECOND, "1/s"),
        Bar.atMost(
            "p50 of a lone caller, full",
            figures.lone().allOfFull().load().micros(50),
            LONE_MICROS,
            "us"),
        Bar.atMost(
            "answers and outcome records that differ",
            Math.abs((double) answers - log.outcomes()),
            0,
            "1"),
        Bar.atLeast("log verifies", log.verdict() instanceof Verdict.Ok ? 1 : 0, 1, "1"));
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("bench", "infer");
    json.putAll(setting.json());
    json.put("loadAverageAfter", loadAfter);
    json.put("bars", bars().stream().map(Bar::json).toList());
    json.put("throughputRatio", Bar.rounded(figures.rounds().throughputRatio()));
    json.put("full", figures.rounds().allOfFull().json());
    json.put("bare", figures.rounds().allOfBare().json());
    json.put("loneCallerOfFull", figures.lone().allOfFull().json());
    json.put("loneCallerOfBare", figures.lone().allOfBare().json());
    Map<String, Object> records = new LinkedHashMap<>();
    records.put("answers", answers);
    records.put("outcomes", log.outcomes());
    records.put("intents", log.intents());
    records.put("entries", log.entries());
    records.put("verdict", log.verdict().sentence());
    json.put("log", records);
    json.put("roundsOfFull", raw(figures.rounds().full()));
    json.put("roundsOfBare", raw(figures.rounds().bare()));
    json.put("warmUpOfFull", raw(figures.warmUp().full()));
    json.put("warmUpOfBare", raw(figures.warmUp().bare()));
    return json;
  }

  private static List<Map<String, Object>> raw(List<Round> rounds) {
    return rounds.stream().map(Round::json).toList();
  }

  /// For people.
  String table() {
    StringBuilder table = new StringBuilder(1024);
    table.append(
        row("", "answers/s", "p50 ms", "p99 ms", "p99.9 ms", "CPU us", "PostgreSQL us", "kB"));
    table.append(row("full", figures.rounds().allOfFull()));
    table.append(row("bare", figures.rounds().allOfBare()));
    table.append(row("full, one caller", figures.lone().allOfFull()));
    table.append(row("bare, one caller", figures.lone().allOfBare()));
    table.append(
        "Log: %s %d answers, %d outcome records.%n"
            .formatted(log.verdict().sentence(), answers, log.outcomes()));
    return table.toString();
  }

  private static String row(String name, Round round) {
    return row(
        name,
        number(round.load().perSecond(), 0),
        number(round.load().micros(50) / 1e3, 2),
        number(round.load().micros(99) / 1e3, 2),
        number(round.load().micros(99.9) / 1e3, 2),
        number(round.serverMicros(), 0),
        number(round.databaseMicros(), 0),
        number(round.usage().allocated() / 1e3 / Math.max(1, round.load().answered()), 0));
  }

  private static String number(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  private static String row(String name, String... figures) {
    StringBuilder row = new StringBuilder(String.format("%-18s", name));
    for (String figure : figures) {
      row.append(String.format("%14s", figure));
    }
    return row.append(System.lineSeparator()).toString();
  }
}
