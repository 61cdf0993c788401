package org.cloister.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CoresTest {
  @Test
  void physical_countsTwoThreadsOfACoreOnce() {
    assertThat(
            Cores.physical(
                List.of(
                    "physical id\t: 0", "core id\t\t: 0",
                    "physical id\t: 0", "core id\t\t: 1",
                    "physical id\t: 0", "core id\t\t: 0",
                    "physical id\t: 1", "core id\t\t: 0")))
        .isEqualTo(3);
    assertThat(Cores.physical(List.of("processor\t: 0"))).isZero();
  }

  @Test
  void physical_isAtLeastOneAndNoMoreThanTheProcessCanUse() {
    assertThat(Cores.physical()).isBetween(1, Runtime.getRuntime().availableProcessors());
  }
}
