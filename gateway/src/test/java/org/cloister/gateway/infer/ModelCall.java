package org.cloister.gateway.infer;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cloister.testkit.PatientBundle;

/// The body of an `$infer` call, made of a model's inputs by the names that its manifest and the
/// reference cases use: a patient with these measurements, problems and medications.
///
/// "No" is said as a record says it, by a list in which something else stands.
public final class ModelCall {
  public static final String CKD_EPI = "ckd-epi-2021-cr";
  public static final String PREVENT = "prevent-2023-base";

  private static final LocalDate AS_OF = LocalDate.parse("2024-06-01");
  private static final String MEASURED = "2024-05-20T08:30:00Z";

  private final String model;
  private final Map<String, Value> inputs = new LinkedHashMap<>();
  private String patientId = "mc-1";
  private String more = "";

  private sealed interface Value {}

  private record Amount(BigDecimal number, String ucum) implements Value {}

  private record Word(String text) implements Value {}

  private ModelCall(String model) {
    this.model = model;
  }

  /// A call of this model about a patient of whom nothing is known.
  public static ModelCall of(String model) {
    return new ModelCall(model);
  }

  /// A man of 60 with a creatinine of 1.4 mg/dL.
  public static ModelCall ckdEpi(String patientId) {
    return of(CKD_EPI)
        .about(patientId)
        .amount("age", "60", "a")
        .word("sex", "male")
        .amount("creatinine", "1.4", "mg/dL");
  }

  /// The woman of Khan 2024, Supplemental Table S12.
  public static ModelCall prevent(String patientId) {
    return of(PREVENT)
        .about(patientId)
        .amount("age", "50", "a")
        .word("sex", "female")
        .amount("sbp", "160", "mm[Hg]")
        .word("bp_treated", "true")
        .amount("total_chol", "200", "mg/dL")
        .amount("hdl", "45", "mg/dL")
        .word("statin", "false")
        .word("diabetes", "true")
        .word("smoker", "false")
        .amount("egfr", "90", "mL/min/{1.73_m2}")
        .amount("bmi", "35", "kg/m2");
  }

  public ModelCall about(String newPatientId) {
    patientId = newPatientId;
    return this;
  }

  /// @param ucum unit; for `age` always `a`
  public ModelCall amount(String input, String number, String ucum) {
    inputs.put(input, new Amount(new BigDecimal(number), ucum));
    return this;
  }

  /// @param text `true` or `false`, for `sex` a code of administrative-gender
  public ModelCall word(String input, String text) {
    inputs.put(input, new Word(text));
    return this;
  }

  public ModelCall without(String input) {
    inputs.remove(input);
    return this;
  }

  /// A further parameter as JSON text, such as `{"name":"purpose",…}`.
  public ModelCall parameter(String json) {
    more += "," + json;
    return this;
  }

  /// @param input `{"value":…,"unit":…}`, a boolean or a code
  @CanIgnoreReturnValue
  public ModelCall input(String name, JsonNode input) {
    return input.isObject()
        ? amount(name, input.get("value").asText(), input.get("unit").asText())
        : word(name, input.asText());
  }

  /// UTF-8 JSON of the Parameters; the purpose is TREAT unless a parameter says otherwise.
  public byte[] body() {
    return text().getBytes(StandardCharsets.UTF_8);
  }

  public String text() {
    String purpose =
        more.contains("\"purpose\"")
            ? ""
            : """
            ,{"name":"purpose","valueCoding":\
            {"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"TREAT"}}\
            """;
    return """
    {"resourceType":"Parameters","parameter":[{"name":"model","valueString":"%s"},\
    {"name":"asOf","valueDate":"%s"}%s%s,{"name":"input","resource":%s}]}\
    """
        .formatted(model, AS_OF, purpose, more, bundle());
  }

  private String bundle() {
    PatientBundle bundle = PatientBundle.about(patientId).patient(sex(), birthDate());
    inputs.forEach((name, value) -> {
      if (value instanceof Amount amount && !name.equals("age")) {
        bundle.measured(
            patientId + "-" + name.replace('_', '-'),
            loinc(name, amount.ucum()),
            amount.number().toPlainString(),
            amount.ucum(),
            MEASURED);
      } else if (value instanceof Word(String text) && !name.equals("sex")) {
        list(bundle, name, text);
      }
    });
    return bundle.json();
  }

  private void list(PatientBundle bundle, String name, String text) {
    boolean yes = text.equals("true");
    String id = patientId + "-" + name.replace('_', '-');
    switch (name) {
      case "diabetes" -> bundle.condition(id, PatientBundle.SNOMED, yes ? "44054006" : "38341003");
      case "bp_treated" -> bundle.medication(id, PatientBundle.ATC, yes ? "C09AA03" : "A02BC02");
      case "statin" -> bundle.medication(id, PatientBundle.ATC, yes ? "C10AA05" : "N02BE01");
      case "smoker" ->
          bundle.observation(
              id,
              "72166-2",
              PatientBundle.concept(PatientBundle.SNOMED, yes ? "449868002" : "266919005"),
              "final",
              MEASURED);
      default -> throw new IllegalArgumentException("no such input: " + name);
    }
  }

  private static String loinc(String name, String ucum) {
    return switch (name) {
      case "creatinine" -> ucum.equals("umol/L") ? "14682-9" : "2160-0";
      case "sbp" -> "8480-6";
      case "total_chol" -> "2093-3";
      case "hdl" -> "2085-9";
      case "egfr" -> "98979-8";
      case "bmi" -> "39156-5";
      default -> throw new IllegalArgumentException("no such input: " + name);
    };
  }

  private String sex() {
    return inputs.get("sex") instanceof Word(String text) ? text : "unknown";
  }

  /// A hundred days before the day on which the completed years of the age were reached.
  private String birthDate() {
    return inputs.get("age") instanceof Amount(BigDecimal years, _)
        ? AS_OF
            .minusYears(years.setScale(0, RoundingMode.FLOOR).longValueExact())
            .minusDays(100)
            .toString()
        : AS_OF.minusYears(50).minusDays(100).toString();
  }
}
