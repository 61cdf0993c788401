package org.cloister.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.infer.ModelCall;
import org.cloister.gateway.infer.SharedGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The rows of the error table about what was sent.
@ExtendWith(SharedGateway.class)
@TestInstance(Lifecycle.PER_CLASS)
final class BodyErrorsTest {
  private final TestGateway gateway;
  private final FhirClient client;
  private final String ehr;

  BodyErrorsTest(TestGateway gateway) throws IOException {
    this.gateway = gateway;
    this.client = new FhirClient(gateway);
    this.ehr = gateway.token(DemoClient.EHR);
  }

  @Row(ErrorRow.MALFORMED)
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "<Parameters xmlns=\"http://hl7.org/fhir\"/>",
        "[]",
        "null",
        "{\"resourceType\":\"Parameters\",\"resourceType\":\"Parameters\"}",
        "{\"resourceType\":\"Parameters\"} {}",
        "\uFEFF{\"resourceType\":\"Parameters\"}"
      })
  void malformedJson(String text) throws Exception {
    client.infer(ehr, text).assertIs(ErrorRow.MALFORMED);
  }

  @Row(ErrorRow.BAD_PARAMETERS)
  @Test
  void badParameters() throws Exception {
    for (String text :
        List.of(
            "{\"resourceType\":\"Bundle\",\"type\":\"collection\"}",
            "{\"resourceType\":\"Parameters\"}",
            call()
                .text()
                .replace("\"valueString\":\"" + ModelCall.CKD_EPI + "\"", "\"valueInteger\":1"),
            call().text().replace("\"name\":\"model\"", "\"name\":\"modell\""),
            call().text().replace("\"name\":\"input\"", "\"name\":\"inputs\""),
            call().parameter("{\"name\":\"surprise\",\"valueString\":\"x\"}").text(),
            call().parameter("{\"name\":\"model\",\"valueString\":\"prevent-2023-base\"}").text(),
            call().parameter("{\"name\":\"asOf\",\"valueDate\":\"2024\"}").text())) {
      client.infer(ehr, text).assertIs(ErrorRow.BAD_PARAMETERS);
    }
  }

  @Row(ErrorRow.BAD_PARAMETERS)
  @Test
  void patientOfTheUrl_mustBeTheOneOfTheBundle() throws Exception {
    Answer other =
        client.send(
            client
                .fhir("/fhir/Patient/somebody/$infer")
                .header("Authorization", ehr)
                .POST(FhirClient.body(call().text())));
    other.assertIs(ErrorRow.BAD_PARAMETERS);
    HttpRequest.Builder same =
        client
            .fhir("/fhir/Patient/et-patient/$infer")
            .header("Authorization", ehr)
            .POST(FhirClient.body(call().text()));
    assertThat(client.send(same).status()).isEqualTo(200);
  }

  /// Lenient callers may send parameters that we do not know (FHIR R4 http.html, `handling`).
  @Test
  void unknownParameter_isIgnoredIfTheCallerAsksForThat() throws Exception {
    String text = call().parameter("{\"name\":\"surprise\",\"valueString\":\"x\"}").text();
    HttpRequest.Builder lenient =
        client
            .fhir("/fhir/$infer")
            .header("Authorization", ehr)
            .header("Prefer", "handling=lenient")
            .POST(FhirClient.body(text));
    assertThat(client.send(lenient).status()).isEqualTo(200);
  }

  @Row(ErrorRow.INVALID_FHIR)
  @ParameterizedTest
  @CsvSource({
    "'\"gender\":\"male\"', '\"gender\":\"masculine-4711\"', entry[0].resource.gender",
    "'\"gender\":\"male\"', '\"gendre\":\"male\"', entry[0].resource",
    "'\"status\":\"final\",', '', entry[1].resource.status",
    "'\"birthDate\":\"1964', '\"birthDate\":\"4711-99', entry[0].resource.birthDate",
    "'\"type\":\"collection\"', '\"type\":\"batch\"', Bundle.type",
    "'Patient/et-patient', 'Patient/somebody-4711', entry[1].resource.subject"
  })
  void invalidFhir_isToldWhereAndNotWhat(String valid, String invalid, String where)
      throws Exception {
    String text = call().text();
    assertThat(text).contains(valid);
    Answer answer = client.infer(ehr, text.replace(valid, invalid)).assertIs(ErrorRow.INVALID_FHIR);
    assertThat(answer.assertRefusal().getIssue())
        .allSatisfy(issue -> assertThat(issue.getExpression()).isNotEmpty());
    assertThat(answer.body()).doesNotContain("masculine", "somebody");
    assertThat(answer.body()).contains(where);
  }

  @Row(ErrorRow.INVALID_FHIR)
  @Test
  void unknownModel_isACodeThatThisServerLacks() throws Exception {
    client
        .infer(ehr, call().text().replace(ModelCall.CKD_EPI, "crystal-ball"))
        .assertIs(ErrorRow.INVALID_FHIR);
  }

  @Row(ErrorRow.INPUT_PROBLEM)
  @Test
  void missingOrUnusableInput_isNamedByItsCode() throws Exception {
    Answer missing = client.infer(ehr, call().without("creatinine").text());
    missing.assertIs(ErrorRow.INPUT_PROBLEM);
    assertThat(missing.body()).contains("Serum creatinine (LOINC 2160-0)", "input-missing");
    assertThat(
            client
                .infer(ehr, call().amount("creatinine", "31", "mg/dL").text())
                .assertIs(ErrorRow.INPUT_PROBLEM)
                .body())
        .contains("LOINC 2160-0", "input-out-of-range");
    assertThat(
            client
                .infer(ehr, call().amount("creatinine", "1.4", "mm[Hg]").text())
                .assertIs(ErrorRow.INPUT_PROBLEM)
                .body())
        .contains("LOINC 2160-0", "input-unit");
  }

  @Row(ErrorRow.WRONG_CONTENT_TYPE)
  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/csv",
        "application/fhir+xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "nonsense"
      })
  void wrongContentType(String type) throws Exception {
    client
        .send(
            gateway
                .request("/fhir/$infer")
                .header("Authorization", ehr)
                .header("Content-Type", type)
                .POST(FhirClient.body(call().text())))
        .assertIs(ErrorRow.WRONG_CONTENT_TYPE);
  }

  @Row(ErrorRow.WRONG_CONTENT_TYPE)
  @Test
  void compressedBody_isNotUnpacked() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(call().body());
    }
    for (String encoding : List.of("gzip", "GZIP", "deflate", "br", "identity, gzip")) {
      client
          .send(
              client
                  .fhir("/fhir/$infer")
                  .header("Authorization", ehr)
                  .header("Content-Encoding", encoding)
                  .POST(BodyPublishers.ofByteArray(packed.toByteArray())))
          .assertIs(ErrorRow.WRONG_CONTENT_TYPE);
    }
  }

  @Row(ErrorRow.BODY_OVER_LIMIT)
  @ParameterizedTest
  @ValueSource(ints = {1, 28 * 1024 * 1024})
  void bodyOverTheLimit(int excess) throws Exception {
    byte[] tooLong = new byte[4 * 1024 * 1024 + excess];
    Arrays.fill(tooLong, (byte) ' ');
    client
        .send(
            client
                .fhir("/fhir/$infer")
                .header("Authorization", ehr)
                .POST(BodyPublishers.ofByteArray(tooLong)))
        .assertIs(ErrorRow.BODY_OVER_LIMIT);
    // Without a Content-Length: sent in chunks.
    client
        .send(
            client
                .fhir("/fhir/$infer")
                .header("Authorization", ehr)
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(tooLong))))
        .assertIs(ErrorRow.BODY_OVER_LIMIT);
  }

  @Row(ErrorRow.BODY_OVER_LIMIT)
  @ParameterizedTest
  @ValueSource(ints = {49, 10_000, 1_000_000})
  void bodyNestedTooDeeply(int depth) throws Exception {
    client
        .infer(ehr, "{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}")
        .assertIs(ErrorRow.BODY_OVER_LIMIT);
  }

  private static ModelCall call() {
    return ModelCall.ckdEpi("et-patient");
  }
}
