package org.cloister.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.infer.SharedGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the web server or the firewall refuses before any code of ours sees it: still an
/// OperationOutcome, never a page that names the server or repeats the URL. Sent through a bare
/// socket, because a client would not send it.
@ExtendWith(SharedGateway.class)
final class ContainerRefusalTest {
  private final URI server;

  ContainerRefusalTest(TestGateway gateway) {
    this.server = gateway.url("/");
  }

  @Row(ErrorRow.CONTAINER)
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/fhir/Observation/..%2f1",
        "/fhir/Observation/%2e%2e%2f1",
        "/fhir/Observation/..;/1",
        "/fhir/Observation;a=b/1",
        "/fhir//Observation/1",
        "/fhir/Observation/%00",
        "/fhir/Observation/%",
        "/fhir/Observation/%zz",
        "/fhir/Observation/a%0d%0ab",
        "/fhir/Observation/a\\b",
        "/fhir/Observation/a%5cb",
        "/fhir/Observation/<secret-4711>",
        "/fhir/Observation/{secret-4711}",
        "/fhir/Observation/%25%32%65",
        "/fhir/Observation/%c0%af",
        "/../secret-4711",
        "/fhir/Observation?subject=%zz",
        "/fhir/Observation?subject=Patient/<secret-4711>"
      })
  void badUrl(String url) throws Exception {
    assertThat(Answer.raw(server, "GET " + url + " HTTP/1.1").assertIs(ErrorRow.CONTAINER).body())
        .doesNotContain("Observation", "secret");
  }

  @Row(ErrorRow.CONTAINER)
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /fhir/metadata HTTP/1.1\r\nno colon here",
        "GET /fhir/metadata HTTP/1.1\r\nX-Secret 4711: x",
        "GET /fhir/metadata HTTP/1.1\r\nContent-Length: minus-4711",
        "GET /fhir/metadata HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4",
        "GET /fhir/metadata HTTP/1.1\r\nHost: other.example",
        "GET /fhir/metadata HTTP/1.1\r\nHost: not a host",
        "GET /fhir/metadata HTTP/1.1\r\nX-Name: a\u0007b",
        "G(ET /fhir/metadata HTTP/1.1"
      })
  void badHeader(String head) throws Exception {
    Answer.raw(server, head).assertIs(ErrorRow.CONTAINER);
  }

  @Row(ErrorRow.CONTAINER)
  @Test
  void missingHost() throws Exception {
    byte[] request =
        "GET /fhir/metadata HTTP/1.1\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);
    Answer.raw(server, request).assertIs(ErrorRow.CONTAINER);
  }

  @Row(ErrorRow.CONTAINER)
  @Test
  void oversizedHeaders() throws Exception {
    Answer.raw(server, "GET /fhir/metadata HTTP/1.1\r\nX-Long: " + "a".repeat(30_000))
        .assertIs(ErrorRow.CONTAINER);
  }

  /// Other refusals of the web server have their own status.
  @ParameterizedTest
  @CsvSource({
    "TRACE /fhir/metadata HTTP/1.1, 405",
    "TRACE /fhir/Observation/x HTTP/1.1, 405",
    "BREW /fhir/metadata HTTP/1.1, 400",
    "CONNECT /fhir/metadata HTTP/1.1, 501",
    "GET /fhir/metadata HTTP/9.9, 505",
    "'POST /fhir/$infer HTTP/1.1\r\nTransfer-Encoding: gzip', 501"
  })
  void refusalOfTheWebServer_isAnOperationOutcome(String head, int status) throws Exception {
    Answer answer = Answer.raw(server, head);
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.assertRefusal().getIssue()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/fhir/metadata",
        "/.well-known/smart-configuration",
        "/log/checkpoint",
        "/actuator/health"
      })
  void answer_saysNothingOfTheServer(String path) throws Exception {
    Answer answer = Answer.raw(server, "GET " + path + " HTTP/1.1");
    assertThat(answer.status()).isEqualTo(200);
    answer.assertPlain();
  }

  @ParameterizedTest
  @CsvSource({
    "/fhir/metadata, abc-4711.x, abc-4711.x",
    "/fhir/RiskAssessment/x, abc_1, abc_1",
    "/fhir/Foo/1, 2f1a4a33-0000-4000-8000-000000000000, 2f1a4a33-0000-4000-8000-000000000000"
  })
  void safeRequestId_comesBack(String path, String sent, String back) throws Exception {
    Answer answer = Answer.raw(server, "GET " + path + " HTTP/1.1\r\nX-Request-ID: " + sent);
    assertThat(answer.header("X-Request-ID")).isEqualTo(back);
    answer.assertPlain();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "<script>", "a,b", "", "naïve", "a;b=c"})
  void unsafeRequestId_isReplaced(String sent) throws Exception {
    Answer answer = Answer.raw(server, "GET /fhir/metadata HTTP/1.1\r\nX-Request-ID: " + sent);
    assertThat(answer.header("X-Request-ID")).matches("[0-9a-f-]{36}");
    Answer tooLong =
        Answer.raw(server, "GET /fhir/metadata HTTP/1.1\r\nX-Request-ID: " + "a".repeat(65));
    assertThat(tooLong.header("X-Request-ID")).matches("[0-9a-f-]{36}");
  }
}
