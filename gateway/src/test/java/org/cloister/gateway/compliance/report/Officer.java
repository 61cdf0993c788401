package org.cloister.gateway.compliance.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.identity.TokenClient.TokenRequest;

/// A compliance officer at the keyboard, over HTTP.
final class Officer {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TestGateway gateway;
  private final String authorization;
  private final String purpose;

  Officer(TestGateway gateway, String user, String purpose) throws IOException {
    this.gateway = gateway;
    this.authorization = gateway.token(TokenRequest.of(DemoClient.OFFICER).withUser(user));
    this.purpose = purpose;
  }

  HttpResponse<String> post(String path, Map<String, String> form)
      throws IOException, InterruptedException {
    return gateway.send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(form)))
            .build());
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return gateway.send(request(path).GET().build());
  }

  /// Orders a report and waits until it is there.
  String order(Map<String, String> form) throws IOException, InterruptedException {
    JsonNode ended = ended(form);
    assertThat(ended.path("status").asText()).as(ended.toString()).isEqualTo("finished");
    return ended.path("id").asText();
  }

  /// Orders a report that cannot be made, and waits until that is told.
  JsonNode failure(Map<String, String> form) throws IOException, InterruptedException {
    JsonNode ended = ended(form);
    assertThat(ended.path("status").asText()).as(ended.toString()).isEqualTo("failed");
    return ended;
  }

  private JsonNode ended(Map<String, String> form) throws IOException, InterruptedException {
    HttpResponse<String> ordered = post("/compliance/reports", form);
    assertThat(ordered.statusCode()).as(ordered.body()).isEqualTo(202);
    String id = JSON.readTree(ordered.body()).path("id").asText();
    while (true) {
      HttpResponse<String> answer = get("/compliance/reports/" + id);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      JsonNode status = JSON.readTree(answer.body());
      if (!status.path("status").asText().equals("running")) {
        return status;
      }
      Thread.sleep(20);
    }
  }

  String fetch(String id, String format) throws IOException, InterruptedException {
    HttpResponse<String> answer = get("/compliance/reports/" + id + "/" + format);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  JsonNode export(Map<String, String> form) throws IOException, InterruptedException {
    return JSON.readTree(fetch(order(form), "export"));
  }

  Document report(Map<String, String> form) throws IOException, InterruptedException {
    return Document.parse(export(form).path("report").asText());
  }

  private HttpRequest.Builder request(String path) {
    return gateway
        .request(path)
        .header("Authorization", authorization)
        .header("Cloister-Purpose", purpose);
  }
}
