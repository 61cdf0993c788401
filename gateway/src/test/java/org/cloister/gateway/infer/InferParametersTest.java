package org.cloister.gateway.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.cloister.gateway.infer.InferParameters.Accepted;
import org.cloister.gateway.infer.InferParameters.Rejected;
import org.cloister.gateway.infer.Submission.Handling;
import org.cloister.policies.ModelId;
import org.cloister.policies.PurposeOfUse;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.hl7.fhir.r4.model.UriType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class InferParametersTest {
  private static final String MODEL = "prevent-2023-base";

  private static Parameters minimum() {
    Parameters parameters = new Parameters();
    var _ = parameters.addParameter("model", MODEL);
    var _ = parameters.addParameter().setName("input").setResource(new Bundle());
    return parameters;
  }

  private static Parameters minimumAnd(String name, Type value) {
    Parameters parameters = minimum();
    var _ = parameters.addParameter().setName(name).setValue(value);
    return parameters;
  }

  private static InferParameters accepted(Parameters parameters) {
    assertThat(InferParameters.check(parameters, Handling.STRICT)).isInstanceOf(Accepted.class);
    return ((Accepted) InferParameters.check(parameters, Handling.STRICT)).parameters();
  }

  private static Rejected rejected(Resource body) {
    assertThat(InferParameters.check(body, Handling.STRICT)).isInstanceOf(Rejected.class);
    return (Rejected) InferParameters.check(body, Handling.STRICT);
  }

  private static void assertRejected(Resource body, String code, String parameter) {
    Rejected rejected = rejected(body);
    assertThat(rejected.code()).isEqualTo(code);
    assertThat(rejected.expression())
        .isEqualTo("Parameters.parameter.where(name='" + parameter + "')");
    assertThat(rejected.text()).isNotBlank();
  }

  @Test
  void check_needsAModelAndABundleOnly() {
    InferParameters parameters = accepted(minimum());
    assertThat(parameters.model()).isEqualTo(new ModelId(MODEL));
    assertThat(parameters.subject()).isEmpty();
    assertThat(parameters.asOf()).isEmpty();
    assertThat(parameters.purpose()).isEmpty();
    assertThat(parameters.breakGlassReason()).isEmpty();
  }

  @Test
  void check_refusesABodyThatIsNoParameters() {
    Rejected rejected = rejected(new Patient());
    assertThat(rejected.code()).isEqualTo("structure");
    assertThat(rejected.expression()).isEqualTo("Patient");
  }

  @Test
  void check_refusesAMissingModelOrBundle() {
    Parameters noModel = new Parameters();
    var _ = noModel.addParameter().setName("input").setResource(new Bundle());
    assertRejected(noModel, "required", "model");
    Parameters noInput = new Parameters();
    var _ = noInput.addParameter("model", MODEL);
    assertRejected(noInput, "required", "input");
    Parameters noBundle = new Parameters();
    var _ = noBundle.addParameter("model", MODEL);
    var _ = noBundle.addParameter().setName("input").setResource(new Patient());
    assertRejected(noBundle, "required", "input");
  }

  /// Read as none, a parameter that nobody knows could be the restriction that the caller meant.
  @Test
  void check_refusesAnUnknownParameterUnlessTheCallerAsksForLenience() {
    Parameters parameters = minimumAnd("Purpose", new CodeType("TREAT"));
    Rejected rejected = rejected(parameters);
    assertThat(rejected.code()).isEqualTo("invalid");
    assertThat(rejected.text()).doesNotContain("Purpose");
    assertThat(InferParameters.check(parameters, Handling.LENIENT)).isInstanceOf(Accepted.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"model", "input", "subject", "asOf", "purpose", "breakGlassReason"})
  void check_refusesAParameterThatIsGivenTwiceHoweverLenient(String name) {
    Parameters parameters = minimumAnd(name, new StringType("x"));
    var _ = parameters.addParameter().setName(name).setValue(new StringType("x"));
    assertRejected(parameters, "invalid", name);
    assertThat(InferParameters.check(parameters, Handling.LENIENT)).isInstanceOf(Rejected.class);
  }

  @Test
  void model_isAnIdOrEndsACanonical() {
    String canonical = "https://cloister.example/fhir/Device/" + MODEL;
    for (Type type :
        new Type[] {
          new StringType(MODEL),
          new CanonicalType(canonical),
          new CanonicalType(canonical + "|1.0.0"),
          new UriType(canonical),
          new Coding("urn:any", MODEL, null)
        }) {
      Parameters parameters = new Parameters();
      var _ = parameters.addParameter().setName("model").setValue(type);
      var _ = parameters.addParameter().setName("input").setResource(new Bundle());
      assertThat(accepted(parameters).model()).isEqualTo(new ModelId(MODEL));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../etc/passwd", "Model With Spaces", "", "|1.0"})
  void model_isNoTextOfAnotherForm(String text) {
    Parameters parameters = new Parameters();
    var _ = parameters.addParameter().setName("model").setValue(new CanonicalType(text));
    var _ = parameters.addParameter().setName("input").setResource(new Bundle());
    InferParameters.Checked checked = InferParameters.check(parameters, Handling.STRICT);
    if (checked instanceof Accepted(var accepted)) {
      // The last segment of a path may look like an id; which models exist is not known here.
      assertThat(text).endsWith("/" + accepted.model().value());
    } else {
      assertRejected(parameters, "required", "model");
    }
  }

  @Test
  void model_isNoNumber() {
    Parameters parameters = new Parameters();
    var _ = parameters.addParameter().setName("model").setValue(new IntegerType(7));
    var _ = parameters.addParameter().setName("input").setResource(new Bundle());
    assertRejected(parameters, "required", "model");
  }

  @Test
  void subject_isARelativeReferenceToAPatient() {
    assertThat(accepted(minimumAnd("subject", new Reference("Patient/p1"))).subject())
        .contains("p1");
    for (String other : new String[] {"Group/g1", "https://other.example/fhir/Patient/p1", "p1"}) {
      assertRejected(minimumAnd("subject", new Reference(other)), "invalid", "subject");
    }
    assertRejected(minimumAnd("subject", new Reference()), "invalid", "subject");
    assertRejected(minimumAnd("subject", new StringType("Patient/p1")), "invalid", "subject");
  }

  @Test
  void asOf_isAnInstantOrTheEndOfADayInUtc() {
    assertThat(accepted(minimumAnd("asOf", new DateTimeType("2024-05-01T10:00:00+02:00"))).asOf())
        .contains(Instant.parse("2024-05-01T08:00:00Z"));
    assertThat(accepted(minimumAnd("asOf", new InstantType("2024-05-01T10:00:00.125Z"))).asOf())
        .contains(Instant.parse("2024-05-01T10:00:00.125Z"));
    Optional<Instant> endOfDay = Optional.of(Instant.parse("2024-05-01T23:59:59Z"));
    assertThat(accepted(minimumAnd("asOf", new DateType("2024-05-01"))).asOf()).isEqualTo(endOfDay);
    assertThat(accepted(minimumAnd("asOf", new DateTimeType("2024-05-01"))).asOf())
        .isEqualTo(endOfDay);
  }

  @Test
  void asOf_isNoMonthNoYearAndNoTimeWithoutZone() {
    for (String text : new String[] {"2024", "2024-05", "2024-05-01T10:00:00"}) {
      assertRejected(minimumAnd("asOf", new DateTimeType(text)), "invalid", "asOf");
    }
    assertRejected(minimumAnd("asOf", new StringType("2024-05-01")), "invalid", "asOf");
  }

  @ParameterizedTest
  @CsvSource({"TREAT", "ETREAT", "HOPERAT", "HRESCH"})
  void purpose_isACodeOrACodingOfActReason(PurposeOfUse purpose) {
    assertThat(accepted(minimumAnd("purpose", new CodeType(purpose.name()))).purpose())
        .contains(purpose);
    Coding coding = new Coding(PurposeOfUse.SYSTEM, purpose.name(), null);
    assertThat(accepted(minimumAnd("purpose", coding)).purpose()).contains(purpose);
  }

  /// A purpose that is not understood must not become none: the token might then choose one.
  @Test
  void purpose_thatIsNotUnderstoodIsRefused() {
    for (Type type :
        new Type[] {
          new CodeType("HMARKT"),
          new CodeType("treat"),
          new Coding("urn:other", "TREAT", null),
          new Coding(null, "TREAT", null),
          new StringType("TREAT")
        }) {
      assertRejected(minimumAnd("purpose", type), "code-invalid", "purpose");
    }
  }

  @Test
  void breakGlassReason_isWordsAndBounded() {
    String longest = "x".repeat(1000);
    assertThat(accepted(minimumAnd("breakGlassReason", new StringType(longest))).breakGlassReason())
        .contains(longest);
    for (Type type :
        new Type[] {new StringType("  "), new StringType(longest + "x"), new IntegerType(1)}) {
      assertRejected(minimumAnd("breakGlassReason", type), "invalid", "breakGlassReason");
    }
  }

  @Test
  void toString_isRedacted() {
    InferParameters parameters =
        accepted(minimumAnd("breakGlassReason", new StringType("Mrs Canary collapsed")));
    assertThat(parameters).hasToString("InferParameters[redacted]");
  }
}
