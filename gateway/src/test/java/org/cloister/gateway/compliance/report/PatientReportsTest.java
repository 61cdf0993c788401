package org.cloister.gateway.compliance.report;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.StrictErrorHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cloister.audit.AuditLog;
import org.cloister.audit.LogQuery;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.infer.SharedGateway;
import org.cloister.gateway.record.AuditRecord;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/// What one patient is told: every use of their data, and every disclosure of it.
@ExtendWith(SharedGateway.class)
@TestInstance(Lifecycle.PER_CLASS)
final class PatientReportsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TestGateway gateway;
  private final AuditLog log;
  private final SeededCalls calls;

  PatientReportsTest(TestGateway gateway) throws Exception {
    this.gateway = gateway;
    this.log = gateway.part(AuditLog.class);
    this.calls = SeededCalls.of(gateway);
  }

  @Test
  void accounting_tellsExactlyWhatTheRuleAsksFor() throws Exception {
    Officer officer = new Officer(gateway, "officer-1", "HCOMPL");
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    String eve = "reports-eve";
    for (String exemption : List.of("tpo", "authorization", "limited-data-set")) {
      disclose(officer, Map.of("patient", eve, "recipient", "Insurer", "exemption", exemption));
    }
    for (int days : new int[] {40, 30, 20, 10}) {
      disclose(
          officer,
          Map.of(
              "patient", eve,
              "recipient", "Department of Health",
              "address", "1 Main Street",
              "purpose", "public health surveillance",
              "day", today.minusDays(days).toString()));
    }
    disclose(officer, Map.of("patient", eve, "recipient", "Sheriff", "purpose", "investigation"));
    disclose(
        officer,
        Map.of(
            "patient",
            eve,
            "recipient",
            "Coroner",
            "purpose",
            "identification",
            "day",
            today.minusDays(5).toString()));
    disclose(officer, Map.of("patient", SeededCalls.BERT, "recipient", "Somebody else"));
    disclose(
        officer,
        Map.of("patient", eve, "recipient", "Long ago", "day", today.minusYears(7).toString()));
    assertThat(
            officer
                .post(
                    "/compliance/suspensions",
                    Map.of(
                        "patient",
                        eve,
                        "recipient",
                        "Sheriff",
                        "until",
                        today.plusDays(60).toString(),
                        "statement",
                        "written"))
                .statusCode())
        .isEqualTo(201);

    JsonNode export = officer.export(Map.of("kind", "accounting-of-disclosures", "patient", eve));
    Document report = Document.parse(export.path("report").asText());

    assertThat(report.tables().getFirst().rows())
        .containsExactly(
            List.of(
                today.minusDays(40).toString(),
                "Department of Health",
                "1 Main Street",
                "blood results",
                "public health surveillance",
                "4",
                today.minusDays(10).toString()),
            List.of(
                today.minusDays(5).toString(),
                "Coroner",
                "",
                "blood results",
                "identification",
                "1",
                ""));
    assertThat(export.path("records").size()).as("the suspended one is in no proof").isEqualTo(5);
    assertThat(export.toString()).doesNotContain("Sheriff", "Somebody", "Insurer", "Long ago");
  }

  @Test
  void suspension_byWordOfMouthLastsThirtyDaysAtMost() throws Exception {
    Officer officer = new Officer(gateway, "officer-1", "HLEGAL");
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    Map<String, String> form =
        new TreeMap<>(
            Map.of("patient", SeededCalls.ANNA, "recipient", "Sheriff", "statement", "oral"));
    form.put("until", today.plusDays(31).toString());
    assertThat(officer.post("/compliance/suspensions", form).statusCode()).isEqualTo(400);
    form.put("until", today.plusDays(30).toString());
    assertThat(officer.post("/compliance/suspensions", form).statusCode()).isEqualTo(201);
  }

  @Test
  void patientAccess_tellsOfThisPatientOnlyAndNamesNoStaff() throws Exception {
    Officer officer = new Officer(gateway, "officer-1", "PATRQT");
    String id =
        officer.order(calls.period(Map.of("kind", "patient-access", "patient", SeededCalls.BERT)));
    Document report =
        Document.parse(JSON.readTree(officer.fetch(id, "export")).path("report").asText());

    assertThat(report.tables().getFirst().rows()).hasSize(calls.about(SeededCalls.BERT));
    for (String format : List.of("export", "csv", "html", "bundle")) {
      String text = officer.fetch(id, format);
      assertThat(text)
          .as(format)
          .contains(format.equals("csv") ? "your treatment" : SeededCalls.BERT);
      assertThat(text)
          .as(format)
          .doesNotContain(SeededCalls.ANNA, "reports-cleo", "reports-dora")
          .doesNotContain("dr-ames", "dr-brandt", "nurse-cole", "officer-1");
    }
    int merged =
        report.tables().get(1).rows().stream()
            .mapToInt(row -> Integer.parseInt(row.getLast()))
            .sum();
    assertThat(merged).isEqualTo(calls.about(SeededCalls.BERT));
  }

  @Test
  void patientAccess_namesStaffOnlyForAReasonThatIsARecordOfItsOwn() throws Exception {
    Officer officer = new Officer(gateway, "officer-2", "PATRQT");
    Map<String, String> form =
        new TreeMap<>(calls.period(Map.of("kind", "patient-access", "patient", SeededCalls.BERT)));
    form.put("staffNames", "true");
    assertThat(officer.post("/compliance/reports", form).statusCode()).isEqualTo(400);

    form.put("reason", "stalking by a colleague");
    Document report = officer.report(form);

    String user =
        calls.history().stream()
            .filter(it -> it.patient().equals(SeededCalls.BERT))
            .findFirst()
            .orElseThrow()
            .user();
    assertThat(report.tables().getFirst().rows().toString()).contains("Practitioner/" + user);
    List<AuditRecord> overrides =
        log
            .search(LogQuery.all().event("staff-names-disclosed").from(calls.begin()))
            .entries()
            .stream()
            .map(AuditRecord::of)
            .toList();
    assertThat(overrides).hasSize(1);
    assertThat(overrides.getFirst().detail("reason")).contains("stalking by a colleague");
    assertThat(overrides.getFirst().patient()).contains("Patient/" + SeededCalls.BERT);
  }

  @Test
  void bundle_isAFhirDocument() throws Exception {
    Officer officer = new Officer(gateway, "officer-1", "PATRQT");
    String id =
        officer.order(calls.period(Map.of("kind", "patient-access", "patient", SeededCalls.ANNA)));
    Bundle bundle =
        FhirContext.forR4Cached()
            .newJsonParser()
            .setParserErrorHandler(new StrictErrorHandler())
            .parseResource(Bundle.class, officer.fetch(id, "bundle"));

    assertThat(bundle.getType()).isEqualTo(Bundle.BundleType.DOCUMENT);
    Composition composition = (Composition) bundle.getEntryFirstRep().getResource();
    assertThat(composition.getSubject().getReference()).isEqualTo("Patient/" + SeededCalls.ANNA);
    assertThat(composition.getSection()).hasSize(3);
    assertThat(composition.getSection().get(1).getText().getDivAsString())
        .contains("your treatment");
  }

  private static void disclose(Officer officer, Map<String, String> form)
      throws IOException, InterruptedException {
    Map<String, String> whole =
        new TreeMap<>(Map.of("description", "blood results", "purpose", "claim"));
    whole.putAll(form);
    HttpResponse<String> answer = officer.post("/compliance/disclosures", whole);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }
}
