package org.cloister.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.identity.TokenClient.TokenRequest;
import org.cloister.gateway.infer.ModelCall;
import org.cloister.gateway.infer.SharedGateway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// One test for each row of the error table that a healthy gateway can be brought to; the others
/// are in [OverloadTest].
@ExtendWith(SharedGateway.class)
@TestInstance(Lifecycle.PER_CLASS)
final class ErrorTableTest {
  private static final String UNKNOWN_RESULT =
      "/fhir/RiskAssessment/0b1c9d2e-0000-4000-8000-000000000000";

  private final TestGateway gateway;
  private final IssuedTokens tokens;
  private String ehr = "";
  private String viewer = "";

  ErrorTableTest(TestGateway gateway) throws IOException {
    this.gateway = gateway;
    this.tokens = new IssuedTokens(gateway);
  }

  @BeforeAll
  void authenticate() throws IOException {
    ehr = gateway.token(DemoClient.EHR);
    viewer = gateway.token(DemoClient.VIEWER);
  }

  @Row(ErrorRow.NO_TOKEN)
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/fhir/RiskAssessment/x",
        "/fhir/RiskAssessment?subject=Patient/x",
        "/fhir/Provenance?target=RiskAssessment/x",
        "/fhir/Device/prevent-2023-base-1.0.0"
      })
  void withoutToken_nobodyLearnsWhatExists(String path) throws Exception {
    send(gateway.request(path).GET()).assertIs(ErrorRow.NO_TOKEN);
  }

  @Row(ErrorRow.NO_TOKEN)
  @Test
  void withoutToken_nothingIsInferred() throws Exception {
    send(fhir("/fhir/$infer").POST(body("{"))).assertIs(ErrorRow.NO_TOKEN);
  }

  @Row(ErrorRow.EXPIRED_TOKEN)
  @Test
  void expiredToken_isToldSo() throws Exception {
    read(tokens.expired(), "RiskAssessment/x").assertIs(ErrorRow.EXPIRED_TOKEN);
    infer(tokens.expired(), "{").assertIs(ErrorRow.EXPIRED_TOKEN);
  }

  @Row(ErrorRow.BAD_TOKEN)
  @Test
  void badTokens_areRefusedWithTheSameBody() throws Exception {
    Set<String> bodies = new HashSet<>();
    for (String token :
        List.of(
            tokens.withBrokenSignature(),
            tokens.ofOtherKey(),
            tokens.unsigned(),
            tokens.macedWithThePublicKey(),
            tokens.ofOtherIssuer(),
            tokens.forOtherAudience(),
            "Bearer",
            "Bearer x",
            "Basic ZWhyOng=")) {
      bodies.add(read(token, "RiskAssessment/x").assertIs(ErrorRow.BAD_TOKEN).body());
      bodies.add(infer(token, "{").assertIs(ErrorRow.BAD_TOKEN).body());
    }
    bodies.add(
        send(gateway
                .request("/fhir/RiskAssessment/x")
                .header("Authorization", viewer)
                .header("Authorization", viewer)
                .GET())
            .assertIs(ErrorRow.BAD_TOKEN)
            .body());
    assertThat(bodies).hasSize(1);
  }

  @Row(ErrorRow.SCOPE_MISSING)
  @Test
  void readersToken_mayNotInfer() throws Exception {
    infer(viewer, call().text()).assertIs(ErrorRow.SCOPE_MISSING);
    read(tokens.withScope("system/Observation.rs"), "RiskAssessment/x")
        .assertIs(ErrorRow.SCOPE_MISSING);
  }

  @Row(ErrorRow.DENIED)
  @Test
  void deniedCall_namesTheDecisionAndNoReason() throws Exception {
    String hresch =
        call().parameter(purpose("HRESCH")).text(); // a purpose that the token does not allow
    Answer answer = infer(ehr, hresch).assertIs(ErrorRow.DENIED);
    assertThat(answer.assertRefusal().getIssueFirstRep().getDiagnostics())
        .matches("decision [0-9a-f-]{36}");
    assertThat(answer.body()).doesNotContain("purpose", "HRESCH", "consent");
    String research = gateway.token(DemoClient.RESEARCH);
    infer(research, hresch).assertIs(ErrorRow.DENIED);
  }

  @Row(ErrorRow.OTHER_PATIENT)
  @Test
  void tokenOfOnePatient_reachesNoOther() throws Exception {
    String bound = gateway.token(TokenRequest.of(DemoClient.EHR_PATIENT).withPatient("et-other"));
    read(bound, "RiskAssessment?subject=Patient/et-patient").assertIs(ErrorRow.OTHER_PATIENT);
    infer(bound, call().text()).assertIs(ErrorRow.OTHER_PATIENT);
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
    infer(ehr, text).assertIs(ErrorRow.MALFORMED);
  }

  @Row(ErrorRow.BAD_PARAMETERS)
  @Test
  void badParameters() throws Exception {
    for (String text :
        List.of(
            "{\"resourceType\":\"Bundle\",\"type\":\"collection\"}",
            "{\"resourceType\":\"Parameters\"}",
            call().text().replace("\"valueString\":\"" + ModelCall.CKD_EPI + "\"", "\"valueInteger\":1"),
            call().text().replace("\"name\":\"model\"", "\"name\":\"modell\""),
            call().text().replace("\"name\":\"input\"", "\"name\":\"inputs\""),
            call().parameter("{\"name\":\"surprise\",\"valueString\":\"x\"}").text(),
            call().parameter("{\"name\":\"model\",\"valueString\":\"prevent-2023-base\"}").text(),
            call().parameter("{\"name\":\"asOf\",\"valueDate\":\"2024\"}").text())) {
      infer(ehr, text).assertIs(ErrorRow.BAD_PARAMETERS);
    }
  }

  @Row(ErrorRow.BAD_PARAMETERS)
  @Test
  void patientOfTheUrl_mustBeTheOneOfTheBundle() throws Exception {
    Answer other =
        send(fhir("/fhir/Patient/somebody/$infer")
            .header("Authorization", ehr)
            .POST(body(call().text())));
    other.assertIs(ErrorRow.BAD_PARAMETERS);
    HttpRequest.Builder same =
        fhir("/fhir/Patient/et-patient/$infer")
            .header("Authorization", ehr)
            .POST(body(call().text()));
    assertThat(send(same).status()).isEqualTo(200);
  }

  /// Lenient callers may send parameters that we do not know (FHIR R4 http.html, `handling`).
  @Test
  void unknownParameter_isIgnoredIfTheCallerAsksForThat() throws Exception {
    String text = call().parameter("{\"name\":\"surprise\",\"valueString\":\"x\"}").text();
    HttpRequest.Builder lenient =
        fhir("/fhir/$infer")
            .header("Authorization", ehr)
            .header("Prefer", "handling=lenient")
            .POST(body(text));
    assertThat(send(lenient).status()).isEqualTo(200);
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
    Answer answer = infer(ehr, text.replace(valid, invalid)).assertIs(ErrorRow.INVALID_FHIR);
    assertThat(answer.assertRefusal().getIssue())
        .allSatisfy(issue -> assertThat(issue.getExpression()).isNotEmpty());
    assertThat(answer.body()).doesNotContain("masculine", "somebody");
    assertThat(answer.body()).contains(where);
  }

  @Row(ErrorRow.INVALID_FHIR)
  @Test
  void unknownModel_isACodeThatThisServerLacks() throws Exception {
    infer(ehr, call().text().replace(ModelCall.CKD_EPI, "crystal-ball"))
        .assertIs(ErrorRow.INVALID_FHIR);
  }

  @Row(ErrorRow.INPUT_PROBLEM)
  @Test
  void missingOrUnusableInput_isNamedByItsCode() throws Exception {
    Answer missing = infer(ehr, call().without("creatinine").text());
    missing.assertIs(ErrorRow.INPUT_PROBLEM);
    assertThat(missing.body()).contains("Serum creatinine (LOINC 2160-0)", "input-missing");
    assertThat(infer(ehr, call().amount("creatinine", "31", "mg/dL").text())
            .assertIs(ErrorRow.INPUT_PROBLEM)
            .body())
        .contains("LOINC 2160-0", "input-out-of-range");
    assertThat(infer(ehr, call().amount("creatinine", "1.4", "mm[Hg]").text())
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
    send(gateway
            .request("/fhir/$infer")
            .header("Authorization", ehr)
            .header("Content-Type", type)
            .POST(body(call().text())))
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
      send(fhir("/fhir/$infer")
              .header("Authorization", ehr)
              .header("Content-Encoding", encoding)
              .POST(BodyPublishers.ofByteArray(packed.toByteArray())))
          .assertIs(ErrorRow.WRONG_CONTENT_TYPE);
    }
  }

  @Row(ErrorRow.UNSUPPORTED_ACCEPT)
  @ParameterizedTest
  @CsvSource({
    "/fhir/metadata, image/png",
    "/fhir/metadata, application/fhir+xml",
    "/fhir/metadata, nonsense",
    "/fhir/RiskAssessment/x, text/html",
    "/fhir/Observation?subject=Patient/x, application/xml"
  })
  void unsupportedAccept(String path, String accept) throws Exception {
    send(gateway
            .request(path)
            .header("Authorization", viewer)
            .header("Accept", accept)
            .GET())
        .assertIs(ErrorRow.UNSUPPORTED_ACCEPT);
  }

  @Row(ErrorRow.UNSUPPORTED_METHOD)
  @ParameterizedTest
  @CsvSource({
    "DELETE, /fhir/RiskAssessment/x, 'GET, HEAD'",
    "PUT, /fhir/Observation/x, 'GET, HEAD'",
    "PATCH, /fhir/Observation/x, 'GET, HEAD'",
    "POST, /fhir/Observation, 'GET, HEAD'",
    "POST, /fhir/metadata, 'GET, HEAD'",
    "GET, /fhir/$infer, POST",
    "DELETE, /fhir/Patient/x/$infer, POST"
  })
  void unsupportedMethod_isToldWhichAreSupported(String method, String path, String allow)
      throws Exception {
    Answer answer =
        send(fhir(path).header("Authorization", viewer).method(method, BodyPublishers.noBody()));
    answer.assertIs(ErrorRow.UNSUPPORTED_METHOD);
    assertThat(answer.header("Allow")).isEqualTo(allow);
  }

  @Row(ErrorRow.UNKNOWN_TYPE)
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/fhir/Foo/1",
        "/fhir/Patient/x",
        "/fhir",
        "/fhir/",
        "/fhir/$closure",
        "/fhir/RiskAssessment/x/_history",
        "/nothing",
        "/error",
        "/actuator/env"
      })
  void unknownTypeOrOperation(String path) throws Exception {
    send(gateway.request(path).header("Authorization", viewer).GET())
        .assertIs(ErrorRow.UNKNOWN_TYPE);
  }

  @Row(ErrorRow.UNKNOWN_ID)
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/fhir/RiskAssessment/none",
        UNKNOWN_RESULT,
        "/fhir/Observation/0b1c9d2e-0000-4000-8000-00000000000A",
        "/fhir/Provenance/none",
        "/fhir/Device/none",
        "/fhir/OperationDefinition/none",
        "/log/receipt/none",
        "/log/tile/0/x999/999"
      })
  void unknownId(String path) throws Exception {
    send(gateway.request(path).header("Authorization", viewer).GET())
        .assertIs(ErrorRow.UNKNOWN_ID);
  }

  @Row(ErrorRow.BODY_OVER_LIMIT)
  @Test
  void bodyOverTheLimit() throws Exception {
    byte[] tooLong = new byte[4 * 1024 * 1024 + 1];
    java.util.Arrays.fill(tooLong, (byte) ' ');
    send(fhir("/fhir/$infer").header("Authorization", ehr).POST(BodyPublishers.ofByteArray(tooLong)))
        .assertIs(ErrorRow.BODY_OVER_LIMIT);
    // Without a Content-Length: sent in chunks.
    send(fhir("/fhir/$infer")
            .header("Authorization", ehr)
            .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(tooLong))))
        .assertIs(ErrorRow.BODY_OVER_LIMIT);
  }

  @Row(ErrorRow.BODY_OVER_LIMIT)
  @ParameterizedTest
  @ValueSource(ints = {49, 10_000, 1_000_000})
  void bodyNestedTooDeeply(int depth) throws Exception {
    infer(ehr, "{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}")
        .assertIs(ErrorRow.BODY_OVER_LIMIT);
  }

  /// The table that came with the specification has no row that neither a test nor a reason stands
  /// for.
  @Test
  void everyRowOfTheTable_hasATestOrAReason() throws Exception {
    Set<ErrorRow> tested = EnumSet.noneOf(ErrorRow.class);
    for (Method method :
        Stream.of(ErrorTableTest.class, OverloadTest.class, ContainerRefusalTest.class)
            .flatMap(type -> Stream.of(type.getDeclaredMethods()))
            .toList()) {
      if (method.isAnnotationPresent(Row.class)) {
        tested.add(method.getAnnotation(Row.class).value());
      }
    }
    assertThat(tested).containsExactly(ErrorRow.values());

    Path file =
        Path.of(
            System.getProperty("cloister.shared", "absent"),
            "data/fhir/matrices/error-matrix.json");
    assumeTrue(Files.exists(file), "skipped: no shared data");
    List<String> forgotten = new ArrayList<>();
    for (JsonNode row : new ObjectMapper().readTree(file.toFile()).path("rows")) {
      String title = row.path("case").asText();
      if (ErrorRow.NOT_APPLICABLE.containsKey(title)) {
        continue;
      }
      List<ErrorRow> ours =
          Stream.of(ErrorRow.values()).filter(it -> it.title().equals(title)).toList();
      if (ours.isEmpty()) {
        forgotten.add(title);
        continue;
      }
      assertThat(ours.getFirst().status()).as(title).isEqualTo(row.path("status").asInt());
      assertThat(List.of(row.path("issueCode").asText().split(" \\| | or ")))
          .as(title)
          .isEqualTo(ours.getFirst().issues());
    }
    assertThat(forgotten).isEmpty();
  }

  private static ModelCall call() {
    return ModelCall.ckdEpi("et-patient");
  }

  private static String purpose(String code) {
    return """
    {"name":"purpose","valueCoding":\
    {"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"%s"}}\
    """
        .formatted(code);
  }

  private HttpRequest.Builder fhir(String path) {
    return gateway.request(path).header("Content-Type", "application/fhir+json");
  }

  private static HttpRequest.BodyPublisher body(String text) {
    return BodyPublishers.ofString(text, StandardCharsets.UTF_8);
  }

  private Answer infer(String token, String text) throws Exception {
    return Answer.of(gateway.infer(token, text.getBytes(StandardCharsets.UTF_8)));
  }

  private Answer read(String token, String path) throws Exception {
    return send(gateway.request("/fhir/" + path).header("Authorization", token).GET());
  }

  private Answer send(HttpRequest.Builder request) throws Exception {
    return Answer.of(gateway.send(request.build()));
  }
}
