package org.cloister.gateway.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.cloister.audit.AuditException;
import org.cloister.audit.BodyContext;
import org.cloister.audit.EntryKind;
import org.cloister.audit.RecordId;
import org.cloister.audit.Subject;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.infer.SharedGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedGateway.class)
final class RecordSealerTest {
  private static final byte[] BODY =
      "{\"patient\":\"Patient/canary\"}".getBytes(StandardCharsets.UTF_8);

  private final RecordSealer sealer;

  RecordSealerTest(TestGateway gateway) {
    this.sealer = gateway.part(RecordSealer.class);
  }

  private BodyContext context(String reference) {
    return new BodyContext(
        RecordId.random(),
        EntryKind.OUTCOME,
        sealer.subject("default", reference),
        BodyContext.Part.RECORD);
  }

  @Test
  void subject_isTheSameForTheSamePersonOfTheSameTenantOnly() {
    Subject subject = sealer.subject("default", "Patient/canary");
    assertThat(sealer.subject("default", "Patient/canary")).isEqualTo(subject);
    assertThat(sealer.subject("default", "Patient/canary2")).isNotEqualTo(subject);
    assertThat(sealer.subject("other", "Patient/canary").key()).isNotEqualTo(subject.key());
  }

  @Test
  void subject_namesNobody() {
    Subject subject = sealer.subject("default", "Patient/canary");
    assertThat(subject.key()).matches("[0-9a-f]{64}");
    assertThat(subject.toString()).doesNotContain(subject.key());
  }

  @Test
  void open_givesWhatWasSealed() throws AuditException {
    BodyContext context = context("Patient/canary");
    byte[] sealed = sealer.seal(context, BODY);
    assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("canary");
    assertThat(sealer.seal(context, BODY)).isNotEqualTo(sealed);
    assertThat(sealer.open(context, sealed)).hasValue(BODY);
  }

  /// Otherwise whoever can write to the database could lend one person's record to another.
  @Test
  void open_refusesABodyThatWasMovedOrChanged() throws AuditException {
    BodyContext context = context("Patient/canary");
    byte[] sealed = sealer.seal(context, BODY);
    byte[] changed = sealed.clone();
    changed[changed.length - 1] ^= 1;
    Subject another = sealer.subject("default", "Patient/another");
    for (BodyContext elsewhere :
        List.of(
            new BodyContext(RecordId.random(), context.kind(), context.subject(), context.part()),
            new BodyContext(context.record(), EntryKind.ACCESS, context.subject(), context.part()),
            new BodyContext(
                context.record(), context.kind(), context.subject(), BodyContext.Part.AGENT))) {
      assertDamaged(elsewhere, sealed);
    }
    assertDamaged(context, changed);
    assertDamaged(context, BODY);
    BodyContext lent = new BodyContext(context.record(), context.kind(), another, context.part());
    byte[] _ = sealer.seal(lent, BODY); // so that the other person has a key
    assertDamaged(lent, sealed);
  }

  /// The key that sealed it was destroyed: nothing is claimed to be damaged. The key's name stands
  /// behind the first byte; here it is one that never was.
  @Test
  void open_findsNothingWhenTheKeyIsGone() throws AuditException {
    BodyContext context = context("Patient/canary");
    byte[] sealed = sealer.seal(context, BODY);
    sealed[1] ^= 1;

    assertThat(sealer.open(context, sealed)).isEmpty();
  }

  private void assertDamaged(BodyContext context, byte[] sealed) {
    assertThatExceptionOfType(AuditException.class)
        .isThrownBy(() -> sealer.open(context, sealed))
        .withMessage("A record's body does not open.")
        .withNoCause()
        .satisfies(refused -> assertThat(refused.kind()).isEqualTo(AuditException.Kind.DAMAGED));
  }
}
