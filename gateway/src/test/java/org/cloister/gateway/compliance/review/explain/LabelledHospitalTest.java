package org.cloister.gateway.compliance.review.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// The bars of the labelled hospital. The rules were not fitted to it: see [SyntheticHospitalTest]
/// for hospitals of other proportions.
class LabelledHospitalTest {
  private final Judge judge = new Judge(ZoneOffset.UTC);

  @Test
  void judge_findsThePlantedMisuseWithoutDrowningTheOfficer() throws IOException {
    Hospital hospital = LabelledHospital.read(UnaryOperator.identity(), 0);
    Scorecard score = Scorecard.of(hospital.misuse, hospital.alerts(judge).keySet());
    assertThat(score.recall()).as(score.toString()).isGreaterThanOrEqualTo(0.95);
    assertThat(score.precision()).as(score.toString()).isGreaterThanOrEqualTo(0.60);
    assertThat(List.of("after-death", "former-employee", "self-access"))
        .allSatisfy(kind -> assertThat(score.recall(kind)).as(kind).isEqualTo(1));
  }

  @Test
  void judge_rulesTheSameWhateverTheNamesAndTheYear() throws IOException {
    Map<String, List<Evidence>> original =
        LabelledHospital.read(UnaryOperator.identity(), 0).alerts(judge);
    Map<String, List<Evidence>> renamed =
        LabelledHospital.read(name -> "x" + name.hashCode() + name.length(), 1234).alerts(judge);
    assertThat(renamed.keySet()).isEqualTo(original.keySet());
  }

  @Test
  void judge_givesEveryAlertAFact() throws IOException {
    Hospital hospital = LabelledHospital.read(UnaryOperator.identity(), 0);
    assertThat(hospital.alerts(judge).values())
        .allSatisfy(evidence ->
            assertThat(evidence)
                .isNotEmpty()
                .allSatisfy(
                    each -> assertThat(each.sentence()).endsWith(".").hasSizeGreaterThan(20)));
  }
}
