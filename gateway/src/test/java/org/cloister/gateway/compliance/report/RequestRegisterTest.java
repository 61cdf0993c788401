package org.cloister.gateway.compliance.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.infer.SharedGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The register of patients' requests and its clocks.
@ExtendWith(SharedGateway.class)
final class RequestRegisterTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TestGateway gateway;

  RequestRegisterTest(TestGateway gateway) {
    this.gateway = gateway;
  }

  @Test
  void requests_showTheirClocksUntilTheyAreAnswered() throws Exception {
    Officer officer = new Officer(gateway, "officer-1", "PATRQT");
    HttpResponse<String> received =
        officer.post(
            "/compliance/requests",
            Map.of(
                "patient", "reports-fred", "right", "hipaa-accounting", "received", "2026-01-10"));
    assertThat(received.statusCode()).isEqualTo(201);
    JsonNode request = JSON.readTree(received.body());
    String path = "/compliance/requests/" + request.path("id").asText();
    assertThat(request.path("due").asText()).isEqualTo("2026-03-11");
    assertThat(request.path("free").asBoolean()).isTrue();
    JsonNode gdpr =
        JSON.readTree(
            officer
                .post(
                    "/compliance/requests",
                    Map.of(
                        "patient",
                        "reports-fred",
                        "right",
                        "gdpr-access",
                        "received",
                        "2026-01-31"))
                .body());
    assertThat(gdpr.path("due").asText()).isEqualTo("2026-02-28");
    JsonNode second =
        JSON.readTree(
            officer
                .post(
                    "/compliance/requests",
                    Map.of(
                        "patient",
                        "reports-fred",
                        "right",
                        "hipaa-accounting",
                        "received",
                        "2026-09-01"))
                .body());
    assertThat(second.path("free").asBoolean()).isFalse();

    assertThat(officer.post(path + "/extended", Map.of("reason", "archive")).statusCode())
        .isEqualTo(200);
    assertThat(officer.post(path + "/extended", Map.of("reason", "again")).statusCode())
        .isEqualTo(400);
    JsonNode extended = open(officer, request.path("id").asText());
    assertThat(extended.path("due").asText()).isEqualTo("2026-04-10");
    assertThat(extended.path("overdue").asBoolean()).isTrue();
    assertThat(officer.post(path + "/closed", Map.of("answer", "sent")).statusCode())
        .isEqualTo(200);
    assertThat(open(officer, request.path("id").asText()).isMissingNode()).isTrue();
    assertThat(officer.post(path + "/closed", Map.of("answer", "sent")).statusCode())
        .isEqualTo(404);
  }

  private static JsonNode open(Officer officer, String id)
      throws IOException, InterruptedException {
    for (JsonNode request :
        JSON.readTree(officer.get("/compliance/requests").body()).path("requests")) {
      if (request.path("id").asText().equals(id)) {
        return request;
      }
    }
    return JSON.missingNode();
  }
}
