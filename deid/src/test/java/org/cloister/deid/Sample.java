package org.cloister.deid;

import static java.nio.charset.StandardCharsets.UTF_8;

import ca.uhn.fhir.context.FhirContext;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cloister.deid.Input.Code;
import org.cloister.deid.Input.Presence;
import org.cloister.deid.Input.Range;
import org.cloister.deid.fhir.FhirReader;
import org.cloister.deid.fhir.Limits;
import org.cloister.deid.fhir.Read;
import org.cloister.policies.AccessRequest;
import org.cloister.policies.Caller;
import org.cloister.policies.Decision;
import org.cloister.policies.ModelId;
import org.cloister.policies.Permit;
import org.cloister.policies.Policies;
import org.cloister.policies.PolicyException;
import org.cloister.policies.PurposeOfUse;
import org.cloister.policies.RequestId;
import org.cloister.policies.ResultType;
import org.cloister.policies.Scope;
import org.cloister.policies.Sha256;
import org.cloister.policies.SignIn;
import org.cloister.testkit.PatientBundle;
import org.cloister.testkit.SettableClock;
import org.hl7.fhir.r4.model.Bundle;

/// A patient, a clinician who may ask about her, and a safelist with one input of each kind.
final class Sample {
  static final FhirContext R4 = FhirContext.forR4();
  static final FhirReader READER = new FhirReader(R4, Limits.DEFAULT);
  static final Policies POLICIES = policies();
  static final ModelId MODEL = new ModelId("prevent-2023-base");
  static final String RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm";
  static final String DAY = "2024-05-01T08:00:00Z";
  static final Deidentifier DEIDENTIFIER =
      new Deidentifier(SettableClock.at("2024-06-01T12:00:00Z"));

  static final Input AGE = new Input.Age("age", Presence.MANDATORY, new Range(18, 100));
  static final Input SEX = new Input.Sex("sex", Presence.MANDATORY);
  static final Input.Quantity SBP =
      quantity("sbp", "Systolic blood pressure", List.of("8480-6"), "mm[Hg]", 365, 90, 180);
  static final Input.Quantity CREATININE =
      new Input.Quantity(
          "creatinine",
          "Creatinine",
          Presence.MANDATORY,
          List.of("2160-0", "14682-9"),
          "mg/dL",
          Optional.of(new Input.Molar("umol/L", 88.4)),
          Period.ofDays(90),
          new Range(0.1, 30),
          new Range(0.4, 15),
          Optional.empty());
  static final Input DIABETES =
      new Input.Problem(
          "diabetes",
          "Diabetes mellitus",
          Presence.MANDATORY,
          List.of(
              new Code(PatientBundle.SNOMED, "44054006", Code.Match.EXACT),
              new Code(PatientBundle.ICD10, "E11", Code.Match.PREFIX)));
  static final Input STATIN =
      new Input.Medication(
          "statin",
          "Statin treatment",
          Presence.MANDATORY,
          List.of(
              new Code(PatientBundle.ATC, "C10AA", Code.Match.PREFIX),
              new Code(RXNORM, "83367", Code.Match.EXACT),
              new Code(RxNormName.ORAL_INGREDIENT, "atorvastatin", Code.Match.EXACT)),
          List.of(
              new Code(RxNormName.INGREDIENT, "amoxicillin", Code.Match.EXACT),
              new Code(RxNormName.INGREDIENT, "clavulanate", Code.Match.EXACT),
              new Code(RxNormName.INGREDIENT, "amlodipine", Code.Match.EXACT),
              new Code(RxNormName.INGREDIENT, "oxygen", Code.Match.EXACT)));
  static final Input SMOKER =
      new Input.Finding(
          "smoker",
          "Current tobacco smoking",
          Presence.MANDATORY,
          List.of("72166-2"),
          Period.ofDays(730),
          List.of(new Code(PatientBundle.SNOMED, "77176002", Code.Match.EXACT)),
          List.of(new Code(PatientBundle.SNOMED, "266919005", Code.Match.EXACT)));

  private Sample() {}

