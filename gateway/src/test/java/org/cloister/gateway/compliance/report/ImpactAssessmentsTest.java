package org.cloister.gateway.compliance.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cloister.models.Manifest;
import org.cloister.models.ModelException;
import org.cloister.models.ModelRepository;
import org.cloister.models.Models;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Models with and without an assessment of their own version, on its last day and after.
class ImpactAssessmentsTest {
  private static final LocalDate LAST_DAY = LocalDate.of(2027, 6, 30);

  private static Models models;
  private static List<Manifest> manifests;

  @BeforeAll
  static void open() throws ModelException {
    models = Models.open(ModelRepository.shipped());
    manifests = models.manifests();
  }

  @AfterAll
  static void close() {
    models.close();
  }

  @Test
  void models_areUsedUntilTheLastDayOfTheirAssessments() {
    ImpactAssessments all = ImpactAssessments.parse(assessed());

    assertThat(all.covering(manifests, LAST_DAY).of(manifests.getFirst()))
        .isEqualTo("DPIA-7, until 2027-06-30");
    assertThatThrownBy(() -> all.covering(manifests, LAST_DAY.plusDays(1)))
        .hasMessageContaining("no current assessment of the model");
  }

  @Test
  void modelWithoutOneOfItsVersion_isRefusedOnceAnotherHasOne() {
    String last = manifests.getLast().id().value();
    Map<String, String> older = assessed();
    older.put(last, "DPIA-6; 0.9.0; 2027-06-30");
    Map<String, String> fewer = assessed();
    fewer.remove(last);

    for (Map<String, String> settings : List.of(older, fewer)) {
      ImpactAssessments assessments = ImpactAssessments.parse(settings);
      assertThatThrownBy(() -> assessments.covering(manifests, LAST_DAY))
          .hasMessageContaining(last);
      assertThat(assessments.of(manifests.getLast())).isEqualTo("NONE");
    }
    assertThat(ImpactAssessments.parse(Map.of()).covering(manifests, LAST_DAY)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DPIA-7",
        "DPIA-7; 1.0.0",
        "; 1.0.0; 2027-06-30",
        "a; b; soon",
        "a; b; 2027-06-30; c"
      })
  void setting_ofAnotherFormIsRefused(String text) {
    assertThatThrownBy(() -> ImpactAssessments.parse(Map.of("m", text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cloister.compliance.impact-assessments.m must be");
  }

  private static Map<String, String> assessed() {
    Map<String, String> settings = new TreeMap<>();
    manifests.forEach(
        it -> settings.put(it.id().value(), "DPIA-7; " + it.version() + "; 2027-06-30"));
    return settings;
  }
}
