package org.cloister.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.cloister.audit.AuditLog;
import org.cloister.audit.Entry;
import org.cloister.audit.Fact;
import org.cloister.audit.Outcome;
import org.cloister.audit.Subject;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.infer.Admission;
import org.cloister.gateway.infer.ModelCall;
import org.cloister.gateway.record.RecordBody;
import org.cloister.gateway.record.RecordSealer;
import org.cloister.gateway.store.EmbeddedStore;
import org.cloister.models.Models;
import org.cloister.policies.RequestId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;

/// The rows of the error table that take a gateway in trouble: one that works on one call at a time
/// and gives it one second. Each test leaves it in a worse state than the one before.
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
final class OverloadTest {
  private final TestGateway gateway;
  private String token = "";

  OverloadTest() throws IOException {
    gateway =
        TestGateway.start(
            Map.of(
                "cloister.gateway.max-concurrent", 1,
                "cloister.gateway.deadline", "1s",
                "cloister.audit.queue", 64));
  }

  @BeforeAll
  void authenticate() throws IOException {
    token = gateway.token(DemoClient.EHR);
  }

  @AfterAll
  void stop() {
    gateway.close();
  }

  private static ModelCall call() {
    return ModelCall.ckdEpi("et-patient");
  }

  private Answer infer() throws Exception {
    return Answer.of(gateway.infer(token, call().body()));
  }

  /// A call whose caller has sent half of the body.
  private Socket begin() throws IOException {
    URI server = gateway.url("/");
    Socket socket = new Socket(server.getHost(), server.getPort());
    byte[] body = call().body();
    OutputStream out = socket.getOutputStream();
    out.write(
        """
        POST /fhir/$infer HTTP/1.1\r
        Host: %s\r
        Connection: close\r
        Authorization: %s\r
        Content-Type: application/fhir+json\r
        Content-Length: %d\r
        \r
        """
            .formatted(server.getAuthority(), token, body.length)
            .getBytes(StandardCharsets.US_ASCII));
    out.write(body, 0, body.length / 2);
    out.flush();
    return socket;
  }

  private Answer finish(Socket socket) throws IOException {
    byte[] body = call().body();
    socket.getOutputStream().write(body, body.length / 2, body.length - body.length / 2);
    socket.getOutputStream().flush();
    return Answer.read(socket);
  }

  @Test
  @Order(1)
  @Row(ErrorRow.TOO_MANY_REQUESTS)
  void secondCallAtATime_isThrottled() throws Exception {
    try (Socket slow = begin()) {
      assertThat(slow.isConnected()).isTrue();
      while (gateway.part(Admission.class).inFlight() == 0) {
        Thread.onSpinWait();
      }
      Answer throttled = infer().assertIs(ErrorRow.TOO_MANY_REQUESTS);
      assertThat(throttled.header("Cloister-Record")).isNotEmpty();
    }
    while (gateway.part(Admission.class).inFlight() > 0) {
      Thread.onSpinWait();
    }
    assertThat(infer().status()).isEqualTo(200);
  }

  @Test
  @Order(2)
  @Row(ErrorRow.TIME_LIMIT)
  void callPastItsDeadline_isRecordedAndReleasesNothing() throws Exception {
    try (Socket slow = begin()) {
      Thread.sleep(1100);
      Answer late = finish(slow).assertIs(ErrorRow.TIME_LIMIT);
      assertThat(late.header("Cloister-Record")).isNotEmpty();
    }
  }

  @Test
  @Order(3)
  @Row(ErrorRow.QUEUE_FULL)
  void fullQueue_meansUnavailable() throws Exception {
    try (Connection database = gateway.part(DataSource.class).getConnection();
        Statement statement = database.createStatement()) {
      database.setAutoCommit(false);
      statement.execute("LOCK TABLE log_head IN ACCESS EXCLUSIVE MODE");
      fillQueue();
      assertUnavailable(ErrorRow.QUEUE_FULL);
      database.rollback();
    }
    // What waited is written first.
    Answer answer = infer();
    for (int i = 0; i < 100 && answer.status() == 503; i++) {
      Thread.sleep(50);
      answer = infer();
    }
    assertThat(answer.status()).isEqualTo(200);
  }

  /// Until the log says that it is full; its writer hangs.
  private void fillQueue() {
    Subject system = gateway.part(RecordSealer.class).subject("default", "System");
    CompletableFuture<?> last;
    do {
      last =
          gateway
              .part(AuditLog.class)
              .append(
                  Entry.system(
                      Outcome.OK,
                      system,
                      Map.of(Fact.EVENT, "filler"),
                      new RecordBody(RequestId.random()).json()),
                  List.of());
    } while (!last.isCompletedExceptionally());
  }

  @Test
  @Order(4)
  @Row(ErrorRow.UNEXPECTED)
  void failureInTheModel_isFixedTextAndARequestId() throws Exception {
    gateway.part(Models.class).close();
    Answer failed = infer().assertIs(ErrorRow.UNEXPECTED);
    assertThat(failed.assertRefusal().getIssueFirstRep().getDiagnostics())
        .matches("request [0-9a-f-]{36}");
    assertThat(failed.header("Cloister-Record")).isNotEmpty();
  }

  @Test
  @Order(5)
  @Row(ErrorRow.STORE_DOWN)
  void stoppedStore_meansUnavailable() throws Exception {
    gateway.part(EmbeddedStore.class).close();
    assertUnavailable(ErrorRow.STORE_DOWN);
  }

  /// Not even a refusal is released without its record.
  private void assertUnavailable(ErrorRow row) throws Exception {
    assertThat(infer().assertIs(row).headers()).doesNotContainKey("cloister-record");
    HttpRequest read =
        gateway.request("/fhir/RiskAssessment/x").header("Authorization", token).GET().build();
    assertThat(Answer.of(gateway.send(read)).assertIs(row).headers())
        .doesNotContainKey("cloister-record");
    HttpRequest stranger = gateway.request("/fhir/RiskAssessment/x").GET().build();
    assertThat(Answer.of(gateway.send(stranger)).assertIs(row).headers())
        .doesNotContainKey("cloister-record");
  }
}
