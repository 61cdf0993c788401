package org.cloister.gateway.compliance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.audit.EntryKind;
import org.cloister.audit.LogQuery;
import org.cloister.audit.Outcome;
import org.cloister.audit.RecordId;
import org.cloister.audit.Subject;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.compliance.OversightReply.Recorded;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.identity.TokenClient.TokenRequest;
import org.cloister.gateway.infer.SharedGateway;
import org.cloister.gateway.record.AuditRecord;
import org.cloister.gateway.record.RecordSealer;
import org.cloister.policies.OversightAction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Nobody gets past the front door unasked, and nobody leaves it unrecorded.
@ExtendWith(SharedGateway.class)
final class OversightTest {
  private static final String EVENT = "hold-placed";
  private static final Content DONE = Content.json(200, Map.of("done", true));

  private final TestGateway gateway;
  private final Oversight oversight;
  private final AuditLog log;
  private final AtomicInteger deeds = new AtomicInteger();

  OversightTest(TestGateway gateway) {
    this.gateway = gateway;
    this.oversight = gateway.part(Oversight.class);
    this.log = gateway.part(AuditLog.class);
  }

  @Test
  void perform_recordsWhoDidWhatAboutWhomAndWhyBeforeItReplies() throws Exception {
    Recorded reply =
        recorded(officer("officer-2", "HLEGAL"), Optional.of("oversight-anna"), this::hold);

    AuditRecord record = record(reply);
    assertThat(reply.content().status()).isEqualTo(200);
    assertThat(record.kind()).isEqualTo(EntryKind.SYSTEM);
    assertThat(record.outcome()).isEqualTo(Outcome.OK);
    assertThat(record.event()).contains(EVENT);
    assertThat(record.patient()).contains("Patient/oversight-anna");
    assertThat(record.purpose()).contains("HLEGAL");
    assertThat(record.policies()).containsExactly("oversee-hold");
    assertThat(record.detail("ground")).contains("court order");
    assertThat(record.actor().orElseThrow().subject()).isEqualTo("officer-2");
    assertThat(deeds).hasValue(1);
  }

  @Test
  void perform_refusesAndRecordsEveryoneWhoIsNoOfficer() throws Exception {
    for (DemoClient client : DemoClient.values()) {
      if (client != DemoClient.OFFICER) {
        TokenRequest asked =
            TokenRequest.of(client)
                .withPatient("oversight-anna")
                .withPurpose(client.purposes().getFirst().name());
        Credentials credentials =
            new Credentials(Optional.of(gateway.token(asked)), Optional.empty());

        Recorded reply = recorded(credentials, Optional.of("oversight-anna"), this::hold);

        assertThat(reply.content().status()).as(client.clientId()).isEqualTo(403);
        AuditRecord record = record(reply);
        assertThat(record.kind()).isEqualTo(EntryKind.DENIAL);
        assertThat(record.outcome()).isEqualTo(Outcome.DENIED);
        assertThat(record.event()).contains(EVENT);
        assertThat(record.actor().orElseThrow().client()).isEqualTo(client.clientId());
      }
    }
    assertThat(deeds).hasValue(0);
  }

  @Test
  void perform_refusesAPurposeThatTheActIsNotFor() throws Exception {
    Recorded reply = recorded(officer("officer-1", "PATRQT"), Optional.empty(), this::hold);
    Recorded unstated =
        recorded(
            new Credentials(
                Optional.of(gateway.token(TokenRequest.of(DemoClient.OFFICER))), Optional.empty()),
            Optional.empty(),
            this::hold);

    assertThat(reply.refusal()).contains(OutcomeCode.DENIED);
    assertThat(unstated.refusal()).contains(OutcomeCode.DENIED);
    assertThat(deeds).hasValue(0);
  }

  @Test
  void perform_recordsAStrangerToo() throws Exception {
    Recorded reply =
        recorded(
            new Credentials(Optional.of("Bearer x.y.z"), Optional.of("HCOMPL")),
            Optional.of("oversight-anna"),
            this::hold);

    assertThat(reply.refusal()).contains(OutcomeCode.UNAUTHENTICATED);
    AuditRecord record = record(reply);
    assertThat(record.outcome()).isEqualTo(Outcome.DENIED);
    assertThat(record.actor()).isEmpty();
    assertThat(record.patient()).as("a stranger's word about a patient is not kept").isEmpty();
    assertThat(deeds).hasValue(0);
  }

  @Test
  void perform_turnsAFailureIntoARecordedRefusalWithoutItsText() throws Exception {
    Recorded broken =
        recorded(
            officer("officer-1", "HCOMPL"),
            Optional.empty(),
            _ -> {
              throw new IllegalStateException("Quillfeather");
            });
    Recorded unreachable =
        recorded(
            officer("officer-1", "HCOMPL"),
            Optional.empty(),
            _ -> {
              throw new SQLException("Quillfeather");
            });

    assertThat(broken.refusal()).contains(OutcomeCode.INTERNAL);
    assertThat(unreachable.refusal()).contains(OutcomeCode.UNAVAILABLE);
    for (Recorded reply : List.of(broken, unreachable)) {
      assertThat(new String(reply.content().body(), StandardCharsets.UTF_8))
          .doesNotContain("Quillfeather");
      assertThat(record(reply).outcome()).isEqualTo(Outcome.FAILED);
    }
  }

  @Test
  void perform_recordsWhatTheOfficerMayButCannotDo() throws Exception {
    Recorded reply =
        recorded(
            officer("officer-1", "HCOMPL"),
            Optional.empty(),
            _ -> Act.refused(EVENT, OutcomeCode.NOT_FOUND));

    assertThat(reply.content().status()).isEqualTo(404);
    assertThat(record(reply).outcome()).isEqualTo(Outcome.REFUSED);
  }

  @Test
  void acts_areFoundByTheOfficerAndByEveryPatientTheyConcern() throws Exception {
    RecordSealer sealer = gateway.part(RecordSealer.class);
    Subject bert = sealer.subject("default", "Patient/oversight-bert");
    Recorded reply =
        recorded(
            officer("officer-1", "HCOMPL"),
            Optional.empty(),
            _ -> Act.read("report-made", DONE).concerning(List.of(bert)));

    assertThat(log.search(LogQuery.all().subject(bert)).entries())
        .extracting(entry -> entry.recordId().value())
        .containsExactly(reply.recordId());
  }

  private Act hold(OversightPermit permit) {
    deeds.incrementAndGet();
    return Act.change(EVENT, DONE)
        .details(Map.of("ground", "court order", "person", permit.person()));
  }

  private Credentials officer(String user, String purpose) throws IOException {
    return new Credentials(
        Optional.of(gateway.token(TokenRequest.of(DemoClient.OFFICER).withUser(user))),
        Optional.of(purpose));
  }

  private Recorded recorded(Credentials credentials, Optional<String> patient, Deed deed) {
    OversightReply reply =
        oversight.perform(credentials, Demand.about(OversightAction.HOLD, EVENT, patient), deed);
    assertThat(reply).isInstanceOf(Recorded.class);
    return (Recorded) reply;
  }

  private AuditRecord record(Recorded reply) throws AuditException {
    return AuditRecord.of(log.find(new RecordId(reply.recordId())).orElseThrow());
  }
}
