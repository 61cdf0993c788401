package org.cloister.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.cloister.bench.crash.Schedule.Round;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final long SEED = 7;
  private static final Set<Fault> ALL = EnumSet.allOf(Fault.class);

  @Test
  void next_givesTheSameRoundsForTheSameSeed() {
    assertThat(rounds(new Schedule(SEED, ALL), 60)).isEqualTo(rounds(new Schedule(SEED, ALL), 60));
    assertThat(rounds(new Schedule(SEED, ALL), 60))
        .isNotEqualTo(rounds(new Schedule(SEED + 1, ALL), 60));
  }

  @Test
  void next_dealsEveryFaultInItsShareOfEachDeck() {
    List<Round> deck = rounds(new Schedule(SEED, ALL), Fault.deckSize());

    for (Fault fault : Fault.values()) {
      assertThat(deck).filteredOn(round -> round.fault() == fault).hasSize(fault.share());
    }
  }

  @Test
  void next_neverDealsWhatCannotBeMade() {
    EnumSet<Fault> possible = EnumSet.complementOf(EnumSet.of(Fault.FULL_DISK));

    assertThat(rounds(new Schedule(SEED, possible), 100))
        .extracting(Round::fault)
        .doesNotContain(Fault.FULL_DISK);
  }

  private static List<Round> rounds(Schedule schedule, int count) {
    return IntStream.range(0, count).mapToObj(_ -> schedule.next()).toList();
  }
}
