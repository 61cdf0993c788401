package org.cloister.audit.witness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.witness.Witness.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What holds of a witness whatever a log asks, a disk does and a process dies of: one root for
/// each size, and no size smaller than the one before.
class WitnessLawsTest {
  private static final long SEED = 20261125;
  private static final int SIZES = 64;

  @TempDir Path folder;

  private final Random random = new Random(SEED);
  private final Map<Integer, Hash> signed = new HashMap<>();
  private final FailingDisk disk = new FailingDisk(random);
  private final GrowingLog honest = GrowingLog.empty("log.example/a").grownTo(SIZES, "entry");
  private final List<GrowingLog> histories = new ArrayList<>(List.of(honest));
  private WitnessKeys keys;
  private int largest;
  private int cosignatures;

  @BeforeEach
  void begin() throws Exception {
    keys = WitnessKeys.create("witness.example/w1", folder.resolve("witness.key"));
    Witness.begin(keys, honest.key().name(), folder, Clock.systemUTC());
    for (int i = 0; i < 4; i++) {
      histories.add(honest.forkedAt(random.nextInt(SIZES)).grownTo(SIZES, "fork " + i));
    }
  }

  @Test
  void addCheckpoint_signsOneHistoryWhateverIsAskedAndWhereverItDies() throws Exception {
    Witness witness = open();
    for (int round = 0; round < 1500; round++) {
      if (random.nextInt(3) == 0) {
        disk.failAt(random.nextInt(FailingDisk.FAULTS));
      }
      // Mostly small steps from where the witness is, so that histories become long.
      GrowingLog history = histories.get(random.nextInt(histories.size()));
      int old = random.nextInt(4) == 0 ? random.nextInt(SIZES) : largest;
      int size = Math.min(SIZES, old + random.nextInt(3));
      check(round, history, size, witness.addCheckpoint(history.request(old, size)));
      disk.heal();
      if (random.nextInt(3) == 0) {
        // The process dies here; what is on the disk is all that the next one knows.
        witness = open();
      }
    }
    assertThat(cosignatures).as("seed %d reached something", SEED).isGreaterThan(30);
  }

  @Test
  void addCheckpoint_signsOneHistoryForManyAtOnce() throws Exception {
    Witness witness = open();
    GrowingLog current = honest.forkedAt(0);
    try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
      for (int size = 1; size <= SIZES; size++) {
        // Eight continuations of what was signed last, each right by itself.
        List<GrowingLog> rivals = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          rivals.add(current.forkedAt(size - 1).grownTo(size, "rival " + i));
        }
        int next = size;
        List<Future<Answer>> answers =
            rivals.stream()
                .map(h -> callers.submit(() -> witness.addCheckpoint(h.request(next - 1, next))))
                .toList();
        for (int i = 0; i < rivals.size(); i++) {
          check(size, rivals.get(i), next, answers.get(i).get());
          if (answers.get(i).get() instanceof Answer.Cosigned) {
            current = rivals.get(i);
          }
        }
      }
    }
    assertThat(cosignatures).as("one for each size").isEqualTo(SIZES);
  }

  private void check(int round, GrowingLog history, int size, Answer answer) {
    if (answer instanceof Answer.Cosigned) {
      Hash root = history.root(size);
      assertThat(signed.getOrDefault(size, root))
          .as("seed %d round %d: one root for size %d", SEED, round, size)
          .isEqualTo(root);
      assertThat(size)
          .as("seed %d round %d: never back", SEED, round)
          .isGreaterThanOrEqualTo(largest);
      signed.put(size, root);
      largest = size;
      cosignatures++;
    }
  }

  private Witness open() throws Exception {
    return Witness.open(
        keys, List.of(honest.key()), new CosignedState(folder, keys, disk), Clock.systemUTC());
  }
}
