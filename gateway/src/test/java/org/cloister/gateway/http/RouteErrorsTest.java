package org.cloister.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.infer.SharedGateway;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The rows of the error table about URLs, methods and media types.
@ExtendWith(SharedGateway.class)
@TestInstance(Lifecycle.PER_CLASS)
final class RouteErrorsTest {
  private final TestGateway gateway;
  private final FhirClient client;
  private final String viewer;

  RouteErrorsTest(TestGateway gateway) throws IOException {
    this.gateway = gateway;
    this.client = new FhirClient(gateway);
    this.viewer = gateway.token(DemoClient.VIEWER);
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
    client
        .send(gateway.request(path).header("Authorization", viewer).header("Accept", accept).GET())
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
        client.send(
            client
                .fhir(path)
                .header("Authorization", viewer)
                .method(method, BodyPublishers.noBody()));
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
    client
        .send(gateway.request(path).header("Authorization", viewer).GET())
        .assertIs(ErrorRow.UNKNOWN_TYPE);
  }

  @Row(ErrorRow.UNKNOWN_ID)
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/fhir/RiskAssessment/none",
        "/fhir/RiskAssessment/0b1c9d2e-0000-4000-8000-000000000000",
        "/fhir/Observation/0b1c9d2e-0000-4000-8000-00000000000A",
        "/fhir/Provenance/none",
        "/fhir/Device/none",
        "/fhir/OperationDefinition/none",
        "/log/receipt/none",
        "/log/tile/0/x999/999"
      })
  void unknownId(String path) throws Exception {
    client
        .send(gateway.request(path).header("Authorization", viewer).GET())
        .assertIs(ErrorRow.UNKNOWN_ID);
  }
}
