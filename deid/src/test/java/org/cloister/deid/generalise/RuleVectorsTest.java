package org.cloister.deid.generalise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.LocalDate;
import java.util.List;
import org.cloister.deid.SharedData;
import org.cloister.deid.generalise.AgeBand.Verdict;
import org.junit.jupiter.api.Test;

/// The rule vectors about geography, dates and ages.
class RuleVectorsTest {
  @Test
  void everyPostalCodeComesOutAsTheVectorsSay() throws IOException {
    for (Vector vector : vectors("zip-")) {
      assertThat(Zip3.of(vector.input, vector.context("country"), "").orElse("(absent)"))
          .as(vector.id)
          .isEqualTo(vector.expected);
    }
  }

  @Test
  void everyDateComesOutAsTheVectorsSay() throws IOException {
    for (Vector vector : vectors("date-")) {
      if (vector.element.equals("Patient.birthDate")) {
        LocalDate today = LocalDate.parse("2026-06-01");
        assertThat(BirthYear.of(vector.input, "", today).orElse("(absent)"))
            .as(vector.id)
            .isEqualTo(vector.expected);
      } else if (!vector.element.contains("extension")) {
        assertThat(PartialDate.isDate(vector.input)).as(vector.id).isTrue();
        assertThat(vector.input.substring(0, 4)).as(vector.id).isEqualTo(vector.expected);
      }
    }
  }

  @Test
  void everyAgeIsJudgedAsTheVectorsSay() throws IOException {
    for (Vector vector : vectors("age-")) {
      String[] amount = vector.input.split(" ", -1);
      if (amount.length == 2) {
        assertThat(AgeBand.judge(amount[0], "", amount[1], ""))
            .as(vector.id)
            .isEqualTo(vector.expected.equals(vector.input) ? Verdict.UP_TO_89 : Verdict.OVER_89);
      }
    }
  }

  private record Vector(String id, String element, String input, String context, String expected) {
    String context(String key) {
      return context.startsWith(key + "=") ? context.substring(key.length() + 1) : "";
    }
  }

  private static List<Vector> vectors(String prefix) throws IOException {
    List<Vector> vectors =
        Files.readAllLines(SharedData.path("data/deid/rules/safe_harbor_vectors.csv")).stream()
            .filter(line -> line.startsWith(prefix))
            .map(line -> line.split(",", 6))
            .map(cells -> new Vector(cells[0], cells[1], cells[2], cells[3], cells[4]))
            .toList();
    assertThat(vectors).isNotEmpty();
    return vectors;
  }
}
