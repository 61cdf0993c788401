package org.cloister.audit.witness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.merkle.TreeHash;
import org.cloister.audit.witness.Witness.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random requests, honest and hostile, against the text of c2sp.org/tlog-witness as a model of two
/// variables: the size and the root of what was cosigned last.
class WitnessModelTest {
  private static final long SEED = 20261129;
  private static final int SIZES = 40;
  private static final int ROUNDS = 1500;

  @TempDir Path folder;

  private final Random random = new Random(SEED);
  private final GrowingLog honest = GrowingLog.empty("log.example/a").grownTo(SIZES, "entry");
  private final List<GrowingLog> histories = new ArrayList<>(List.of(honest, honest, honest));
  private final GrowingLog impostor = GrowingLog.empty("log.example/a").grownTo(SIZES, "entry");
  private final GrowingLog stranger = GrowingLog.empty("log.example/b").grownTo(SIZES, "entry");
  private WitnessKeys keys;
  private Path state;
  private int size;
  private Hash root = TreeHash.EMPTY_ROOT;

  @BeforeEach
  void begin() throws Exception {
    keys = WitnessKeys.create("witness.example/w1", folder.resolve("witness.key"));
    state = folder;
    Witness.begin(keys, "log.example/a", state, Clock.systemUTC());
    for (int i = 0; i < 3; i++) {
      histories.add(honest.forkedAt(random.nextInt(SIZES)).grownTo(SIZES, "fork " + i));
    }
    histories.add(impostor);
    histories.add(stranger);
  }

  @Test
  void addCheckpoint_answersAsTheModelDoes() throws Exception {
    Witness witness = open();
    int begun = 0;
    for (int round = 0; round < ROUNDS; round++) {
      GrowingLog history = histories.get(random.nextInt(histories.size()));
      int old = random.nextInt(3) == 0 ? random.nextInt(SIZES) : size;
      int next = Math.clamp(old + random.nextInt(4) - 1L, 0, SIZES);
      List<Hash> proof = proof(history, old, next);
      Answer expected = expected(history, old, next, proof);
      Answer answer = witness.addCheckpoint(history.request(old, next, proof));
      String what = "seed %d round %d: %d to %d".formatted(SEED, round, old, next);
      if (expected instanceof Answer.Cosigned) {
        assertThat(answer).as(what).isInstanceOf(Answer.Cosigned.class);
        size = next;
        root = history.root(next);
      } else {
        assertThat(answer).as(what).isEqualTo(expected);
      }
      if (random.nextInt(5) == 0) {
        witness = open();
      }
      if (size == SIZES) {
        witness = begunAnew();
        begun++;
      }
    }
    assertThat(begun).as("seed %d: whole histories", SEED).isPositive();
  }

  @Test
  void addCheckpoint_cosignsNothingElseFromAChangedRequest() throws Exception {
    Witness witness = open();
    assertThat(witness.addCheckpoint(honest.request(0, 7))).isInstanceOf(Answer.Cosigned.class);
    byte[] good = honest.request(7, 20);
    int signatures = new String(good, StandardCharsets.UTF_8).lastIndexOf("\n\n");
    for (int round = 0; round < 1000; round++) {
      byte[] mutant = good.clone();
      int at = random.nextInt(mutant.length);
      mutant[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : "\n 0+A".charAt(at % 5));
      Answer answer = witness.addCheckpoint(mutant);
      if (answer instanceof Answer.Cosigned) {
        // The byte came out as it was.
        assertThat(new String(mutant, StandardCharsets.UTF_8))
            .as("seed %d round %d", SEED, round)
            .startsWith(new String(good, StandardCharsets.UTF_8).substring(0, signatures));
        witness = begunAnew();
        Answer _ = witness.addCheckpoint(honest.request(0, 7));
      }
    }
    assertThat(witness.addCheckpoint(good)).isInstanceOf(Answer.Cosigned.class);
  }

  private Answer expected(GrowingLog history, int old, int next, List<Hash> proof) {
    if (history == stranger) {
      return new Answer.UnknownOrigin();
    }
    if (history == impostor) {
      return new Answer.NotSigned();
    }
    if (old > next) {
      return new Answer.Malformed();
    }
    if (old != size || (next == size && !history.root(next).equals(root))) {
      return new Answer.Conflict(size);
    }
    boolean continues =
        proof.equals(history.consistency(old, next)) && history.root(old).equals(root);
    return continues ? new Answer.Cosigned(List.of()) : new Answer.BadProof();
  }

  /// The right one mostly; otherwise short, long, changed or of another history.
  private List<Hash> proof(GrowingLog history, int old, int next) {
    List<Hash> proof = new ArrayList<>(old <= next ? history.consistency(old, next) : List.of());
    switch (random.nextInt(8)) {
      case 0 -> proof.add(root);
      case 1 -> {
        if (!proof.isEmpty()) {
          Hash _ = proof.removeLast();
        }
      }
      case 2 -> {
        if (!proof.isEmpty()) {
          Hash _ = proof.set(random.nextInt(proof.size()), TreeHash.EMPTY_ROOT);
        }
      }
      default -> {}
    }
    return proof;
  }

  private Witness begunAnew() throws Exception {
    state = Files.createTempDirectory(folder, "state");
    size = 0;
    root = TreeHash.EMPTY_ROOT;
    Witness.begin(keys, "log.example/a", state, Clock.systemUTC());
    return open();
  }

  private Witness open() throws Exception {
    return Witness.open(keys, List.of(honest.key()), state, Clock.systemUTC());
  }
}
