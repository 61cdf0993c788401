package org.cloister.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.demo.SyntheticPatients;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.infer.SharedGateway;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A plain call goes past Spring, another spelling of it through it: nobody can tell.
@ExtendWith(SharedGateway.class)
@TestInstance(Lifecycle.PER_CLASS)
final class DirectOperationsTest {
  private final TestGateway gateway;
  private final FhirClient client;
  private final byte[] body;

  DirectOperationsTest(TestGateway gateway) {
    this.gateway = gateway;
    this.client = new FhirClient(gateway);
    this.body = new SyntheticPatients(Instant.parse("2026-11-25T00:00:00Z")).benchmark(7, 1).body();
  }

  private Answer post(String path, String type, String accept, String token)
      throws IOException, InterruptedException {
    return client.send(
        gateway
            .request(path)
            .header("Authorization", token)
            .header("Content-Type", type)
            .header("Accept", accept)
            .POST(BodyPublishers.ofByteArray(body)));
  }

  @ParameterizedTest
  @CsvSource({
    "/fhir/$infer, application/fhir+json, */*",
    "/fhir/$infer, application/json, application/fhir+json",
    "/fhir/$infer, application/fhir+json; charset=utf-8, */*",
    "/fhir/$infer, application/fhir+json; charset=\"UTF-8\", */*",
    "/fhir/$infer, application/fhir+json; fhirVersion=4.0, */*",
    "/fhir/$infer, application/fhir+json, 'application/fhir+json;q=1.0, application/json;q=0.9'",
    "/fhir/%24infer, application/fhir+json, */*"
  })
  void everySpelling_givesAnAnswerWithItsRecordAndTheSafeHeaders(
      String path, String type, String accept) throws Exception {
    Answer answer = post(path, type, accept, gateway.token(DemoClient.EHR));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Cloister-Record")).isNotEmpty();
    assertThat(answer.header("Content-Type")).isEqualTo("application/fhir+json");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("X-Request-ID")).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/fhir/$infer, text/plain, */*, 415",
    "/fhir/$infer, application/fhir+xml, */*, 415",
    "/fhir/$infer, application/fhir+json, text/html, 406",
    "/fhir/$infer/, application/fhir+json, */*, 404",
    "/fhir/Patient//$infer, application/fhir+json, */*, 400",
    "/fhir/Patient/someone-else/$infer, application/fhir+json, */*, 400"
  })
  void whatIsNoCallOfTheOperation_isRefusedAsEver(
      String path, String type, String accept, int status) throws Exception {
    assertThat(post(path, type, accept, gateway.token(DemoClient.EHR)).status()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({"application/fhir+json", "application/fhir+json; charset=utf-8"})
  void aStranger_isRefusedEitherWay(String type) throws Exception {
    Answer answer = post("/fhir/$infer", type, "*/*", "Bearer nonsense");

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("WWW-Authenticate")).contains("invalid_token");
  }
}
