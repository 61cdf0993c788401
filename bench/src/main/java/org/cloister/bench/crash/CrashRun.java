package org.cloister.bench.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.cloister.audit.verify.Verdict;
import org.cloister.bench.crash.FaultInjection.Moment;
import org.cloister.bench.crash.Schedule.Round;

/// One run: a gateway of its own, callers, faults, and after each of them the comparison of what
/// the callers hold with what the log holds. It ends with the first round in which something is
/// wrong.
final class CrashRun implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration TOKEN_AGE = Duration.ofMinutes(2);

  /// Answers from before a fault that are judged again: their commits were the latest.
  private static final int JUDGED_AGAIN = 1000;

  /// The whole tree is verified after so many rounds, and at the end.
  private static final int TREE_EVERY = 50;

  /// What is asked for.
  ///
  /// @param limit no round begins after this time
  record Plan(int rounds, Duration limit, int callers, long seed) {}

  private final Plan plan;
  private final Consumer<String> say;
  private final Path home;
  private final Optional<SmallDisk> disk;
  private final Optional<String> noDisk;
  private final GatewayUnderTest gateway;
  private final PostgresServer postgres;
  private final TreeWatch tree;
  private final List<CrashResult.RoundResult> rounds = new ArrayList<>();
  private final List<String> findings = new ArrayList<>();
  private long tokenSince;
  private boolean closed;

  private CrashRun(Plan plan, Path home, SmallDisk.Mounted disk, Consumer<String> say)
      throws IOException {
    this.plan = plan;
    this.say = say;
    this.home = home;
    this.disk =
        disk instanceof SmallDisk.Ready(SmallDisk ready) ? Optional.of(ready) : Optional.empty();
    this.noDisk =
        disk instanceof SmallDisk.Impossible(String why) ? Optional.of(why) : Optional.empty();
    this.gateway = GatewayUnderTest.start(home, Rehearsal.flags(home, plan.seed()));
    this.postgres = new PostgresServer(gateway.data());
    this.tree = new TreeWatch(gateway.data(), gateway.server());
  }

  /// Starts a gateway in a new folder below `parent`.
  ///
  /// @param say told what happens, a line at a time
  static CrashRun start(Plan plan, Path parent, Consumer<String> say) throws IOException {
    Path home = Files.createTempDirectory(parent, "cloister-crash-");
    SmallDisk.Mounted disk = SmallDisk.mount(home, Files.createDirectory(home.resolve("data")));
    if (disk instanceof SmallDisk.Impossible(String reason)) {
      say.accept("skipped: full disk (a file system cannot be mounted here: " + reason + ")");
    }
    try {
      say.accept("rehearsing a start, so that the later ones are fast ...");
      return new CrashRun(plan, home, disk, say);
    } catch (IOException | RuntimeException failed) {
      if (disk instanceof SmallDisk.Ready(SmallDisk ready)) {
        ready.close();
      }
      throw failed;
    }
  }

  /// Where everything is kept.
  Path home() {
    return home;
  }

  CrashResult run() throws IOException, SQLException {
    HeldAnswers held;
    try (Callers callers = new Callers(gateway.server(), gateway.token(), plan.seed())) {
      tokenSince = System.nanoTime();
      held = callers.held();
      callers.call(plan.callers(), plan.seed());
      if (!held.awaitOkSentSince(System.nanoTime(), PATIENCE)) {
        throw new IOException("the gateway does not answer: " + held.statuses());
      }
      tree.look().ifPresent(findings::add);
      rounds(callers, held);
    }
    say.accept("judging everything ...");
    if (findings.isEmpty()) {
      judgeAll(held);
    }
    if (!findings.isEmpty()) {
      keepEvidence(held);
    }
    return new CrashResult(plan, rounds, findings, noDisk, figures(held));
  }

  private void rounds(Callers callers, HeldAnswers held) {
    FaultInjection faults = new FaultInjection(gateway, postgres, held, disk);
    Schedule schedule = new Schedule(plan.seed(), faults.possible());
    long end = System.nanoTime() + plan.limit().toNanos();
    for (int n = 1; n <= plan.rounds() && System.nanoTime() < end && findings.isEmpty(); n++) {
      try {
        renewToken(callers);
        round(n, schedule.next(), faults, held);
      } catch (IOException | SQLException cutOff) {
        findings.add("round " + n + " was cut off: " + cutOff.getMessage());
      }
    }
  }

  private void round(int number, Round round, FaultInjection faults, HeldAnswers held)
      throws IOException, SQLException {
    int before = held.size();
    int refusals = held.count(503);
    Moment moment = faults.make(round);
    boolean answers = held.awaitOkSentSince(moment.ready(), PATIENCE);
    Duration recovery = Duration.ofNanos(System.nanoTime() - moment.from());
    if (!answers) {
      findings.add("no answer within a minute after round " + number);
    } else {
      findings.addAll(judge().missing(held.from(Math.max(0, before - JUDGED_AGAIN))));
      findings.addAll(held.faults());
      lookAtTree(number);
    }
    rounds.add(
        new CrashResult.RoundResult(
            round.fault(), recovery, held.size() - before, held.count(503) - refusals));
    say.accept(
        "round %d of %d, %s after %d us: answers again in %d ms, %d answers, %d refusals%s"
            .formatted(
                number,
                plan.rounds(),
                round.fault().text(),
                round.delay().toNanos() / 1000,
                recovery.toMillis(),
                held.size() - before,
                held.count(503) - refusals,
                findings.isEmpty() ? "" : "; FOUND: " + findings));
  }

  private void lookAtTree(int number) {
    try {
      tree.look().ifPresent(findings::add);
      if (number % TREE_EVERY == 0) {
        requireOk(tree.verify(TREE_EVERY));
      }
    } catch (IOException busy) {
      // The next round, or the end, looks again.
      say.accept("the log could not be looked at: " + busy.getMessage());
    }
  }

  private void judgeAll(HeldAnswers held) throws IOException, SQLException {
    findings.addAll(held.faults());
    findings.addAll(judge().missing(held.from(0)));
    int open = judge().openIntentsAfter(PATIENCE);
    if (open > 0) {
      findings.add(open + " intents are open");
    }
    judge().contradictions().forEach((what, times) -> findings.add(what + ": " + times));
    tree.look().ifPresent(findings::add);
    requireOk(tree.verify(Integer.MAX_VALUE));
    // Receipts fetched before a crash hold after it: over a tree that only grew.
    Samples samples = new Samples(plan.seed());
    samples.of(held.receipts()).forEach(receipt -> requireOk(tree.verifyReceipt(receipt)));
    findings.addAll(samples.readBack(gateway, held));
    gateway.close();
    findings.addAll(samples.open(gateway, held));
  }

  private void requireOk(Verdict verdict) {
    if (!(verdict instanceof Verdict.Ok)) {
      findings.add(verdict.sentence());
    }
  }

  private void renewToken(Callers callers) throws IOException {
    if (System.nanoTime() - tokenSince > TOKEN_AGE.toNanos()) {
      callers.renew(gateway.token());
      tokenSince = System.nanoTime();
    }
  }

  private LogJudge judge() throws IOException {
    return new LogJudge(postgres.connections());
  }

  private CrashResult.Figures figures(HeldAnswers held) {
    return new CrashResult.Figures(
        held.size(), held.receipts().size(), held.statuses(), held.longestMillis(), tree.size());
  }

  /// What somebody needs who wants to know what happened: the answers, beside the database.
  private void keepEvidence(HeldAnswers held) throws IOException {
    Files.write(home.resolve("findings.txt"), findings);
    Files.write(
        home.resolve("answers.tsv"),
        held.from(0).stream()
            .map(a -> String.join("\t", a.record().toString(), "" + a.status(), a.body().hex()))
            .toList());
    Files.write(home.resolve("receipts.txt"), held.receipts());
  }

  /// Ends the gateway and unmounts; the folder stays, with the disk's image.
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      gateway.close();
      disk.ifPresent(SmallDisk::close);
    }
  }
}
