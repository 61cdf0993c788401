package org.cloister.gateway.event;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.identity.TokenClient.TokenRequest;
import org.cloister.gateway.infer.ModelCall;
import org.cloister.gateway.infer.Results;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.RiskAssessment;

/// A call of each kind, and what its event must say. Every patient, user and reason is this class's
/// own.
final class KnownTraffic {
  static final String ANNA = "event-anna";
  static final String BERT = "event-bert";
  static final String CARL = "event-carl";
  static final String DORA = "event-dora";
  static final String REASON = "event-reason unconscious on arrival";

  private final TestGateway gateway;
  private final List<String> expected = new ArrayList<>();

  KnownTraffic(TestGateway gateway) {
    this.gateway = gateway;
  }

  /// What each call's event must say, in the order of the calls.
  List<String> expected() {
    return List.copyOf(expected);
  }

  /// Sends them all.
  ///
  /// @return the RiskAssessment that the first call gave
  String send() throws Exception {
    String ehr = gateway.token(TokenRequest.of(DemoClient.EHR).withUser("dr-ames"));
    String viewer = gateway.token(DemoClient.VIEWER);
    String research = gateway.token(DemoClient.RESEARCH);
    String answer = infer(ehr, ModelCall.prevent(ANNA), 200, "infer 0 Patient/event-anna TREAT");
    String risk = Results.references(Results.bundle(answer), RiskAssessment.class).getFirst();
    String provenance = Results.references(Results.bundle(answer), Provenance.class).getFirst();
    infer(ehr, ModelCall.ckdEpi(BERT), 200, "infer 0 Patient/event-bert TREAT");
    refused(ehr, viewer, research);
    breakGlass();
    get(viewer, risk, 200, "result-read 0 Patient/event-anna TREAT");
    get(viewer, provenance, 200, "result-read 0 Patient/event-anna TREAT");
    get(
        viewer,
        "RiskAssessment?subject=Patient/" + ANNA,
        200,
        "result-read 0 Patient/event-anna TREAT");
    get(viewer, "Provenance?target=" + risk, 200, "result-read 0 Patient/event-anna TREAT");
    get(viewer, "RiskAssessment/x", 404, "result-read 4 - TREAT");
    get(viewer, "Device/prevent-2023-base-1.0.0", 200, "result-read 0 - TREAT");
    get(
        research,
        "RiskAssessment?subject=Patient/" + ANNA,
        403,
        "result-read 8 Patient/event-anna HRESCH");
    get("Bearer x", risk, 401, "result-read 8 - -");
    return risk;
  }

  private void refused(String ehr, String viewer, String research) throws Exception {
    infer("Bearer x", ModelCall.prevent(ANNA), 401, "infer 8 - -");
    infer(ehr, ModelCall.prevent(CARL).without("sbp"), 422, "infer 4 Patient/event-carl TREAT");
    infer(ehr, ModelCall.of("no-such-model").about(CARL), 422, "infer 4 Patient/event-carl TREAT");
    infer(viewer, ModelCall.prevent(ANNA), 403, "infer 8 Patient/event-anna TREAT");
    infer(
        research,
        ModelCall.prevent(BERT).parameter(purpose("HRESCH")),
        403,
        "infer 8 Patient/event-bert HRESCH");
    expected.add("infer 4 - -");
    status(gateway.infer(ehr, "{".getBytes(StandardCharsets.UTF_8)), 400);
    expected.add("infer 4 - -");
    hangUp(ehr);
  }

  private void breakGlass() throws Exception {
    infer(
        gateway.token(TokenRequest.of(DemoClient.EMERGENCY).withUser("dr-dorn")),
        ModelCall.ckdEpi(DORA)
            .parameter(purpose("ETREAT"))
            .parameter("{\"name\":\"breakGlassReason\",\"valueString\":\"" + REASON + "\"}"),
        200,
        "break-glass 0 Patient/event-dora ETREAT");
  }

  @CanIgnoreReturnValue
  private String infer(String token, ModelCall call, int status, String event) throws Exception {
    expected.add(event);
    return status(gateway.infer(token, call.body()), status);
  }

  private void get(String token, String path, int status, String event) throws Exception {
    expected.add(event);
    status(
        gateway.send(gateway.request("/fhir/" + path).header("Authorization", token).GET().build()),
        status);
  }

  /// A caller who announces a body and goes away.
  private void hangUp(String token) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.url("/").getPort())) {
      socket
          .getOutputStream()
          .write(
              ("POST /fhir/$infer HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: "
                      + token
                      + "\r\nContent-Type: application/fhir+json\r\nContent-Length: 1000\r\n\r\n{")
                  .getBytes(StandardCharsets.US_ASCII));
    }
  }

  @CanIgnoreReturnValue
  private static String status(HttpResponse<String> response, int expected) throws IOException {
    if (response.statusCode() != expected) {
      throw new IOException("answered " + response.statusCode() + ", not " + expected);
    }
    return response.body();
  }

  private static String purpose(String code) {
    return "{\"name\":\"purpose\",\"valueCoding\":{\"system\":"
        + "\"http://terminology.hl7.org/CodeSystem/v3-ActReason\",\"code\":\""
        + code
        + "\"}}";
  }
}