  static Input.Quantity quantity(
      String name,
      String display,
      List<String> loinc,
      String ucum,
      int days,
      double low,
      double high) {
    return new Input.Quantity(
        name,
        display,
        Presence.MANDATORY,
        loinc,
        ucum,
        Optional.empty(),
        Period.ofDays(days),
        new Range(low / 3, high * 3),
        new Range(low, high),
        Optional.empty());
  }

  static Safelist safelist(Input... inputs) {
    return safelist(List.of(), inputs);
  }

  static Safelist safelist(List<Safelist.Exclusion> exclusions, Input... inputs) {
    return new Safelist(MODEL, List.of(inputs), exclusions, Sha256.of("profile".getBytes(UTF_8)));
  }

  static Safelist everyKind() {
    return safelist(AGE, SEX, SBP, CREATININE, DIABETES, STATIN, SMOKER);
  }

  /// Answers every input of [#everyKind].
  static PatientBundle complete() {
    return PatientBundle.about("p1")
        .patient("female", "1960-02-29")
        .bloodPressure("bp", "131", "82", DAY)
        .measured("crea", "2160-0", "1.10", "mg/dL", DAY)
        .condition("dm", PatientBundle.ICD10, "E11.9")
        .medication("atorva", PatientBundle.ATC, "C10AA05")
        .observation(
            "smoke",
            "72166-2",
            PatientBundle.concept(PatientBundle.SNOMED, "266919005"),
            "final",
            DAY);
  }

  static ParsedBundle parse(String json) {
    return switch (READER.read(json.getBytes(UTF_8))) {
      case Read.Accepted(Bundle bundle) -> IdentifiedBundle.parse(RequestId.random(), bundle);
      case Read other -> throw new AssertionError("not FHIR: " + other);
    };
  }

  static IdentifiedBundle accepted(String json) {
    return switch (parse(json)) {
      case ParsedBundle.Accepted(IdentifiedBundle bundle) -> bundle;
      case ParsedBundle.Refused(var violations) -> throw new AssertionError(violations.toString());
    };
  }

  static Permit permit(IdentifiedBundle bundle) {
    return permit(bundle, MODEL);
  }

  static Permit permit(IdentifiedBundle bundle, ModelId model) {
    Caller caller =
        new Caller(
            "dr-1",
            "https://issuer.example",
            "ehr",
            "jti-1",
            "hospital",
            Set.of("clinician"),
            List.of(Scope.parse("system/*.cruds").orElseThrow()),
            Set.of(PurposeOfUse.TREAT),
            Optional.empty(),
            Optional.of("Practitioner/d1"),
            SignIn.UNSTATED);
    Decision decision =
        POLICIES.decide(
            new AccessRequest(
                bundle.requestId(),
                caller,
                model,
                ResultType.RISK_ASSESSMENT,
                Optional.of(PurposeOfUse.TREAT),
                "hospital",
                bundle.patientId(),
                bundle.consentedResources(),
                bundle.consents(),
                Set.of(),
                Optional.empty(),
                Instant.parse("2024-06-01T12:00:00Z")));
    return switch (decision) {
      case Decision.Permitted(Permit permit) -> permit;
      case Decision.Denied denied -> throw new AssertionError("denied: " + denied.reason());
    };
  }

  static Deidentified deidentify(PatientBundle bundle, Safelist safelist) {
    return deidentify(bundle.json(), safelist, Optional.empty());
  }

  static Deidentified deidentify(String json, Safelist safelist, Optional<Instant> asOf) {
    IdentifiedBundle bundle = accepted(json);
    return DEIDENTIFIER.deidentify(bundle, permit(bundle), safelist, asOf);
  }

  static DeidentifiedCase released(PatientBundle bundle, Safelist safelist) {
    return switch (deidentify(bundle, safelist)) {
      case Deidentified.Released(var released, _) -> released;
      case Deidentified.Insufficient(var problems) -> throw new AssertionError(problems.toString());
    };
  }

  static List<InputProblem> problems(PatientBundle bundle, Safelist safelist) {
    return deidentify(bundle, safelist) instanceof Deidentified.Insufficient(var problems)
        ? problems
        : List.of();
  }

  private static Policies policies() {
    try {
      return Policies.shipped();
    } catch (PolicyException e) {
      throw new AssertionError(e);
    }
  }
}
