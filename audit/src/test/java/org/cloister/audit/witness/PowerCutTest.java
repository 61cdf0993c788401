package org.cloister.audit.witness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.witness.Witness.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is left of a witness when the power goes at any step of keeping its state: a state that can
/// be read, and no root that contradicts one that was signed.
class PowerCutTest {
  private static final long SEED = 20261129;
  private static final int ROUNDS = 600;
  private static final int SIZES = 64;

  @TempDir Path folder;

  private final Random random = new Random(SEED);
  private final PowerCutDisk disk = new PowerCutDisk(random);

  @Test
  void addCheckpoint_signsOneHistoryThroughPowerCuts() throws Exception {
    GrowingLog honest = GrowingLog.empty("log.example/a").grownTo(SIZES, "entry");
    GrowingLog fork = honest.forkedAt(0).grownTo(SIZES, "other");
    WitnessKeys keys = WitnessKeys.create("witness.example/w1", folder.resolve("witness.key"));
    Witness.begin(keys, "log.example/a", folder, Clock.systemUTC());
    CosignedState state = new CosignedState(folder, keys, disk);
    Map<Integer, Hash> signed = new HashMap<>();
    int size = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Witness witness = Witness.open(keys, List.of(honest.key()), state, Clock.systemUTC());
      disk.cutAt(random.nextInt(6));
      GrowingLog history = random.nextInt(4) == 0 ? fork : honest;
      int next = Math.min(SIZES, size + random.nextInt(2));
      if (witness.addCheckpoint(history.request(size, next)) instanceof Answer.Cosigned) {
        Hash root = history.root(next);
        assertThat(signed.getOrDefault(next, root))
            .as("seed %d round %d: one root for size %d", SEED, round, next)
            .isEqualTo(root);
        signed.put(next, root);
      }
      disk.powerBack();
      int kept = size(state);
      assertThat(kept)
          .as("seed %d round %d: nothing that was signed is forgotten", SEED, round)
          .isGreaterThanOrEqualTo(signed.keySet().stream().mapToInt(s -> s).max().orElse(0));
      size = kept;
    }
    assertThat(signed).as("seed %d", SEED).hasSizeGreaterThan(10);
  }

  private static int size(CosignedState state) throws Exception {
    return Math.toIntExact(CosignedState.checkpoint(state.load("log.example/a")).size());
  }
}
