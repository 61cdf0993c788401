package org.cloister.bench.infer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cloister.bench.server.Contestant;
import org.cloister.bench.server.Contestant.Side;

/// That both servers give the same risks for the same patients: else they do not do the same work.
final class AnswerCheck implements AutoCloseable {
  /// The gateway answers in percent, so the last digits may differ.
  private static final double TOLERANCE = 1e-9;

  private static final String CODE_PREFIX = "prevent-";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
  private final Contestant full;
  private final Contestant bare;

  AnswerCheck(Contestant full, Contestant bare) {
    this.full = full;
    this.bare = bare;
  }

  /// Sends each body to both.
  ///
  /// @throws IOException when an answer is not 200 or they differ
  void compare(List<byte[]> bodies) throws IOException, InterruptedException {
    String authorization = full.authorization();
    for (byte[] body : bodies) {
      Map<String, Double> answered = risksOfFull(answer(full, body, authorization));
      Map<String, Double> expected = risksOfBare(answer(bare, body, authorization));
      boolean same =
          answered.keySet().equals(expected.keySet())
              && answered.entrySet().stream()
                  .allMatch(risk ->
                      Math.abs(risk.getValue() - expected.getOrDefault(risk.getKey(), -1.0))
                          <= TOLERANCE);
      if (!same) {
        throw new IOException(
            "the two servers differ for one synthetic patient: " + answered + ", " + expected);
      }
    }
  }

  private JsonNode answer(Contestant contestant, byte[] body, String authorization)
      throws IOException, InterruptedException {
    Side side = contestant.side();
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + contestant.port()).resolve(side.path()))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", authorization)
            .header("Content-Type", "application/fhir+json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException(
          "the server `" + side.text() + "` answered with status " + response.statusCode());
    }
    return JSON.readTree(response.body());
  }

  /// Fractions by output, from the predictions of the RiskAssessment.
  private static Map<String, Double> risksOfFull(JsonNode bundle) {
    Map<String, Double> risks = new TreeMap<>();
    for (JsonNode entry : bundle.path("entry")) {
      for (JsonNode prediction : entry.path("resource").path("prediction")) {
        String code = prediction.path("outcome").path("coding").path(0).path("code").asText();
        risks.put(
            code.substring(code.startsWith(CODE_PREFIX) ? CODE_PREFIX.length() : 0)
                .replace('-', '_'),
            prediction.path("probabilityDecimal").asDouble() / 100);
      }
    }
    return risks;
  }

  private static Map<String, Double> risksOfBare(JsonNode numbers) {
    Map<String, Double> risks = new TreeMap<>();
    numbers
        .properties()
        .forEach(number -> {
          if (!number.getValue().isNull()) {
            risks.put(number.getKey(), number.getValue().asDouble());
          }
        });
    return risks;
  }

  @Override
  public void close() {
    http.close();
  }
}
