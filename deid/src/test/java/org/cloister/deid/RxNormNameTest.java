package org.cloister.deid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.cloister.deid.Chart.Coding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Names as RxNorm and Synthea write them.
final class RxNormNameTest {
  @ParameterizedTest
  @CsvSource({
    "lisinopril 10 MG Oral Tablet, lisinopril",
    "Amlodipine 5 MG Oral Tablet [Norvasc], amlodipine",
    "24 HR metoprolol succinate 100 MG Extended Release Oral Tablet, metoprolol",
    "Hydrochlorothiazide 12.5 MG / Lisinopril 10 MG Oral Tablet, hydrochlorothiazide lisinopril",
    "Acetaminophen 325 MG / HYDROcodone Bitartrate 7.5 MG Oral Tablet, acetaminophen hydrocodone",
    "Amoxicillin 120 MG/ML / clavulanate potassium 8.58 MG/ML Oral Suspension, amoxicillin"
        + " clavulanate",
    "Naproxen sodium 220 MG Oral Tablet, naproxen",
  })
  void ofAnOralProduct_theIngredientsAreRead(String name, String ingredients) {
    assertThat(ingredients(RxNormName.ORAL_INGREDIENT, name))
        .containsExactly(ingredients.split(" "));
    assertThat(ingredients(RxNormName.INGREDIENT, name)).containsExactly(ingredients.split(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "timolol 5 MG/ML Ophthalmic Solution, timolol",
    "NDA020800 0.3 ML Epinephrine 1 MG/ML Auto-Injector, epinephrine",
    "oxygen, oxygen",
    "lisinopril, lisinopril"
  })
  void ofAnyOther_itIsNotSaidThatItIsSwallowed(String name, String ingredient) {
    assertThat(ingredients(RxNormName.INGREDIENT, name)).containsExactly(ingredient);
    assertThat(ingredients(RxNormName.ORAL_INGREDIENT, name)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lisinopril 10 MG Oral Tablet; atorvastatin 20 MG Oral Tablet",
        "lisinopril 10 MG Oral Tablet and atorvastatin",
        "lisinopril 10 MG",
        "no lisinopril",
        "stopped lisinopril 10 MG Oral Tablet / aspirin",
        "lisinopril Oral Tablet",
        "{7 (Inert Ingredients 1 MG Oral Tablet) } Pack",
        "0.4 ML enoxaparin sodium 100 MG/ML Prefilled Syringe / x",
        ""
      })
  void aNameOfAnotherForm_isNotRead(String name) {
    assertThat(RxNormName.codings(List.of(coding(name)))).isEmpty();
  }

  /// Two names of one entry, one of which cannot be read: the other may not speak for both.
  @Test
  void oneUnreadableNameSilencesTheOther() {
    assertThat(
            RxNormName.codings(
                List.of(coding("amoxicillin 250 MG Oral Capsule"), coding("a mix of things"))))
        .isEmpty();
  }

  private static org.hl7.fhir.r4.model.Coding coding(String display) {
    return new org.hl7.fhir.r4.model.Coding(RxNormName.RXNORM, "1", display);
  }

  private static List<String> ingredients(String system, String name) {
    return RxNormName.codings(List.of(coding(name))).stream()
        .filter(coding -> coding.system().equals(system))
        .map(Coding::code)
        .toList();
  }
}
