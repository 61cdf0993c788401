package org.cloister.gateway.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.cloister.deid.rule.Preset;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.identity.DemoClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// `$deidentify` as a caller sees it, by the engine and the demo's own domain.
@ExtendWith(SharedGateway.class)
class DeidentifyOverHttpTest {
  private static final String BUNDLE =
      """
      {"resourceType":"Bundle","type":"collection","entry":[
       {"fullUrl":"urn:uuid:7d1d1c7e-52f3-4c2c-9d7e-3c8cf6f3a001","resource":{"resourceType":"Patient",
        "id":"7d1d1c7e-52f3-4c2c-9d7e-3c8cf6f3a001","name":[{"family":"Quillfeather","given":["Araminta"]}],
        "identifier":[{"system":"urn:example:mrn","value":"MRN-8812734"}],"gender":"female",
        "telecom":[{"system":"phone","value":"555-0142"}],"birthDate":"1961-04-17"}},
       {"resource":{"resourceType":"Observation","id":"o1","status":"final",
        "code":{"coding":[{"system":"http://loinc.org","code":"2160-0"}],"text":"Quillfeather creatinine"},
        "subject":{"reference":"urn:uuid:7d1d1c7e-52f3-4c2c-9d7e-3c8cf6f3a001","display":"Araminta"},
        "note":[{"text":"Called Ms Quillfeather on 555-0142."}],"effectiveDateTime":"2024-03-05T10:15:00Z",
        "valueQuantity":{"value":1.10,"unit":"mg/dL","system":"http://unitsofmeasure.org","code":"mg/dL"}}}]}
      """;

  private final TestGateway gateway;

  DeidentifyOverHttpTest(TestGateway gateway) {
    this.gateway = gateway;
  }

  private HttpResponse<String> post(String preset, String body) throws Exception {
    HttpRequest request =
        gateway
            .request("/fhir/$deidentify?domain=demo&preset=" + preset)
            .header("Authorization", gateway.token(DemoClient.STEWARD))
            .header("Cloister-Purpose", "HRESCH")
            .header("Content-Type", "application/fhir+json")
            .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8))
            .build();
    return gateway.send(request);
  }

  @ParameterizedTest
  @EnumSource
  void deidentify_releasesWhatIsUsefulAndNobody(Preset preset) throws Exception {
    HttpResponse<String> answer = post(preset.wireName(), BUNDLE);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Cloister-Record")).isPresent();
    assertThat(answer.body())
        .doesNotContain("Quillfeather", "Araminta", "8812734", "0142", "7d1d1c7e", "urn:example")
        .contains("\"code\":\"2160-0\"", "\"value\":1.10", "ObservationValue");
    assertThat(post(preset.wireName(), BUNDLE).body()).isEqualTo(answer.body());
  }

  @Test
  void deidentify_saysWhatItDoesNotAccept() throws Exception {
    String preset = Preset.SAFE_HARBOR_STRICT.wireName();
    assertThat(
            post(preset, "{\"resourceType\":\"Patient\",\"id\":\"a\",\"id\":\"b\"}").statusCode())
        .isEqualTo(400);
    assertThat(post(preset, "{\"resourceType\":\"Patent\"}").statusCode()).isEqualTo(422);
    assertThat(post("no-such-preset", BUNDLE).statusCode()).isEqualTo(400);
  }
}
