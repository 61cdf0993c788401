package org.cloister.gateway.demo;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cloister.gateway.demo.SyntheticPerson.Disease;
import org.cloister.gateway.demo.SyntheticPerson.Treatment;
import org.cloister.policies.ModelId;
import org.cloister.policies.PurposeOfUse;

/// Writes the record of an invented person as FHIR R4 JSON. Every text in it is from a table of
/// ours and needs no escape.
final class SyntheticBundle {
  private static final String EHR = "https://ehr.example/fhir/";

  private final SyntheticPerson person;
  private final Instant asOf;
  private final SyntheticResources resources;

  /// Units of the laboratory.
  enum Units {
    /// mg/dL
    CONVENTIONAL,
    /// umol/L, mmol/L
    SI
  }

  enum KidneyTests {
    NONE,
    CREATININE,
    EGFR,
    BOTH
  }

  enum Lipids {
    MEASURED,
    NOT_MEASURED
  }

  enum ConsentOnFile {
    NONE,
    PERMITS,
    DENIES_INFERENCE
  }

  record Content(Units units, KidneyTests kidney, Lipids lipids, ConsentOnFile consent) {}

  SyntheticBundle(SyntheticPerson person, Instant asOf) {
    this.person = person;
    this.asOf = asOf.truncatedTo(ChronoUnit.SECONDS);
    this.resources = new SyntheticResources(person.key());
  }

  /// Parameters of `$infer`.
  byte[] request(ModelId model, PurposeOfUse purpose, Content content) {
    return """
    {"resourceType":"Parameters","parameter":[\
    {"name":"model","valueString":"%s"},\
    {"name":"purpose","valueCoding":{"system":"%s","code":"%s"}},\
    {"name":"asOf","valueDateTime":"%s"},\
    {"name":"input","resource":{"resourceType":"Bundle","type":"collection","entry":[%s]}}]}\
    """
        .formatted(model, PurposeOfUse.SYSTEM, purpose, asOf, String.join(",", entries(content)))
        .getBytes(StandardCharsets.UTF_8);
  }

  private List<String> entries(Content content) {
    List<String> entries = new ArrayList<>();
    entries.add(entry("Patient", "", resources.patient(person)));
    entries.add(
        entry(
            "Observation",
            "-bp",
            resources.bloodPressure(daysAgo(12), person.systolic(), person.diastolic())));
    if (content.lipids() == Lipids.MEASURED) {
      addLipids(entries, content.units());
    }
    addKidneyTests(entries, content);
    entries.add(
        observation("-bmi", 40, "39156-5", "Body mass index (BMI) [Ratio]", tenths(), "kg/m2"));
    entries.add(
        entry("Observation", "-smoking", resources.smoking(daysAgo(200), person.smoking())));
    entries.add(
        entry(
            "Condition",
            "-problem",
            resources.condition(
                daysAgo(1500),
                person.disease() == Disease.DIABETES
                    ? SyntheticResources.DIABETES
                    : SyntheticResources.HYPERTENSION)));
    entries.add(
        medication(
            "-drug1",
            person.bloodPressure(),
            SyntheticResources.LISINOPRIL,
            SyntheticResources.PANTOPRAZOLE));
    entries.add(
        medication(
            "-drug2",
            person.lipids(),
            SyntheticResources.ATORVASTATIN,
            SyntheticResources.PARACETAMOL));
    addConsent(entries, content.consent());
    return entries;
  }

  private void addLipids(List<String> entries, Units units) {
    switch (units) {
      case CONVENTIONAL -> {
        entries.add(
            observation(
                "-chol",
                90,
                "2093-3",
                "Cholesterol [Mass/volume] in Serum or Plasma",
                String.valueOf(person.totalCholesterol()),
                "mg/dL"));
        entries.add(
            observation(
                "-hdl",
                90,
                "2085-9",
                "Cholesterol in HDL [Mass/volume] in Serum or Plasma",
                String.valueOf(person.hdl()),
                "mg/dL"));
      }
      case SI -> {
        entries.add(
            observation(
                "-chol",
                90,
                "14647-2",
                "Cholesterol [Moles/volume] in Serum or Plasma",
                millimoles(person.totalCholesterol()),
                "mmol/L"));
        entries.add(
            observation(
                "-hdl",
                90,
                "14646-4",
                "Cholesterol in HDL [Moles/volume] in Serum or Plasma",
                millimoles(person.hdl()),
                "mmol/L"));
      }
    }
  }

  private void addKidneyTests(List<String> entries, Content content) {
    boolean creatinine =
        content.kidney() == KidneyTests.CREATININE || content.kidney() == KidneyTests.BOTH;
    if (creatinine) {
      entries.add(creatinine(content.units()));
    }
    if (content.kidney() == KidneyTests.EGFR || content.kidney() == KidneyTests.BOTH) {
      entries.add(
          observation(
              "-egfr",
              20,
              "98979-8",
              "Glomerular filtration rate by Creatinine-based formula (CKD-EPI 2021)",
              String.valueOf(Math.round(person.egfr())),
              "mL/min/{1.73_m2}"));
    }
  }

  private String creatinine(Units units) {
    BigDecimal milligrams = BigDecimal.valueOf(person.creatinineHundredths(), 2);
    return switch (units) {
      case CONVENTIONAL ->
          observation(
              "-crea",
              20,
              "2160-0",
              "Creatinine [Mass/volume] in Serum or Plasma",
              milligrams.toPlainString(),
              "mg/dL");
      case SI ->
          observation(
              "-crea",
              20,
              "14682-9",
              "Creatinine [Moles/volume] in Serum or Plasma",
              milligrams
                  .multiply(new BigDecimal("88.4"))
                  .setScale(0, RoundingMode.HALF_UP)
                  .toPlainString(),
              "umol/L");
    };
  }

  private String observation(
      String suffix, int daysAgo, String loinc, String display, String value, String unit) {
    return entry(
        "Observation",
        suffix,
        resources.measurement(
            new SyntheticResources.Test(suffix, loinc, display), daysAgo(daysAgo), value, unit));
  }

  private String medication(
      String suffix,
      Treatment treatment,
      SyntheticResources.Drug drug,
      SyntheticResources.Drug other) {
    return entry(
        "MedicationStatement",
        suffix,
        resources.medication(suffix, daysAgo(400), treatment == Treatment.TREATED ? drug : other));
  }

  private void addConsent(List<String> entries, ConsentOnFile consent) {
    switch (consent) {
      case NONE -> {}
      case PERMITS ->
          entries.add(entry("Consent", "-consent", resources.consent(daysAgo(300), "permit")));
      case DENIES_INFERENCE ->
          entries.add(entry("Consent", "-consent", resources.consent(daysAgo(300), "deny")));
    }
  }

  private String entry(String type, String suffix, String resource) {
    return "{\"fullUrl\":\"%s%s/%s%s\",\"resource\":%s}"
        .formatted(EHR, type, person.key(), suffix, resource);
  }

  private String tenths() {
    return BigDecimal.valueOf(person.bmiTenths(), 1).toPlainString();
  }

  private Instant daysAgo(int days) {
    return asOf.minus(days, ChronoUnit.DAYS);
  }

  /// 1 mg/dL of cholesterol is 0.02586 mmol/L.
  private static String millimoles(int milligramsPerDecilitre) {
    return new BigDecimal("0.02586")
        .multiply(BigDecimal.valueOf(milligramsPerDecilitre))
        .setScale(2, RoundingMode.HALF_UP)
        .toPlainString();
  }

  static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
