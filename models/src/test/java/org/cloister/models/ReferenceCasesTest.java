package org.cloister.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.cloister.policies.ModelId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Values that other implementations and the papers' supplements give, through the graph itself:
/// some of the patients are outside of the ranges that the product answers for.
class ReferenceCasesTest {
  @ParameterizedTest
  @CsvSource({"ckd-epi-2021-cr, 35", "prevent-2023-base, 573"})
  void run_agreesWithEveryReferenceValue(String id, int values) throws Exception {
    Path file = Path.of(System.getProperty("cloister.shared", ""), "data/models", id + ".json");
    assumeTrue(Files.exists(file), "skipped: no shared data");
    int compared = 0;
    try (Models models = Models.open(ModelRepository.shipped())) {
      OpenModel model = models.model(new ModelId(id));
      List<String> outputs = model.manifest().outputs().stream().map(ModelOutput::name).toList();
      for (JsonNode reference : cases(file)) {
        double[] found = model.run(row(model.inputs(), reference.get("inputs")));
        for (Map.Entry<String, JsonNode> expected : reference.get("expected").properties()) {
          int column = outputs.indexOf(expected.getKey());
          if (column >= 0) {
            assertThat(found[column])
                .as(reference.get("id").textValue() + " " + expected.getKey())
                .isCloseTo(
                    expected.getValue().get("value").doubleValue(),
                    within(expected.getValue().get("tolerance").doubleValue()));
            compared++;
          }
        }
      }
    }
    assertThat(compared).isGreaterThanOrEqualTo(values);
  }

  private static JsonNode cases(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile()).get("cases");
  }

  private static double[] row(List<String> inputs, JsonNode values) {
    return inputs.stream()
        .mapToDouble(input -> values.has(input) ? number(input, values.get(input)) : Double.NaN)
        .toArray();
  }

  private static double number(String input, JsonNode value) {
    if (value.isBoolean()) {
      return value.booleanValue() ? 1 : 0;
    }
    if (value.isTextual()) {
      return value.textValue().equals("female") ? 1 : 0;
    }
    double number = value.get("value").doubleValue();
    boolean molar = input.equals("creatinine") && value.get("unit").textValue().equals("umol/L");
    return molar ? number / 88.4 : number;
  }
}
