package org.cloister.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.cloister.bench.Deletion;
import org.junit.jupiter.api.Test;

/// No record, no answer (invariants 3 and 5 of the design): the short form of `./cloister bench
/// crash`, with the same judge. Each kind of fault comes in it at least once; the disk is filled
/// only where a file system may be mounted, which the output says by name.
///
/// How long a restart takes is measured, not asserted here: it depends on what else the machine
/// does. `-Dcloister.crash.rounds=1000` repeats it for as long as one likes.
class CrashTest {
  private static final int ROUNDS = Integer.getInteger("cloister.crash.rounds", 32);
  private static final long SEED = Long.getLong("cloister.seed", 20_260_101L);
  private static final int CALLERS = 100;

  @Test
  void infer_answersNothingThatTheLogDoesNotHold_whateverIsKilledStoppedOrFilled()
      throws Exception {
    CrashRun.Plan plan = new CrashRun.Plan(ROUNDS, Duration.ofHours(10), CALLERS, SEED);
    CrashRun run =
        CrashRun.start(plan, Path.of(System.getProperty("java.io.tmpdir")), System.out::println);
    CrashResult result;
    try (run) {
      result = run.run();
    }
    System.out.print(result.table());
    assertThat(result.findings()).as("seed %d, evidence in %s", SEED, run.home()).isEmpty();
    assertThat(result.rounds()).hasSize(ROUNDS);
    Deletion.of(run.home());
  }
}
