package org.cloister.bench.crash;

import java.nio.file.Path;
import java.time.Duration;
import org.cloister.bench.Arguments;
import org.cloister.bench.UsageException;

/// The command line of `bench crash`.
///
/// @param plan what is done
/// @param data where the temporary data directory is made
/// @param help only explain
record CrashOptions(CrashRun.Plan plan, Path data, Help help) {
  enum Help {
    ASKED,
    NOT_ASKED
  }

  static final String HELP =
      """
      usage: cloister bench crash [--rounds N] [--minutes N] [--callers N] [--seed N] [--data DIR]

        --rounds N   how often something is killed, stopped or filled (default 1000, 1 to 100000)
        --minutes N  end sooner, after the round in which this time is up (default 1440)
        --callers N  callers at once, each with one request in flight (default 200, 1 to 250)
        --seed N     the same seed gives the same faults after the same delays (default 20260101)
        --data DIR   folder on the disk to use; a temporary one is made in it and removed, unless
                     something was found (default: the system's temporary folder)

      Kills the gateway, PostgreSQL, or both, stops either for a while, and fills the disk, at
      random microseconds while callers infer; then compares every answer and receipt that they
      hold with the log that is left. Filling the disk needs root, to mount a small file system;
      without it, it is left out and named. Linux only.
      """;

  private static final int DEFAULT_ROUNDS = 1000;
  private static final int DEFAULT_MINUTES = 1440;
  private static final int DEFAULT_CALLERS = 200;
  private static final int DEFAULT_SEED = 20_260_101;

  static CrashOptions parse(String[] words) throws UsageException {
    int rounds = DEFAULT_ROUNDS;
    int minutes = DEFAULT_MINUTES;
    int callers = DEFAULT_CALLERS;
    int seed = DEFAULT_SEED;
    Path data = Path.of(System.getProperty("java.io.tmpdir"));
    Help help = Help.NOT_ASKED;
    for (Arguments arguments = new Arguments(words); arguments.hasNext(); ) {
      String name = arguments.next();
      switch (name) {
        case "--help" -> help = Help.ASKED;
        case "--rounds" -> rounds = arguments.number(1, 100_000);
        case "--minutes" -> minutes = arguments.number(1, 10_000);
        case "--callers" -> callers = arguments.number(1, 250);
        case "--seed" -> seed = arguments.number(0, Integer.MAX_VALUE);
        case "--data" -> data = arguments.folder();
        default -> throw new UsageException("unknown argument " + name);
      }
    }
    return new CrashOptions(
        new CrashRun.Plan(rounds, Duration.ofMinutes(minutes), callers, seed), data, help);
  }
}
