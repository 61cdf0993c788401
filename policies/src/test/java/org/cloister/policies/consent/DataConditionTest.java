package org.cloister.policies.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cloister.policies.consent.WrittenConsents.NEW;
import static org.cloister.policies.consent.WrittenConsents.OLD;
import static org.cloister.policies.consent.WrittenConsents.ask;
import static org.cloister.policies.consent.WrittenConsents.confidentiality;
import static org.cloister.policies.consent.WrittenConsents.withheld;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.cloister.policies.consent.ConsentQuestion.Use;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Observation;
import org.junit.jupiter.api.Test;

/// What a provision says of the data: which of them are withheld.
final class DataConditionTest {
  @Test
  void dataPeriodLimitsByClinicalTime() {
    String in2022 = "'dataPeriod':{'start':'2022-01-01','end':'2022-12-31'}";
    ConsentedResource undated =
        new ConsentedResource("Observation/u", "Observation", Set.of(), Set.of(), Optional.empty());
    ConsentQuestion question = ask("TREAT", Use.INFER, OLD, NEW, undated);

    assertThat(withheld(question, "'type':'permit'," + in2022))
        .containsExactlyInAnyOrder("Observation/old", "Observation/u");
    assertThat(withheld(question, "'type':'deny'," + in2022))
        .containsExactlyInAnyOrder("Observation/new", "Observation/u");
  }

  @Test
  void clinicalTimeIsReadWithThePrecisionOfTheResource() {
    Observation observation = new Observation();
    observation.setId("Observation/7");
    observation.setEffective(new DateTimeType("2022-12"));
    ConsentedResource resource =
        ConsentedResource.of("urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0", observation);

    assertThat(resource.otherNames()).containsExactly("Observation/7");
    assertThat(resource.clinicalTime())
        .contains(
            new Span(Instant.parse("2022-12-01T00:00:00Z"), Instant.parse("2023-01-01T00:00:00Z")));
  }

  @Test
  void confidentialityIsAScale() {
    ConsentedResource none =
        new ConsentedResource("Observation/u", "Observation", Set.of(), Set.of(), Optional.empty());
    ConsentQuestion question = ask("TREAT", Use.INFER, OLD, NEW, none);

    assertThat(withheld(question, "'type':'permit'," + confidentiality("N")))
        .containsExactlyInAnyOrder("Observation/new", "Observation/u");
    assertThat(withheld(question, "'type':'permit'," + confidentiality("V")))
        .containsExactly("Observation/u");
    assertThat(withheld(question, "'type':'deny'," + confidentiality("R")))
        .containsExactly("Observation/new");
    assertThat(withheld(question, "'type':'deny'," + confidentiality("L")))
        .containsExactlyInAnyOrder("Observation/new", "Observation/old");
  }

  @Test
  void aLabelThatCannotBeReadCountsAsTheStrictest() {
    Observation observation = new Observation();
    observation.getMeta().addSecurity().setCode("N");
    ConsentedResource resource = ConsentedResource.of("Observation/x", observation);

    assertThat(
            withheld(ask("TREAT", Use.INFER, resource), "'type':'permit'," + confidentiality("V")))
        .containsExactly("Observation/x");
    assertThat(withheld(ask("TREAT", Use.INFER, resource), "'type':'deny'," + confidentiality("R")))
        .containsExactly("Observation/x");
  }

  @Test
  void classLimitsByResourceType() {
    ConsentedResource condition =
        new ConsentedResource("Condition/c", "Condition", Set.of(), Set.of(), Optional.empty());

    assertThat(
            withheld(
                ask("TREAT", Use.INFER, OLD, condition),
                "'type':'deny','class':[{'system':'http://hl7.org/fhir/resource-types','code':'Condition'}]"))
        .containsExactly("Condition/c");
  }

  @Test
  void aResourceKnownByAUrnAloneMayBeTheOneThatIsDenied() {
    ConsentedResource nameless =
        new ConsentedResource(
            "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0",
            "Observation",
            Set.of(),
            Set.of(),
            Optional.empty());
    String denied =
        "'type':'deny','data':[{'meaning':'instance','reference':{'reference':'Observation/x'}}]";

    assertThat(withheld(ask("TREAT", Use.INFER, OLD, nameless), denied))
        .containsExactly(nameless.reference());
  }
}
