package org.cloister.gateway.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Provenance.ProvenanceEntityRole;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;

class ProvenanceEncoderTest {
  private final AnswerWriter writer = new AnswerWriter();

  private AnswerResources write(AnswerContext answer) {
    return writer.write(answer, Answers.ids());
  }

  private Provenance provenance(AnswerContext answer) {
    return Validation.strictly(Provenance.class, write(answer).provenance().json());
  }

  @Test
  void provenance_tellsTargetPurposeModelAndSources() {
    Provenance provenance = provenance(Answers.prevent());

    assertThat(provenance.getTarget())
        .extracting(Reference::getReference)
        .containsExactly(Answers.BASE + "/RiskAssessment/00000000-0000-4000-8000-000000000001");
    assertThat(provenance.getReason())
        .extracting(reason -> reason.getCodingFirstRep().getCode())
        .containsExactly("AIAST", "TREAT");
    assertThat(provenance.getAgentFirstRep().getRoleFirstRep().getCodingFirstRep().getCode())
        .isEqualTo("Artificial-Intelligence");
    assertThat(provenance.getAgentFirstRep().getWho().getReference())
        .isEqualTo(Answers.BASE + "/Device/prevent-2023-base-1.0.0");
    assertThat(provenance.getPolicy()).hasSize(1);
    assertThat(provenance.getActivity().getCodingFirstRep().getCode()).isEqualTo("CREATE");
    assertThat(provenance.getEntity())
        .filteredOn(entity -> entity.getRole() == ProvenanceEntityRole.SOURCE)
        .hasSize(11);
    assertThat(provenance.getEntity())
        .filteredOn(entity -> entity.getRole() == ProvenanceEntityRole.DERIVATION)
        .singleElement()
        .satisfies(card ->
            assertThat(card.getWhat().getIdentifier().getValue())
                .isEqualTo("prevent-2023-base|1.0.0"));
  }

  @Test
  void provenance_namesTheAuditRecordAndTheConsent() {
    Provenance provenance = provenance(Answers.prevent());

    assertThat(provenance.getExtensionByUrl(Terminology.AUDIT_RECORD).getValue().primitiveValue())
        .isEqualTo("urn:uuid:" + Answers.RECORD);
    assertThat(
            ((Reference) provenance.getExtensionByUrl(Terminology.GOVERNING_CONSENT).getValue())
                .getReference())
        .isEqualTo("Consent/c1");
    assertThat(provenance(Answers.ckdEpi()).hasExtension(Terminology.GOVERNING_CONSENT)).isFalse();
  }

  @Test
  void provenance_metersInWholeNumbersThatAnIntegerCouldNotHold() {
    Extension metering = provenance(Answers.prevent()).getExtensionByUrl(Terminology.METERING);

    assertThat(metering.getExtensionsByUrl("stage"))
        .extracting(stage -> stage.getExtensionByUrl("name").getValue().primitiveValue())
        .containsExactly(
            "authenticate",
            "parse",
            "authorise",
            "deidentify",
            "queue",
            "run",
            "interpret",
            "seal");
    assertThat(figure(metering, "expectedNanoseconds")).isEqualTo("5000000000");
    assertThat(figure(metering, "costPicoUsd")).isEqualTo("2412");
    assertThat(figure(metering, "energyMethod")).isEqualTo("rapl");
    assertThat(metering.getExtensionsByUrl("excess")).hasSize(4);
  }

  @Test
  void provenance_leavesOutWhatTheMachineDidNotMeasure() {
    Extension metering = provenance(Answers.bare()).getExtensionByUrl(Terminology.METERING);

    assertThat(metering.getExtension())
        .extracting(Extension::getUrl)
        .containsExactly("energyMethod", "costPicoUsd", "expectedNanoseconds");
  }

  private static String figure(Extension metering, String url) {
    return metering.getExtensionByUrl(url).getValue().primitiveValue();
  }
}
