package org.cloister.bench.infer;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.cloister.bench.UsageException;
import org.cloister.bench.load.LoadProcess;
import org.cloister.bench.report.Bar;
import org.cloister.bench.report.Machine;
import org.cloister.bench.report.ResultFile;
import org.cloister.bench.server.Contest;
import org.cloister.bench.server.Contestant;
import org.cloister.bench.server.Contestant.Side;
import org.cloister.bench.server.LogCheck;
import org.cloister.bench.server.Round;
import org.cloister.bench.server.Workplace;
import org.cloister.gateway.demo.SyntheticPatients;

/// `./cloister bench infer`: what identity, policies, de-identification, encryption and the durable
/// record cost, as the difference between the gateway and a bare endpoint that does the rest.
public final class InferBench {
  private static final String NAME = "infer";
  private static final long SEED = 2026;
  private static final int PATIENTS = 512;
  private static final int COMPARED = 32;
  private static final Duration LONE_CALLER = Duration.ofSeconds(5);
  private static final Duration WARM_UP_SLICE = Duration.ofSeconds(5);
  private static final int FEWEST_SLICES = 3;
  private static final int MOST_SLICES = 24;
  private static final double COMPILER_SHARE = 0.04;
  private static final Duration SHORTEST_ROUND = Duration.ofSeconds(2);
  private static final Duration LONGEST_ROUND = Duration.ofSeconds(10);
  private static final int FEWEST_ROUNDS = 3;

  private final InferOptions options;
  private final PrintStream progress;
  private final List<byte[]> bodies;

  private InferBench(InferOptions options, PrintStream progress) {
    this.options = options;
    this.progress = progress;
    Instant asOf = Clock.systemUTC().instant().truncatedTo(ChronoUnit.DAYS);
    SyntheticPatients patients = new SyntheticPatients(asOf);
    this.bodies =
        IntStream.range(0, PATIENTS).mapToObj(n -> patients.benchmark(SEED, n).body()).toList();
  }

  /// @throws UsageException for a wrong command line
  /// @throws IOException when nothing could be measured, with the reason
  public static void run(String[] arguments, PrintStream out, PrintStream progress)
      throws UsageException, IOException, InterruptedException {
    InferOptions options = InferOptions.parse(arguments);
    switch (options.help()) {
      case ASKED -> out.print(InferOptions.HELP);
      case NOT_ASKED -> {
        InferReport report = new InferBench(options, progress).measure();
        Path file = ResultFile.write(NAME, report.json());
        out.print(report.table());
        out.println("Raw figures: " + file);
        out.println(Bar.line(NAME, report.bars()));
        out.flush();
      }
    }
  }

  private InferReport measure() throws IOException, InterruptedException {
    InferReport.Setting setting =
        InferReport.Setting.now(options, flags(), bodies.get(0).length, Machine.loadAverage());
    try (Workplace place = Workplace.create(options.data())) {
      say("starting the gateway, the bare endpoint and the load generator ...");
      Contestant full = place.start(Side.FULL, flags());
      Contestant bare = place.start(Side.BARE, flags());
      LoadProcess load = place.startLoad();
      full.awaitReady();
      bare.awaitReady();
      try (AnswerCheck check = new AnswerCheck(full, bare)) {
        check.compare(bodies.subList(0, COMPARED));
      }
      say("both give the same risks for " + COMPARED + " patients");
      Contest contest = new Contest(full, load, bodies);
      InferReport.Figures figures =
          new InferReport.Figures(
              new InferReport.Pair(warmUp(contest, full), warmUp(contest, bare)),
              rounds(contest, full, bare),
              new InferReport.Pair(
                  List.of(round("one caller", contest, full, 1, LONE_CALLER)),
                  List.of(round("one caller", contest, bare, 1, LONE_CALLER))));
      say("verifying the log ...");
      long answers = contest.answersOfFull() + COMPARED;
      LogCheck.Counted log = LogCheck.of(full, this::sayEntries);
      return new InferReport(setting, figures, answers, log, Machine.loadAverage());
    }
  }

  /// Until the compiler takes next to nothing of the server's CPU any more. That is some ten
  /// thousand answers, on a busy machine also in minutes.
  private List<Round> warmUp(Contest contest, Contestant contestant)
      throws IOException, InterruptedException {
    List<Round> slices = new ArrayList<>();
    do {
      slices.add(round("warm-up", contest, contestant, options.callers(), WARM_UP_SLICE));
    } while (slices.size() < FEWEST_SLICES
        || (slices.size() < MOST_SLICES && slices.getLast().compilerShare() > COMPILER_SHARE));
    return slices;
  }

  /// Both in turn: what else the machine does falls on both.
  private InferReport.Pair rounds(Contest contest, Contestant full, Contestant bare)
      throws IOException, InterruptedException {
    Duration measured = Duration.ofSeconds(options.seconds());
    int count = (int) Math.max(FEWEST_ROUNDS, measured.dividedBy(2).dividedBy(LONGEST_ROUND));
    Duration length = longer(SHORTEST_ROUND, measured.dividedBy(2L * count));
    List<Round> ofFull = new ArrayList<>();
    List<Round> ofBare = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      String name = "round " + i + " of " + count;
      ofFull.add(round(name, contest, full, options.callers(), length));
      ofBare.add(round(name, contest, bare, options.callers(), length));
    }
    return new InferReport.Pair(ofFull, ofBare);
  }

  private Round round(
      String name, Contest contest, Contestant contestant, int callers, Duration duration)
      throws IOException, InterruptedException {
    Round round = contest.run(contestant, callers, duration);
    say(
        "%s, %s: %.0f answers/s, p50 %.2f ms, p99 %.2f ms, %.0f us of CPU each"
            .formatted(
                name,
                contestant.side().text(),
                round.load().perSecond(),
                round.load().micros(50) / 1e3,
                round.load().micros(99) / 1e3,
                round.serverMicros()));
    return round;
  }

  /// Both servers run with the flags that the launcher gives the gateway.
  private static List<String> flags() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> !flag.startsWith("-Dcloister."))
        .toList();
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private void sayEntries(long entries) {
    if (entries % 65_536 == 0) {
      say(entries + " entries ...");
    }
  }

  private void say(String sentence) {
    progress.println("bench infer: " + sentence);
    progress.flush();
  }
}
