package org.cloister.gateway.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.cloister.audit.AuditLog;
import org.cloister.audit.RecordId;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.record.AuditRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What a record says of input and output can be held against a second run.
@ExtendWith(SharedGateway.class)
final class ReplayTest {
  private final TestGateway gateway;

  ReplayTest(TestGateway gateway) {
    this.gateway = gateway;
  }

  @Test
  void sameInput_givesTheSameDigestsAgainWhoeverThePatientIs() throws Exception {
    AuditRecord first = infer(ModelCall.prevent("replay-anna"));
    AuditRecord again = infer(ModelCall.prevent("replay-bert"));

    assertThat(first.modelInput().orElseThrow()).matches("[0-9a-f]{64}");
    assertThat(again.modelInput()).isEqualTo(first.modelInput());
    assertThat(again.modelOutput()).isEqualTo(first.modelOutput()).isNotEmpty();
    assertThat(again.outputDigest())
        .as("of the answer with its ids")
        .isNotEqualTo(first.outputDigest());
  }

  @Test
  void anotherInput_givesOtherDigests() throws Exception {
    AuditRecord first = infer(ModelCall.prevent("replay-anna"));
    ModelCall other = ModelCall.prevent("replay-anna").amount("sbp", "161", "mm[Hg]");
    AuditRecord changed = infer(other);

    assertThat(changed.modelInput()).isNotEqualTo(first.modelInput());
    assertThat(changed.modelOutput()).isNotEqualTo(first.modelOutput());
  }

  @Test
  void record_saysHowLittleOfWhatWasHandedInTheModelSaw() throws Exception {
    AuditRecord.Minimum plain = infer(ModelCall.ckdEpi("replay-carl")).minimum().orElseThrow();
    AuditRecord more = infer(ModelCall.ckdEpi("replay-carl").amount("hdl", "45", "mg/dL"));

    assertThat(plain.used()).isPositive().isLessThanOrEqualTo(plain.handedIn());
    assertThat(more.minimum())
        .contains(new AuditRecord.Minimum(plain.handedIn() + 1, plain.used(), 0));
  }

  private AuditRecord infer(ModelCall call) throws Exception {
    HttpResponse<String> answer = gateway.infer(gateway.token(DemoClient.EHR), call.body());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    RecordId id =
        RecordId.parse(answer.headers().firstValue("Cloister-Record").orElseThrow()).orElseThrow();
    return AuditRecord.of(gateway.part(AuditLog.class).find(id).orElseThrow());
  }
}
