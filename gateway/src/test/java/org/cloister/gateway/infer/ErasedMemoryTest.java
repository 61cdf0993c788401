package org.cloister.gateway.infer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.identity.TokenClient;
import org.cloister.gateway.identity.TokenClient.TokenRequest;
import org.junit.jupiter.api.Test;

/// What a process still holds of somebody who was erased in it: nothing on its console, in its
/// files and among the objects that its memory keeps alive.
final class ErasedMemoryTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CALLERS = 16;
  private static final int OTHER_CALLS = 200;

  private final HttpClient http = HttpClient.newHttpClient();
  private final PlantedPatient erased =
      new PlantedPatient(new Random(Long.getLong("cloister.seed", 20261127)));

  @Test
  void erasure_leavesNothingOfThePersonInTheProcess() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start()) {
      String answer = infer(gateway, erased.body());
      read(gateway, erased, answer);
      putConsent(gateway);
      // Somebody is there to be found: or the search below would prove nothing.
      assertThat(erased.below(gateway.dumpHeap("before"))).isNotEmpty();

      erase(gateway);
      callOfOthers(gateway);

      List<String> inMemory = erased.below(gateway.dumpHeap("after"));
      assertThat(inMemory).isEmpty();
      assertThat(erased.below(Objects.requireNonNull(gateway.console().getParent()))).isEmpty();
    }
  }

  /// A thread keeps the buffers of its last request and answer until others have gone through them:
  /// so many callers at once that none is left out.
  private void callOfOthers(GatewayProcess gateway) throws Exception {
    try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      List<Future<?>> calls = new ArrayList<>();
      for (int i = 0; i < OTHER_CALLS; i++) {
        PlantedPatient other = new PlantedPatient(new Random(i));
        calls.add(
            callers.submit(() -> {
              read(gateway, other, infer(gateway, other.body()));
              return null;
            }));
      }
      for (Future<?> call : calls) {
        assertThat(call.get()).isNull();
      }
    }
  }

  private String infer(GatewayProcess gateway, byte[] body) throws Exception {
    HttpResponse<String> answer =
        send(
            request(gateway, "/fhir/$infer", TokenRequest.of(DemoClient.EHR))
                .header("Content-Type", "application/fhir+json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  private void read(GatewayProcess gateway, PlantedPatient patient, String bundle)
      throws Exception {
    String id =
        JSON.readTree(bundle).findParents("resourceType").stream()
            .filter(it -> it.path("resourceType").asText().equals("Observation"))
            .findFirst()
            .orElseThrow()
            .path("id")
            .asText();
    for (String path :
        List.of("/fhir/Observation/" + id, "/fhir/Observation?subject=Patient/" + patient.id())) {
      HttpResponse<String> found =
          send(
              request(gateway, path, TokenRequest.of(DemoClient.EHR))
                  .header("Cloister-Purpose", "TREAT")
                  .GET());
      assertThat(found.statusCode()).isEqualTo(200);
    }
  }

  private void putConsent(GatewayProcess gateway) throws Exception {
    String consent =
        """
        {"resourceType":"Consent","id":"c-1","status":"active",\
        "scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope",\
        "code":"patient-privacy"}]},\
        "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],\
        "patient":{"reference":"Patient/%s"},\
        "policyRule":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode",\
        "code":"OPTIN"}]},"provision":{"type":"permit"}}\
        """
            .formatted(erased.id());
    HttpResponse<String> stored =
        send(
            request(gateway, "/fhir/Consent/c-1", TokenRequest.of(DemoClient.EHR))
                .header("Cloister-Purpose", "TREAT")
                .header("Content-Type", "application/fhir+json")
                .PUT(HttpRequest.BodyPublishers.ofString(consent)));
    assertThat(stored.statusCode()).as(stored.body()).isEqualTo(201);
  }

  private void erase(GatewayProcess gateway) throws Exception {
    String named = "\"patient\":\"Patient/" + erased.id() + "\"";
    HttpResponse<String> asked =
        officer(
            gateway,
            "officer-1",
            "",
            "{" + named + ",\"scope\":\"accountability\",\"legalBasis\":\"gdpr-17-1-d\"}");
    assertThat(asked.statusCode()).as(asked.body()).isEqualTo(201);
    String request = JSON.readTree(asked.body()).path("request").asText();
    HttpResponse<String> done =
        officer(gateway, "officer-2", "/" + request + "/approval", "{" + named + "}");
    assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
  }

  private HttpResponse<String> officer(
      GatewayProcess gateway, String user, String path, String json) throws Exception {
    return send(
        request(
                gateway,
                "/compliance/erasures" + path,
                TokenRequest.of(DemoClient.OFFICER).withUser(user))
            .header("Cloister-Purpose", "HLEGAL")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  private static HttpRequest.Builder request(
      GatewayProcess gateway, String path, TokenRequest wanted) throws IOException {
    TokenClient tokens = new TokenClient(gateway.data(), gateway.server().getPort());
    if (!(tokens.request(wanted) instanceof TokenClient.Granted(var token))) {
      throw new IOException("no token");
    }
    return HttpRequest.newBuilder(gateway.server().resolve(path))
        .timeout(Duration.ofSeconds(60))
        .header("Authorization", token.header());
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
  }
}
