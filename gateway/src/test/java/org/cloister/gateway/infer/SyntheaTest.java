package org.cloister.gateway.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.testkit.PatientBundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Whole records as Synthea writes them, sent as an EHR would send its own: hundreds of resources,
/// most of which no model asks for.
@ExtendWith(SharedGateway.class)
final class SyntheaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> MODELS = List.of(ModelCall.CKD_EPI, ModelCall.PREVENT);

  private final TestGateway gateway;

  SyntheaTest(TestGateway gateway) {
    this.gateway = gateway;
  }

  /// None of these records holds a creatinine, so each is sent a second time with one, taken when
  /// the newest observation was: then every adult's is answered.
  @Test
  void everyRecord_isAnsweredOrRefusedForAReasonThatNamesTheInput() throws Exception {
    String token = gateway.token(DemoClient.EHR);
    Map<String, Integer> summary = new TreeMap<>();
    for (Path file : records()) {
      ArrayNode entries = entries(file);
      if (patients(entries) != 1) {
        continue;
      }
      for (String model : MODELS) {
        int asItIs = status(gateway.infer(token, body(model, entries)));
        summary.merge(model + " as it is: " + asItIs, 1, Integer::sum);
        int completed = status(gateway.infer(token, body(model, withCreatinine(entries))));
        summary.merge(model + " with creatinine: " + completed, 1, Integer::sum);
      }
    }
    System.out.println("Synthea records through $infer: " + summary);
    assertThat(summary)
        .containsKeys(
            ModelCall.CKD_EPI + " with creatinine: 200",
            ModelCall.PREVENT + " with creatinine: 200");
  }

  /// Fails on any end but an answer, or a refusal for an input.
  private static int status(HttpResponse<String> response) {
    String body = response.body();
    if (response.statusCode() == 200) {
      assertThat(Results.numbers(body)).as(body).isNotEmpty();
    } else {
      assertThat(response.statusCode()).as(body).isEqualTo(422);
      assertThat(Results.outcome(body).getIssue())
          .as(body)
          .allMatch(issue -> issue.getCode().toCode().equals("business-rule"));
      assertThat(Results.texts(body)).as(body).allMatch(SyntheaTest::saysWhy);
    }
    return response.statusCode();
  }

  /// A hospital, its practitioners: nobody whom a model could be asked about.
  @Test
  void everyBundleWithoutAPatient_isRefused() throws Exception {
    String token = gateway.token(DemoClient.EHR);
    int refused = 0;
    for (Path file : records()) {
      ArrayNode entries = entries(file);
      if (patients(entries) > 0) {
        continue;
      }
      HttpResponse<String> response = gateway.infer(token, body(ModelCall.CKD_EPI, entries));
      assertThat(response.statusCode()).isEqualTo(422);
      assertThat(Results.texts(response.body()))
          .containsExactly("The Bundle must hold exactly one Patient.");
      refused++;
    }
    assertThat(refused).isPositive();
  }

  /// The words of an input are followed by its code, or the issue says what excludes the patient.
  private static boolean saysWhy(String text) {
    return text.matches(".*\\d{1,5}-\\d.*")
        || text.contains("Age")
        || text.contains("Sex")
        || text.contains("list")
        || text.contains("The patient has");
  }

  private static byte[] body(String model, ArrayNode entries) {
    ArrayNode collection = JSON.createArrayNode();
    for (JsonNode entry : entries) {
      ObjectNode plain = collection.addObject();
      plain.set("fullUrl", entry.get("fullUrl"));
      plain.set("resource", entry.get("resource"));
    }
    return """
    {"resourceType":"Parameters","parameter":[{"name":"model","valueString":"%s"},\
    {"name":"purpose","valueCoding":\
    {"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"TREAT"}},\
    {"name":"input","resource":{"resourceType":"Bundle","type":"collection","entry":%s}}]}\
    """
        .formatted(model, collection)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static ArrayNode withCreatinine(ArrayNode entries) {
    String newest =
        entries
            .valueStream()
            .map(entry -> entry.path("resource").path("effectiveDateTime").asText())
            .max(Comparator.naturalOrder())
            .orElseThrow();
    String patient =
        entries
            .valueStream()
            .filter(SyntheaTest::isPatient)
            .map(entry -> entry.path("fullUrl").asText())
            .findFirst()
            .orElseThrow();
    ArrayNode more = entries.deepCopy();
    ObjectNode entry = more.addObject().put("fullUrl", "urn:uuid:" + UUID.randomUUID());
    ObjectNode creatinine = entry.putObject("resource");
    creatinine.put("resourceType", "Observation").put("status", "final");
    creatinine
        .putObject("code")
        .putArray("coding")
        .addObject()
        .put("system", PatientBundle.LOINC)
        .put("code", "38483-4");
    creatinine.putObject("subject").put("reference", patient);
    creatinine.put("effectiveDateTime", newest);
    creatinine
        .putObject("valueQuantity")
        .put("value", 0.9)
        .put("unit", "mg/dL")
        .put("system", PatientBundle.UCUM)
        .put("code", "mg/dL");
    return more;
  }

  private static boolean isPatient(JsonNode entry) {
    return entry.path("resource").path("resourceType").asText().equals("Patient");
  }

  private static long patients(ArrayNode entries) {
    return entries.valueStream().filter(SyntheaTest::isPatient).count();
  }

  private static ArrayNode entries(Path file) throws IOException {
    return (ArrayNode) JSON.readTree(file.toFile()).path("entry");
  }

  private static List<Path> records() throws IOException {
    Path folder =
        Path.of(System.getProperty("cloister.shared", "absent"), "data", "deid", "synthea");
    assumeTrue(Files.isDirectory(folder), "skipped: no shared data");
    try (Stream<Path> files = Files.list(folder)) {
      return new ArrayList<>(
          files
              .filter(
                  file -> String.valueOf(file.getFileName()).matches("(?!.*[.]expect).*[.]json"))
              .sorted()
              .toList());
    }
  }
}
