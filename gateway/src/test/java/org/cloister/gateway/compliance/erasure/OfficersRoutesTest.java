package org.cloister.gateway.compliance.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.EnumSet;
import java.util.List;
import javax.sql.DataSource;
import org.cloister.audit.AuditLog;
import org.cloister.audit.LogQuery;
import org.cloister.audit.StoredEntry;
import org.cloister.deid.sealing.KeyRing;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.identity.TokenClient.TokenRequest;
import org.cloister.gateway.infer.ModelCall;
import org.cloister.gateway.keys.KeyStatus;
import org.cloister.gateway.record.RecordSealer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Erasure, holds, disposal and a change of keys as officers and operators do them, on one gateway.
final class OfficersRoutesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Retention TEN_YEARS =
      new Retention(
          EnumSet.allOf(Retention.Law.class),
          Period.ofYears(10),
          Period.ofYears(10),
          Period.ofYears(10));
  private static TestGateway gateway;

  @BeforeAll
  static void start() throws IOException {
    gateway = TestGateway.start();
  }

  @AfterAll
  static void end() {
    gateway.close();
  }

  @Test
  void erasure_needsTwoOfficersWhoMeanTheSamePerson() throws Exception {
    infer("four-eyes");
    String ask =
        "{\"patient\":\"Patient/four-eyes\",\"scope\":\"clinical\",\"legalBasis\":\"gdpr-17-1-b\"";
    HttpResponse<String> preview =
        post("officer-1", "/compliance/erasures", ask + ",\"preview\":true}");
    assertThat(preview.statusCode()).as(preview.body()).isEqualTo(200);
    assertThat(JSON.readTree(preview.body()).path("retained").size()).isEqualTo(2);
    HttpResponse<String> asked = post("officer-1", "/compliance/erasures", ask + "}");
    assertThat(asked.statusCode()).as(asked.body()).isEqualTo(201);
    String approval =
        "/compliance/erasures/"
            + JSON.readTree(asked.body()).path("request").asText()
            + "/approval";
    String patient = "{\"patient\":\"Patient/four-eyes\"}";

    assertThat(post("officer-1", approval, patient).statusCode()).isEqualTo(403);
    assertThat(post("officer-2", approval, "{\"patient\":\"Patient/five-eyes\"}").statusCode())
        .isEqualTo(403);
    HttpResponse<String> done = post("officer-2", approval, patient);

    assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
    JsonNode certificate = JSON.readTree(done.body());
    assertThat(certificate.path("receipt").asText()).startsWith("c2sp.org/tlog-proof@v1");
    assertThat(certificate.path("backupsUntil").asText()).isNotEmpty();
    assertThat(done.body()).doesNotContain("four-eyes");
    assertThat(post("officer-2", approval, patient).statusCode()).as("once").isEqualTo(404);
  }

  @Test
  void hold_blocksErasureUntilItIsLifted() throws Exception {
    infer("held");
    long placedBefore = count("hold-placed");
    long liftedBefore = count("hold-lifted");
    String ask = "{\"patient\":\"held\",\"scope\":\"clinical\",\"legalBasis\":\"gdpr-17-1-b\"}";
    HttpResponse<String> placed =
        post("officer-1", "/compliance/holds", "{\"patient\":\"held\",\"reason\":\"litigation\"}");
    assertThat(placed.statusCode()).as(placed.body()).isEqualTo(201);

    assertThat(post("officer-1", "/compliance/erasures", ask).statusCode()).isEqualTo(403);

    String hold = JSON.readTree(placed.body()).path("hold").asText();
    HttpRequest lift = officer("officer-2", "/compliance/holds/" + hold).DELETE().build();
    assertThat(gateway.send(lift).statusCode()).isEqualTo(200);
    assertThat(post("officer-1", "/compliance/erasures", ask).statusCode()).isEqualTo(201);
    assertThat(count("hold-placed")).isEqualTo(placedBefore + 1);
    assertThat(count("hold-lifted")).isEqualTo(liftedBefore + 1);
  }

  @Test
  void disposal_takesWhatIsPastItsTermAndLeavesTheRest() throws Exception {
    infer("long-ago");
    infer("on-hold");
    HttpResponse<String> tooYoung =
        gateway.infer(
            gateway.token(DemoClient.EHR),
            ModelCall.ckdEpi("child").amount("age", "3", "a").body());
    assertThat(tooYoung.statusCode()).isEqualTo(422);
    StoredEntry child = newest("child");
    StoredEntry old = newest("long-ago");
    StoredEntry held = newest("on-hold");
    HttpResponse<String> placed =
        post("officer-1", "/compliance/holds", "{\"patient\":\"on-hold\",\"reason\":\"inquiry\"}");
    assertThat(placed.statusCode()).isEqualTo(201);
    HttpResponse<String> early = post("officer-1", "/compliance/disposals", "{}");
    assertThat(early.statusCode()).as(early.body()).isEqualTo(200);
    assertThat(JSON.readTree(early.body()).path("disposals").size()).isZero();

    List<Erasure> disposals = disposeAfterYears(11);

    assertThat(disposals).isNotEmpty();
    AuditLog log = gateway.part(AuditLog.class);
    Erasures erasures = gateway.part(Erasures.class);
    assertThat(log.find(old.recordId()).orElseThrow().isErased()).isTrue();
    assertThat(erasures.of(old.index(), Erasures.Part.RECORD))
        .hasValueSatisfying(act -> assertThat(act.scope()).isEqualTo("retention"));
    assertThat(log.find(held.recordId()).orElseThrow().isErased()).isFalse();
    assertThat(erasures.of(held.index(), Erasures.Part.RECORD)).isEmpty();
    assertThat(log.find(child.recordId()).orElseThrow().isErased())
        .as("two years after majority are not over")
        .isFalse();
    assertThat(disposeAfterYears(23)).isNotEmpty();
    assertThat(log.find(child.recordId()).orElseThrow().isErased()).isTrue();
    assertThat(log.find(held.recordId()).orElseThrow().isErased()).isFalse();
    HttpRequest certificate =
        officer(
                "officer-1",
                "/compliance/erasures/" + disposals.getFirst().record() + "/certificate")
            .GET()
            .build();
    assertThat(JSON.readTree(gateway.send(certificate).body()).path("facts").path("count").asLong())
        .isPositive();
  }

  private static List<Erasure> disposeAfterYears(int years) throws Exception {
    Disposal.Parts parts =
        new Disposal.Parts(
            "default",
            gateway.part(AuditLog.class),
            gateway.part(RecordSealer.class),
            gateway.part(DataSource.class));
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(years * 366L));
    return new Disposal(parts, TEN_YEARS, later).run();
  }

  @Test
  void rotation_happensWhileTheGatewayServes() throws Exception {
    infer("before-rotation");
    Path first = gateway.data().resolve("keys/encryption.key");
    String old = KeyRing.load(first).newest().id();
    Path next = KeyRing.begin(first);
    String kek = KeyRing.load(first).ids().getFirst();
    Instant end = Instant.now().plus(Duration.ofSeconds(60));
    // The record of the change comes after the last row was sealed anew, the status after that.
    while (count("key-rotated") == 0 || !KeyStatus.readFrom(gateway.data()).current().equals(kek)) {
      assertThat(Instant.now()).isBefore(end);
      infer("during-rotation");
    }

    assertThat(KeyStatus.readFrom(gateway.data()).uses().keySet())
        .as("beside the demo's domain's")
        .contains(kek)
        .doesNotContain(old);
    assertThat(newest("before-rotation").isErased()).isFalse();
    assertThat(count("key-rotated")).isEqualTo(1);
    Files.delete(first);
    infer("after-rotation");
    assertThat(next).exists();
  }

  private static void infer(String patient) throws Exception {
    HttpResponse<String> answer =
        gateway.infer(gateway.token(DemoClient.EHR), ModelCall.ckdEpi(patient).body());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static HttpRequest.Builder officer(String user, String path) throws IOException {
    TokenRequest token = TokenRequest.of(DemoClient.OFFICER).withUser(user);
    return gateway
        .request(path)
        .header("Authorization", gateway.token(token))
        .header("Cloister-Purpose", "HLEGAL");
  }

  private static HttpResponse<String> post(String user, String path, String json) throws Exception {
    return gateway.send(
        officer(user, path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  private static StoredEntry newest(String patient) throws Exception {
    LogQuery about =
        LogQuery.all().subject(gateway.part(Erasures.class).subject("Patient/" + patient));
    return gateway.part(AuditLog.class).search(about).entries().getFirst();
  }

  private static long count(String event) throws Exception {
    return gateway.part(AuditLog.class).count(LogQuery.all().event(event));
  }
}
