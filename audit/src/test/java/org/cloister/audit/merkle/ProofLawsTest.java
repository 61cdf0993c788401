package org.cloister.audit.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Laws over every tree of up to 70 leaves and some larger ones.
class ProofLawsTest {
  private static final long SEED = 6962;
  private static final int SIZES = 70;

  private final Random random = new Random(SEED);
  private final List<Hash> leaves = new ArrayList<>();

  ProofLawsTest() {
    for (int i = 0; i < 1500; i++) {
      byte[] entry = new byte[random.nextInt(40)];
      random.nextBytes(entry);
      leaves.add(TreeHash.leaf(entry));
    }
  }

  @Test
  void root_isTheMerkleTreeHashOfTheRfc() {
    CompactRange range = CompactRange.empty();
    for (int size = 0; size <= SIZES; size++) {
      assertThat(range.root()).as("size %d", size).isEqualTo(mth(0, size));
      range.append(leaves.get(size), (_, _, _) -> {});
    }
  }

  @Test
  void includes_acceptsEveryLeafOfEveryTreeAndNoOther() {
    for (int size = 1; size <= SIZES; size++) {
      for (int index = 0; index < size; index++) {
        List<Hash> proof = builder().inclusion(index, size);
        Hash root = mth(0, size);
        assertThat(ProofCheck.includes(index, size, leaves.get(index), proof, root)).isTrue();
        assertThat(ProofCheck.includes(index, size, leaves.get(index + 1), proof, root)).isFalse();
        assertThat(ProofCheck.includes(index, size, leaves.get(index), proof, mth(0, size + 1)))
            .isFalse();
      }
    }
  }

  @Test
  void consistent_acceptsEveryGrowthAndNoOtherHistory() {
    for (int size = 1; size <= SIZES; size++) {
      for (int old = 1; old <= size; old++) {
        List<Hash> proof = builder().consistency(old, size);
        assertThat(ProofCheck.consistent(old, size, mth(0, old), mth(0, size), proof))
            .as("%d to %d", old, size)
            .isTrue();
        assertThat(ProofCheck.consistent(old, size, mth(1, old + 1), mth(0, size), proof))
            .isFalse();
      }
    }
  }

  @Test
  void proofs_holdForRandomLargerTrees() {
    for (int round = 0; round < 200; round++) {
      int size = 1 + random.nextInt(leaves.size() - 1);
      int old = 1 + random.nextInt(size);
      int index = random.nextInt(size);
      Hash root = mth(0, size);
      assertThat(
              ProofCheck.includes(
                  index, size, leaves.get(index), builder().inclusion(index, size), root))
          .as("seed %d: leaf %d of %d", SEED, index, size)
          .isTrue();
      assertThat(
              ProofCheck.consistent(old, size, mth(0, old), root, builder().consistency(old, size)))
          .as("seed %d: %d to %d", SEED, old, size)
          .isTrue();
    }
  }

  private ProofBuilder<RuntimeException> builder() {
    return new ProofBuilder<>((height, index) ->
        mth(Math.toIntExact(index << height), Math.toIntExact((index + 1) << height)));
  }

  /// RFC 6962 section 2.1, word for word.
  private Hash mth(int begin, int end) {
    int n = end - begin;
    if (n == 0) {
      return TreeHash.EMPTY_ROOT;
    }
    if (n == 1) {
      return leaves.get(begin);
    }
    int k = Integer.highestOneBit(n - 1);
    return TreeHash.node(mth(begin, begin + k), mth(begin + k, end));
  }
}
