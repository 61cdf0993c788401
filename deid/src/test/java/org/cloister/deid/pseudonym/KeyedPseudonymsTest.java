package org.cloister.deid.pseudonym;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.cloister.deid.sealing.KeyEncryptionKey;
import org.cloister.deid.sealing.KeyFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyedPseudonymsTest {
  private static final PseudonymDomain STUDY = new PseudonymDomain("heart-study");
  private static final PseudonymDomain OTHER = new PseudonymDomain("lung-study");

  @TempDir Path folder;

  private KeyEncryptionKey key;
  private KeyedPseudonyms study;

  @BeforeEach
  void makeKey() throws Exception {
    key = KeyFile.create(folder.resolve("pseudonyms.key"));
    study = KeyedPseudonyms.of(key, STUDY, 1);
  }

  @Test
  void codes_areTheSameEachTimeAndAfterARestart() throws Exception {
    List<Original> originals = originals(500, 7);
    KeyedPseudonyms restarted =
        KeyedPseudonyms.of(KeyFile.load(folder.resolve("pseudonyms.key")), STUDY, 1);

    assertThat(restarted.codes(originals)).isEqualTo(study.codes(originals));
  }

  @Test
  void codes_haveTheFormOfAUuidOfVersion8() throws Exception {
    for (String code : study.codes(originals(500, 8)).values()) {
      UUID uuid = UUID.fromString(code);
      assertThat(uuid.version()).isEqualTo(8);
      assertThat(uuid.variant()).isEqualTo(2);
      assertThat(code).hasSize(36);
    }
  }

  @Test
  void codes_ofTwoDomainsKeysVersionsOrKindsShareNothing() throws Exception {
    KeyEncryptionKey another = KeyFile.create(folder.resolve("another.key"));
    List<Original> patients = originals(1000, 9);
    List<Original> encounters =
        patients.stream().map(one -> Original.ofId("Encounter", one.value())).toList();
    Set<String> all = new HashSet<>();

    all.addAll(study.codes(patients).values());
    all.addAll(study.codes(encounters).values());
    all.addAll(KeyedPseudonyms.of(key, OTHER, 1).codes(patients).values());
    all.addAll(KeyedPseudonyms.of(key, STUDY, 2).codes(patients).values());
    all.addAll(KeyedPseudonyms.of(another, STUDY, 1).codes(patients).values());

    assertThat(all).hasSize(5000);
  }

  @Test
  void codes_areTheSameForManyThreads() throws Exception {
    List<Original> originals = originals(2000, 10);
    Map<Original, String> expected = study.codes(originals);

    assertThat(
            IntStream.range(0, 16)
                .parallel()
                .allMatch(_ -> {
                  try {
                    return study.codes(originals).equals(expected);
                  } catch (PseudonymException e) {
                    throw new AssertionError(e);
                  }
                }))
        .isTrue();
  }

  @Test
  void codes_refuseAnOriginalThatIsNotUnicodeAndSayNothingOfIt() {
    Original broken = Original.ofId("Patient", "secret\uD800");

    assertThatThrownBy(() -> study.codes(List.of(broken)))
        .isInstanceOf(PseudonymException.class)
        .hasMessageNotContaining("secret");
  }

  @Test
  void offsetDays_isUniformOverAYearEitherWayAndNeverZero() throws Exception {
    int patients = 100_000;
    int[] counts = new int[2 * DateOffset.MOST_DAYS + 1];
    for (int i = 0; i < patients; i++) {
      counts[study.offsetDays(Original.ofId("Patient", "p" + i)) + DateOffset.MOST_DAYS]++;
    }

    assertThat(counts[DateOffset.MOST_DAYS]).isZero();
    assertThat(Arrays.stream(counts).filter(count -> count == 0)).hasSize(1);
    double expected = patients / (2.0 * DateOffset.MOST_DAYS);
    double chiSquare = -expected; // of the bin of 0, which stays empty
    for (int count : counts) {
      chiSquare += (count - expected) * (count - expected) / expected;
    }
    // 729 degrees of freedom; the key is random, so the bound is that of p = 10^-6: chance fails
    // one run in a million.
    assertThat(chiSquare).isLessThan(920);
  }

  @Test
  void offsetDays_cannotBeLinkedBetweenDomains() throws Exception {
    KeyedPseudonyms other = KeyedPseudonyms.of(key, OTHER, 1);
    double products = 0;
    int equal = 0;
    int patients = 20_000;
    for (int i = 0; i < patients; i++) {
      int here = study.offsetDays(Original.ofId("Patient", "p" + i));
      int there = other.offsetDays(Original.ofId("Patient", "p" + i));
      products += (double) here * there;
      equal += here == there ? 1 : 0;
    }

    double variance = 365.0 * 365 / 3;
    assertThat(Math.abs(products / patients / variance)).isLessThan(0.04);
    assertThat(equal).isLessThan(80);
  }

  @Test
  void domain_refusesNamesThatAreNot() {
    for (String name : List.of("", "Heart", "1st", "a_b", "a".repeat(64), "a\n")) {
      assertThatThrownBy(() -> new PseudonymDomain(name))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static List<Original> originals(int count, long seed) {
    Random random = new Random(seed);
    return IntStream.range(0, count)
        .mapToObj(i -> Original.ofId("Patient", i + "-" + random.nextInt(1_000_000)))
        .toList();
  }
}
