package org.cloister.policies.consent;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.cloister.policies.SharedData;
import org.cloister.policies.consent.ConsentQuestion.Use;
import org.cloister.policies.consent.ConsentScope.Outcome;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;

/// The IHE Privacy Consent on FHIR examples, decided row by row as their table expects. The table's
/// implicit policy is to deny, so no Consent on file counts as denied here.
class ConsentDecisionTableTest {
  private static final Instant TABLE_DATE = Instant.parse("2026-11-24T12:00:00Z");
  private final FhirContext fhir = FhirContext.forR4Cached();

  @Test
  void evaluate_agreesWithEveryRow() throws IOException {
    JsonNode rows =
        new ObjectMapper()
            .readTree(SharedData.path("data/fhir/matrices/consent-decisions.json").toFile())
            .path("rows");
    assertThat(rows).hasSize(50);
    List<String> wrong = new ArrayList<>();
    for (JsonNode row : rows) {
      String expected = row.path("expect").asText();
      if (!decide(row, Use.INFER).equals(expected) || !decide(row, Use.READ).equals(expected)) {
        wrong.add(row.toString());
      }
    }
    assertThat(wrong).isEmpty();
  }

  private String decide(JsonNode row, Use use) throws IOException {
    String purpose = row.path("purpose").asText();
    String reference = row.path("resource").asText();
    ConsentScope scope =
        PatientConsents.of(List.of((Consent) read(row.path("consent").asText())))
            .evaluate(
                new ConsentQuestion(
                    "ex-patient",
                    use,
                    new Code(
                        purpose.equals("FooBar")
                            ? "http://example.org/policies/purposeOfUse"
                            : ConsentQuestion.ACT_REASON,
                        purpose),
                    Set.of(row.path("actor").asText()),
                    TABLE_DATE,
                    List.of(ConsentedResource.of(reference, read(reference)))));
    return scope.outcome() == Outcome.PERMIT && !scope.withholds(reference) ? "permit" : "deny";
  }

  private Resource read(String reference) throws IOException {
    Path file = SharedData.path("data/fhir/consent-pcf/" + reference.replace('/', '-') + ".json");
    return (Resource) fhir.newJsonParser().parseResource(Files.readString(file));
  }
}
