package org.cloister.gateway.compliance.review.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.cloister.gateway.compliance.review.explain.SyntheticHospital.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The bars hold in hospitals on which nothing was tried out: another size, other names, other
/// work, other shares. Misuse that a care relation happens to explain is lost, so recall is held at
/// 0.93 here instead of 0.95; what must never be missed is held at 1.
class SyntheticHospitalTest {
  private final Judge judge = new Judge(ZoneOffset.UTC);

  @ParameterizedTest
  @ValueSource(longs = {1, 22, 333, 4444, 55_555})
  void judge_findsMisuseInAnotherHospital(long seed) {
    holds(new Shape(seed, 300, 6000, 60, 5000, 400, 20_000, 20, 20));
  }

  @ParameterizedTest
  @ValueSource(longs = {6, 77})
  void judge_findsMisuseWhereFewAccessesAreExplained(long seed) {
    holds(new Shape(seed, 80, 3000, 30, 900, 60, 4000, 100, 12));
  }

  @ParameterizedTest
  @ValueSource(longs = {8, 99})
  void judge_findsMisuseInALargeHospital(long seed) {
    holds(new Shape(seed, 900, 40_000, 90, 40_000, 3000, 150_000, 10, 25));
  }

  @ParameterizedTest
  @ValueSource(longs = {10, 111})
  void judge_leavesHonestWorkAlone(long seed) {
    Hospital hospital =
        SyntheticHospital.make(new Shape(seed, 900, 40_000, 90, 40_000, 3000, 150_000, 20, 0));
    Map<String, List<Evidence>> alerts = hospital.alerts(judge);
    hospital.misuse.keySet().forEach(alerts::remove);
    // 2 % of these accesses are unexplained; of those, one in thirty hits a reason to be curious.
    assertThat(alerts.size()).as("of 150,000 honest accesses").isLessThan(300);
  }

  private void holds(Shape shape) {
    Hospital hospital = SyntheticHospital.make(shape);
    Scorecard score = Scorecard.of(hospital.misuse, hospital.alerts(judge).keySet());
    assertThat(score.recall()).as(score.toString()).isGreaterThanOrEqualTo(0.93);
    assertThat(score.precision()).as(score.toString()).isGreaterThanOrEqualTo(0.60);
    assertThat(List.of("self", "after-death", "former-staff"))
        .allSatisfy(kind -> assertThat(score.recall(kind)).as(kind).isEqualTo(1));
  }
}
