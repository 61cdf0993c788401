package org.cloister.gateway.infer;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.identity.DemoClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What others computed, asked of the gateway as an EHR would ask it.
@ExtendWith(SharedGateway.class)
@TestInstance(Lifecycle.PER_CLASS)
final class ReferenceCasesTest {
  private static final int LEAST_CASES = 20;
  private static final int OLDEST = 90;

  /// Factor of one year in CKD-EPI 2021 (Inker 2021, table 2).
  private static final double PER_YEAR = 0.9938;

  private static final Map<String, String> PREVENT_OUTPUTS =
      Map.ofEntries(
          entry("total_cvd_10y", "prevent-total-cvd-10y"),
          entry("ascvd_10y", "prevent-ascvd-10y"),
          entry("heart_failure_10y", "prevent-heart-failure-10y"),
          entry("total_cvd_30y", "prevent-total-cvd-30y"),
          entry("ascvd_30y", "prevent-ascvd-30y"),
          entry("heart_failure_30y", "prevent-heart-failure-30y"));

  private final TestGateway gateway;
  private String token = "";

  ReferenceCasesTest(TestGateway gateway) {
    this.gateway = gateway;
  }

  @BeforeAll
  void authenticate() throws IOException {
    token = gateway.token(DemoClient.EHR);
  }

  /// Khan SS et al., Circulation 2024;149:430-449, Supplemental Table S12: a person of 50 with SBP
  /// 160 mm[Hg] on treatment, total cholesterol 200 and HDL 45 mg/dL, diabetes, eGFR 90, BMI 35.
  @ParameterizedTest
  @CsvSource({
    "female, prevent-total-cvd-10y, 14.7",
    "female, prevent-heart-failure-10y, 8.1",
    "female, prevent-ascvd-30y, 35.4",
    "male, prevent-total-cvd-10y, 16.3",
    "male, prevent-ascvd-10y, 10.2",
    "male, prevent-heart-failure-10y, 10.6",
    "male, prevent-total-cvd-30y, 51.4",
    "male, prevent-ascvd-30y, 34.9",
    "male, prevent-heart-failure-30y, 42.4"
  })
  void prevent_givesThePublishedExample(String sex, String output, double percent)
      throws Exception {
    Map<String, BigDecimal> numbers =
        answered(ModelCall.prevent("anchor-prevent").word("sex", sex));
    assertThat(number(numbers, output)).isCloseTo(percent, within(0.0501));
  }

  /// The documented example of R package kidney.epi 1.4.0; and of the MEDCALCEHR golden data set.
  @ParameterizedTest
  @CsvSource({
    "60, male, 1.4, 57.54, 0.0051",
    "25, female, 0.8, 105, 0.5",
    "75, male, 1.8, 39, 0.5",
    "65, male, 3.5, 19, 0.5"
  })
  void ckdEpi_givesPublishedValues(
      String age, String sex, String creatinine, double egfr, double tolerance) throws Exception {
    Map<String, BigDecimal> numbers =
        answered(
            ModelCall.ckdEpi("anchor-ckd")
                .amount("age", age, "a")
                .word("sex", sex)
                .amount("creatinine", creatinine, "mg/dL"));
    assertThat(number(numbers, "egfr")).isCloseTo(egfr, within(tolerance));
  }

  @Test
  void prevent_agreesWithEveryReferenceCase() throws Exception {
    int checked = 0;
    for (JsonNode reference : cases("prevent-2023-base.json")) {
      Map<String, BigDecimal> numbers = answered(call(ModelCall.PREVENT, reference));
      for (Map.Entry<String, String> output : PREVENT_OUTPUTS.entrySet()) {
        JsonNode expected = reference.path("expected").path(output.getKey());
        String where = reference.path("id").asText() + " " + output.getKey();
        if (expected.isMissingNode()) {
          assertThat(numbers).as(where).doesNotContainKey(output.getValue());
        } else {
          // The references are fractions, FHIR's probability is a percentage.
          assertThat(number(numbers, output.getValue()) / 100)
              .as(where)
              .isCloseTo(
                  expected.path("value").asDouble(), within(expected.path("tolerance").asDouble()));
        }
      }
      checked++;
    }
    assertThat(checked).isGreaterThanOrEqualTo(LEAST_CASES);
  }

