package org.cloister.gateway.answer;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.cloister.gateway.event.EventDefinitions;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.OperationDefinition;
import org.junit.jupiter.api.Test;

class ConformanceTest {
  private static final Instant BUILT = Instant.parse("2026-11-24T00:00:00Z");

  static Conformance conformance() {
    EventDefinitions events = new EventDefinitions(BUILT);
    return new Conformance(
        FhirContext.forR4Cached(),
        Answers.BASE,
        BUILT,
        Answers.catalogue(),
        new Conformance.Further(List.of(events.capability()), events.all()));
  }

  @Test
  void capabilityStatement_namesTheOperationByItsCanonical() {
    CapabilityStatement statement =
        Validation.strictly(CapabilityStatement.class, conformance().capabilityStatement());
    OperationDefinition infer =
        Validation.strictly(OperationDefinition.class, published("OperationDefinition", "infer"));

    assertThat(statement.getRestFirstRep().getOperationFirstRep().getDefinition())
        .isEqualTo(infer.getUrl())
        .isEqualTo(Answers.BASE + "/OperationDefinition/infer");
    assertThat(infer.getAffectsState()).isTrue();
  }

  @Test
  void capabilityStatement_isDatedByTheBuildAndNamesNoVersionOfTheSoftware() {
    CapabilityStatement statement =
        Validation.strictly(CapabilityStatement.class, conformance().capabilityStatement());

    assertThat(statement.getDateElement().getValueAsString()).startsWith("2026-11-24T00:00:00");
    assertThat(statement.getSoftware().hasVersion()).isFalse();
    assertThat(conformance().capabilityStatement()).isEqualTo(conformance().capabilityStatement());
  }

  @Test
  void capabilityStatement_claimsOnlyWhatIsServed() {
    CapabilityStatement statement =
        Validation.strictly(CapabilityStatement.class, conformance().capabilityStatement());

    assertThat(statement.getRestFirstRep().getResource())
        .extracting(resource ->
            resource.getType()
                + resource.getInteraction().stream()
                    .map(interaction -> " " + interaction.getCode().toCode())
                    .collect(Collectors.joining())
                + resource.getSearchParam().stream()
                    .map(parameter -> " ?" + parameter.getName())
                    .collect(Collectors.joining())
                + resource.getOperation().stream()
                    .map(operation -> " $" + operation.getName())
                    .collect(Collectors.joining()))
        .containsExactly(
            "RiskAssessment read search-type ?subject ?patient",
            "Observation read search-type ?subject ?patient",
            "Provenance read search-type ?target",
            "Consent read search-type create update ?patient",
            "Device read",
            "Patient $infer",
            "AuditEvent read search-type ?patient ?agent ?policy ?date ?outcome ?type ?subtype"
                + " ?action ?entity ?purpose ?model ?model-hash",
            "OperationDefinition read",
            "CodeSystem read",
            "StructureDefinition read",
            "SearchParameter read");
  }

  @Test
  void inferParameters_areThoseOfTheSpecification() {
    OperationDefinition infer =
        Validation.strictly(OperationDefinition.class, published("OperationDefinition", "infer"));

    assertThat(infer.getParameter())
        .extracting(parameter ->
            parameter.getUse().toCode()
                + " "
                + parameter.getName()
                + " "
                + parameter.getMin()
                + ".."
                + parameter.getMax()
                + " "
                + parameter.getType())
        .containsExactly(
            "in model 1..1 string",
            "in input 0..1 Bundle",
            "in subject 0..1 Reference",
            "in asOf 0..1 dateTime",
            "in purpose 0..1 Coding",
            "in breakGlassReason 0..1 string",
            "out return 1..1 Bundle");
  }

  @Test
  void codeSystems_holdEveryCodeThatAnswersUse() {
    assertThat(concepts("outcome")).contains("input-missing", "denied", "busy", "wrong-url");
    assertThat(concepts("outcome")).hasSize(OutcomeCode.values().length);
    assertThat(concepts("model"))
        .containsExactly("ckd-epi-2021-cr", "ecg-rhythm", "prevent-2023-base");
    assertThat(concepts("model-output"))
        .containsExactly(
            "ecg-sr",
            "egfr",
            "g3a",
            "prevent-cvd-10y",
            "prevent-cvd-30y",
            "prevent-hf-10y",
            "prevent-hf-30y");
  }

  @Test
  void find_knowsWhatIsPublishedAndNothingElse() {
    assertThat(conformance().find("StructureDefinition", "inference-metering")).isPresent();
    assertThat(conformance().find("StructureDefinition", "audit-record")).isPresent();
    assertThat(conformance().find("CodeSystem", "nothing")).isEmpty();
  }

  /// But the StructureDefinitions: the validator would ask the network for the whole of R4 to judge
  /// them. That they hold is shown where a Provenance is judged by them.
  @Test
  void everyDocument_passesTheInstanceValidator() {
    Validation.assumeSharedData();
    Validation.assertNoErrors(conformance().capabilityStatement());
    assertThat(conformance().definitions())
        .filteredOn(definition -> !definition.type().equals("StructureDefinition"))
        .isNotEmpty()
        .allSatisfy(definition -> Validation.assertNoErrors(definition.json()));
  }

  private static List<String> concepts(String id) {
    return Validation.strictly(CodeSystem.class, published("CodeSystem", id)).getConcept().stream()
        .map(CodeSystem.ConceptDefinitionComponent::getCode)
        .toList();
  }

  private static byte[] published(String type, String id) {
    return conformance().find(type, id).orElseThrow().json();
  }
}
