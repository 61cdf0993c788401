package org.cloister.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.cloister.models.ModelOutput.Absence;
import org.cloister.models.ModelOutput.Band;
import org.junit.jupiter.api.Test;

class ModelOutputTest {
  private static final ModelOutput EGFR =
      new ModelOutput(
          "egfr",
          "eGFR",
          ModelOutput.Kind.QUANTITY,
          "http://loinc.org",
          "98979-8",
          "mL/min/{1.73_m2}",
          Optional.empty(),
          0,
          List.of(
              new Band("G2-5", "lower", Double.NEGATIVE_INFINITY, 90),
              new Band("G1", "normal", 90, Double.POSITIVE_INFINITY)),
          Optional.empty(),
          List.of());

  @Test
  void band_isThatOfTheDisplayedValue() {
    assertThat(EGFR.band(89.5).orElseThrow().code()).isEqualTo("G1");
    assertThat(EGFR.displayed(89.5)).isEqualTo(90);
    assertThat(EGFR.band(89.49).orElseThrow().code()).isEqualTo("G2-5");
  }

  @Test
  void absence_appliesToWhatIsMissingOrAtTheLimit() {
    assertThat(new Absence.WhenMissing("bmi", "").applies(Double.NaN)).isTrue();
    assertThat(new Absence.WhenMissing("bmi", "").applies(25)).isFalse();
    assertThat(new Absence.WhenFrom("age", 60, "").applies(60)).isTrue();
    assertThat(new Absence.WhenFrom("age", 60, "").applies(59)).isFalse();
    assertThat(new Absence.WhenFrom("age", 60, "").applies(Double.NaN)).isFalse();
  }
}