  /// Some references give the age with a fraction. A record gives completed years, and 90 for those
  /// who are older, so these are carried over by the equation's own factor for age.
  @Test
  void ckdEpi_agreesWithEveryReferenceCase() throws Exception {
    int checked = 0;
    for (JsonNode reference : cases("ckd-epi-2021-cr.json")) {
      Map<String, BigDecimal> numbers = answered(call(ModelCall.CKD_EPI, reference));
      double age = reference.path("inputs").path("age").path("value").asDouble();
      double carriedOver = Math.pow(PER_YEAR, Math.min(Math.floor(age), OLDEST) - age);
      JsonNode expected = reference.path("expected").path("egfr");
      assertThat(number(numbers, "egfr"))
          .as(reference.path("id").asText())
          .isCloseTo(
              expected.path("value").asDouble() * carriedOver,
              within(expected.path("tolerance").asDouble() * carriedOver));
      checked++;
    }
    assertThat(checked).isGreaterThanOrEqualTo(LEAST_CASES);
  }

  /// The limits are those that the equations were published for.
  @ParameterizedTest
  @CsvSource({
    "age, a, 29, 30",
    "age, a, 80, 79",
    "sbp, mm[Hg], 89, 90",
    "sbp, mm[Hg], 181, 180",
    "total_chol, mg/dL, 129, 130",
    "total_chol, mg/dL, 321, 320",
    "hdl, mg/dL, 19, 20",
    "hdl, mg/dL, 101, 100",
    "egfr, mL/min/{1.73_m2}, 14, 15",
    "egfr, mL/min/{1.73_m2}, 141, 140"
  })
  void prevent_isRefusedOutsideOfItsRangeAndAnsweredAtItsLimit(
      String input, String ucum, String outside, String limit) throws Exception {
    refused(ModelCall.prevent("range-prevent").amount(input, outside, ucum), outside);
    answered(ModelCall.prevent("range-prevent").amount(input, limit, ucum));
  }

  @ParameterizedTest
  @CsvSource({
    "age, a, 17, 18",
    "creatinine, mg/dL, 0.09, 0.1",
    "creatinine, mg/dL, 30.1, 30",
  })
  void ckdEpi_isRefusedOutsideOfItsRangeAndAnsweredAtItsLimit(
      String input, String ucum, String outside, String limit) throws Exception {
    refused(ModelCall.ckdEpi("range-ckd").amount(input, outside, ucum), outside);
    answered(ModelCall.ckdEpi("range-ckd").amount(input, limit, ucum));
  }

  private static double number(Map<String, BigDecimal> numbers, String output) {
    return Optional.ofNullable(numbers.get(output)).orElseThrow().doubleValue();
  }

  @CanIgnoreReturnValue
  private Map<String, BigDecimal> answered(ModelCall call) throws Exception {
    HttpResponse<String> response = gateway.infer(token, call.body());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return Results.numbers(response.body());
  }

  private void refused(ModelCall call, String value) throws Exception {
    HttpResponse<String> response = gateway.infer(token, call.body());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
    assertThat(Results.outcome(response.body()).getIssueFirstRep().getCode().toCode())
        .isEqualTo("business-rule");
    assertThat(Results.texts(response.body()))
        .noneMatch(text -> text.matches(".*\\b" + value + "\\b.*"));
  }

  private static ModelCall call(String model, JsonNode reference) {
    String id = reference.path("id").asText().replaceAll("[^A-Za-z0-9.-]", "-");
    ModelCall call = ModelCall.of(model).about(id);
    reference
        .path("inputs")
        .properties()
        .forEach(input -> call.input(input.getKey(), input.getValue()));
    return call;
  }

  private static JsonNode cases(String file) throws IOException {
    Path path = Path.of(System.getProperty("cloister.shared", "absent"), "data", "models", file);
    assumeTrue(Files.exists(path), "skipped: no shared data");
    return new ObjectMapper().readTree(path.toFile()).path("cases");
  }
}
