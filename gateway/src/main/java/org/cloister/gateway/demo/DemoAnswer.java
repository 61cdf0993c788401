package org.cloister.gateway.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cloister.gateway.answer.Terminology;
import org.cloister.gateway.demo.SyntheticPatient.Expected;

/// What came back for one fictional patient, read as a caller reads it.
///
/// @param status of HTTP
/// @param result in words: the numbers, or why there are none
/// @param record id of the audit record, from the header `Cloister-Record`
/// @param totalMillis as the gateway measured it, to the durable record
/// @param cpuMicros of the call's thread, from the Provenance; absent for a refusal
/// @param costPicoUsd from the Provenance; absent for a refusal
public record DemoAnswer(
    int status,
    String result,
    Optional<String> record,
    String totalMillis,
    Optional<Long> cpuMicros,
    Optional<Long> costPicoUsd) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static DemoAnswer of(HttpResponse<String> response) throws IOException {
    JsonNode body;
    try {
      body = JSON.readTree(response.body());
    } catch (JsonProcessingException e) {
      throw new IOException("the gateway did not answer with JSON", e);
    }
    return new DemoAnswer(
        response.statusCode(),
        body.path("resourceType").asText().equals("Bundle") ? results(body) : refusal(body),
        response.headers().firstValue("Cloister-Record"),
        response.headers().firstValue("Server-Timing").map(DemoAnswer::total).orElse("-"),
        metering(body, "cpuNanoseconds").map(nanos -> nanos / 1000),
        metering(body, "costPicoUsd"));
  }

  public boolean isAsExpected(Expected expected) {
    return switch (expected) {
      case ANSWERED -> status == 200;
      case CONSENT -> status == 403;
      case MISSING_DATA -> status == 422;
    };
  }

  private static String results(JsonNode bundle) {
    List<String> results = new ArrayList<>();
    for (JsonNode entry : bundle.path("entry")) {
      JsonNode resource = entry.path("resource");
      for (JsonNode prediction : resource.path("prediction")) {
        results.add(
            String.format(
                "%s %.1f %%",
                prediction.path("outcome").path("coding").path(0).path("display").asText(),
                prediction.path("probabilityDecimal").asDouble()));
      }
      if (resource.path("resourceType").asText().equals("Observation")) {
        JsonNode quantity = resource.path("valueQuantity");
        results.add(
            String.format(
                "%s %.0f %s",
                resource.path("code").path("text").asText(),
                quantity.path("value").asDouble(),
                quantity.path("unit").asText(quantity.path("code").asText())));
      }
    }
    return String.join("; ", results);
  }

  private static String refusal(JsonNode outcome) {
    List<String> reasons = new ArrayList<>();
    for (JsonNode issue : outcome.path("issue")) {
      reasons.add(issue.path("details").path("text").asText());
    }
    return String.join(" ", reasons);
  }

  private static Optional<Long> metering(JsonNode bundle, String figure) {
    for (JsonNode entry : bundle.path("entry")) {
      for (JsonNode extension : entry.path("resource").path("extension")) {
        if (extension.path("url").asText().equals(Terminology.METERING)) {
          for (JsonNode part : extension.path("extension")) {
            if (part.path("url").asText().equals(figure)) {
              return Optional.of(part.path("valueDecimal").asLong());
            }
          }
        }
      }
    }
    return Optional.empty();
  }

  /// `total;dur=1.23, commit;dur=0.80` gives `1.23`.
  private static String total(String serverTiming) {
    return serverTiming.replaceAll("^total;dur=([0-9.]+).*$", "$1");
  }
}
