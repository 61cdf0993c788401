package org.cloister.deid.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class EquivalenceClassesTest {
  @Test
  void add_countsThoseWithoutIdEachTime() {
    EquivalenceClasses classes = new EquivalenceClasses(100);
    classes.add(7, 0);
    classes.add(7, 0);
    assertThat(classes.bySize()).isEqualTo(Map.of(2, 1L));
  }

  /// Classes of 1, 2 and 3 in equal numbers: the sample must show them in equal shares, whole.
  @Test
  void add_keepsAFairSampleOfWholeClassesBeyondItsLimit() {
    Random random = new Random(61);
    EquivalenceClasses classes = new EquivalenceClasses(20_000);
    for (int i = 0; i < 100_000; i++) {
      long lookAlike = random.nextLong();
      for (int person = 0; person <= i % 3; person++) {
        classes.add(lookAlike, random.nextLong() | 1);
      }
    }
    SortedMap<Integer, Long> bySize = classes.bySize();
    assertThat(classes.oneIn()).isEqualTo(16);
    assertThat(bySize.keySet()).containsExactly(1, 2, 3);
    for (long count : bySize.values()) {
      assertThat((double) count * 16).isCloseTo(33_333, within(3_000.0));
    }
  }

  @Test
  void add_isExactUpToItsLimit() {
    EquivalenceClasses classes = new EquivalenceClasses(50_000);
    for (int i = 0; i < 50_000; i++) {
      classes.add(ReleasedPatient.mixed(i / 2), ReleasedPatient.mixed(i + 1) | 1);
    }
    assertThat(classes.oneIn()).isEqualTo(1);
    assertThat(classes.bySize()).isEqualTo(Map.of(2, 25_000L));
  }
}
