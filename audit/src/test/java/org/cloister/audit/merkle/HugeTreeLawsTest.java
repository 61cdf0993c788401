package org.cloister.audit.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// Laws over trees of up to 2^40 leaves, against the text of RFC 6962.
class HugeTreeLawsTest {
  private static final long SEED = 20261129;
  private static final int ROUNDS = 150;

  private final Random random = new Random(SEED);

  @Test
  void inclusion_isThatOfTheRfcAndNoOtherProofIsAccepted() {
    for (int round = 0; round < ROUNDS; round++) {
      long size = size();
      long index = random.nextLong(size);
      ReferenceTree tree = tree(index, size);
      String what = "seed %d round %d: leaf %d of %d".formatted(SEED, round, index, size);
      List<Hash> path = tree.path(index, size);
      Hash leaf = tree.leaf(index);
      Hash root = tree.root(size);
      assertThat(builder(tree).inclusion(index, size)).as(what).isEqualTo(path);
      assertThat(ProofCheck.includes(index, size, leaf, path, root)).as(what).isTrue();
      assertNoMutantHolds(what, path, p -> ProofCheck.includes(index, size, leaf, p, root));
      assertThat(ProofCheck.includes(index, size, flipped(leaf), path, root)).as(what).isFalse();
      assertThat(ProofCheck.includes(index, size, leaf, path, flipped(root))).as(what).isFalse();
      for (int bit = 0; bit < Long.SIZE; bit++) {
        assertThat(ProofCheck.includes(index ^ 1L << bit, size, leaf, path, root))
            .as("%s, bit %d of the index", what, bit)
            .isFalse();
      }
      assertThat(ProofCheck.includes(size, size, leaf, path, root)).as(what).isFalse();
    }
  }

  @Test
  void consistency_isThatOfTheRfcAndNoOtherProofIsAccepted() {
    for (int round = 0; round < ROUNDS; round++) {
      long size = size();
      long old = 1 + random.nextLong(size);
      ReferenceTree tree = tree(old - 1, size);
      String what = "seed %d round %d: %d to %d".formatted(SEED, round, old, size);
      List<Hash> proof = tree.proof(old, size);
      Hash before = tree.root(old);
      Hash after = tree.root(size);
      assertThat(builder(tree).consistency(old, size)).as(what).isEqualTo(proof);
      assertThat(ProofCheck.consistent(old, size, before, after, proof)).as(what).isTrue();
      assertNoMutantHolds(what, proof, p -> ProofCheck.consistent(old, size, before, after, p));
      assertThat(ProofCheck.consistent(old, size, flipped(before), after, proof)).isFalse();
      assertThat(ProofCheck.consistent(old, size, before, flipped(after), proof)).isFalse();
      assertThat(ProofCheck.consistent(size, old, after, before, proof))
          .as("%s backwards", what)
          .isEqualTo(old == size);
    }
  }

  @Test
  void proofs_holdForNoOtherBitOfAnyHash() {
    long size = (1L << 40) - 12_345;
    long index = random.nextLong(size);
    ReferenceTree tree = tree(index, size);
    List<Hash> path = tree.path(index, size);
    for (int place = 0; place < path.size(); place++) {
      for (int bit = 0; bit < Hash.LENGTH * Byte.SIZE; bit++) {
        List<Hash> mutant = new ArrayList<>(path);
        mutant.set(place, flipped(path.get(place), bit));
        assertThat(ProofCheck.includes(index, size, tree.leaf(index), mutant, tree.root(size)))
            .as("seed %d: bit %d of hash %d", SEED, bit, place)
            .isFalse();
      }
    }
  }

  @Test
  void proofs_ofAnySizeAndLengthAreAnswered() {
    Hash any = new ReferenceTree().leaf(0);
    long[] numbers = {Long.MIN_VALUE, -1, 0, 1, 2, 3, 1L << 62, Long.MAX_VALUE - 1, Long.MAX_VALUE};
    for (long first : numbers) {
      for (long second : numbers) {
        for (int length : new int[] {0, 1, 62, 63, 64, 1000}) {
          List<Hash> proof = Collections.nCopies(length, any);
          assertThat(ProofCheck.includes(first, second, any, proof, any))
              .isEqualTo(first == 0 && second == 1 && length == 0);
          assertThat(ProofCheck.consistent(first, second, any, any, proof))
              .as("%d to %d by %d", first, second, length)
              .isEqualTo(first > 0 && first == second && length == 0);
        }
      }
    }
  }

  /// One bit of each hash, each hash left out, put twice, exchanged with its neighbour, and a
  /// foreign one at each place.
  private void assertNoMutantHolds(String what, List<Hash> proof, Predicate<List<Hash>> holds) {
    Hash foreign = flipped(new ReferenceTree().leaf(0));
    for (int place = 0; place <= proof.size(); place++) {
      int at = place;
      assertRefused(what, proof, holds, at, p -> p.add(at, foreign));
      if (at == proof.size()) {
        continue;
      }
      assertRefused(what, proof, holds, at, p -> p.set(at, flipped(p.get(at))));
      assertRefused(what, proof, holds, at, p -> p.remove(at));
      assertRefused(what, proof, holds, at, p -> p.add(at, p.get(at)));
      if (at > 0 && !proof.get(at).equals(proof.get(at - 1))) {
        assertRefused(what, proof, holds, at, p -> Collections.swap(p, at, at - 1));
      }
    }
  }

  private static void assertRefused(
      String what,
      List<Hash> proof,
      Predicate<List<Hash>> holds,
      int place,
      Consumer<List<Hash>> change) {
    List<Hash> mutant = new ArrayList<>(proof);
    change.accept(mutant);
    assertThat(holds.test(mutant)).as("%s, changed at %d", what, place).isFalse();
  }

  /// Sizes of every length in bits, and those around powers of two.
  private long size() {
    long power = 1L << random.nextInt(41);
    return switch (random.nextInt(3)) {
      case 0 -> Math.max(1, power - random.nextInt(3));
      case 1 -> Math.min(1L << 40, power + random.nextInt(3));
      default -> 1 + random.nextLong(power);
    };
  }

  private ReferenceTree tree(long index, long size) {
    ReferenceTree tree = new ReferenceTree().with(index, bytes());
    for (int i = 0; i < 4; i++) {
      ReferenceTree _ = tree.with(random.nextLong(size), bytes());
    }
    return tree;
  }

  private byte[] bytes() {
    byte[] bytes = new byte[random.nextInt(40)];
    random.nextBytes(bytes);
    return bytes;
  }

  private Hash flipped(Hash hash) {
    return flipped(hash, random.nextInt(Hash.LENGTH * Byte.SIZE));
  }

  private static Hash flipped(Hash hash, int bit) {
    byte[] bytes = hash.bytes();
    bytes[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
    return Hash.of(bytes);
  }

  private static ProofBuilder<RuntimeException> builder(ReferenceTree tree) {
    return new ProofBuilder<>((height, index) -> tree.root(index << height, 1L << height));
  }
}
