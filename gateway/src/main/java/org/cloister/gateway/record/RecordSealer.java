package org.cloister.gateway.record;

import java.util.HexFormat;
import java.util.Optional;
import org.cloister.audit.AuditException;
import org.cloister.audit.BodyContext;
import org.cloister.audit.BodySealer;
import org.cloister.audit.Subject;
import org.cloister.deid.sealing.CaseVault;
import org.cloister.deid.sealing.KeyClass;
import org.cloister.deid.sealing.SealContext;
import org.cloister.deid.sealing.SealingException;
import org.cloister.deid.sealing.SubjectIndex;

/// Seals record bodies under the subject's accountability key, which outlives the clinical one: who
/// looked at a record stays provable after what it said was erased.
///
/// A body whose key row is gone was erased; one whose key is there but that does not open is
/// damage. The subject's name in the log is its blind index in hexadecimal. Safe for many threads.
public final class RecordSealer implements BodySealer {
  private static final String BODY = "audit-body/";
  private static final String AGENT = "audit-agent/";

  private final CaseVault vault;

  public RecordSealer(CaseVault vault) {
    this.vault = vault;
  }

  /// The log's name for someone whom records are about.
  ///
  /// @param reference `Patient/123`, or `Client/…` and `System` where no patient is known
  public Subject subject(String tenant, String reference) {
    byte[] index = vault.subjectIndex(tenant, reference).bytes();
    return new Subject(tenant, HexFormat.of().formatHex(index));
  }

  @Override
  public byte[] seal(BodyContext context, byte[] plaintext) throws AuditException {
    try {
      return vault.seal(sealContext(context), plaintext).bytes();
    } catch (SealingException e) {
      throw keyAway();
    }
  }

  @Override
  public Optional<byte[]> open(BodyContext context, byte[] sealed) throws AuditException {
    try {
      return Optional.of(vault.open(sealContext(context), sealed));
    } catch (SealingException e) {
      return switch (e.kind()) {
        case KEY_GONE -> Optional.empty();
        case UNAVAILABLE -> throw keyAway();
        case UNREADABLE, KEY_FILE ->
            throw new AuditException(AuditException.Kind.DAMAGED, "A record's body does not open.");
      };
    }
  }

  private static AuditException keyAway() {
    return new AuditException(
        AuditException.Kind.UNAVAILABLE, "The key of a record's subject cannot be had.");
  }

  private static SealContext sealContext(BodyContext context) {
    byte[] index = HexFormat.of().parseHex(context.subject().key());
    String purpose =
        switch (context.part()) {
          case RECORD -> BODY;
          case AGENT -> AGENT;
        };
    return new SealContext(
        context.subject().tenant(),
        new SubjectIndex(index),
        context.record().value(),
        purpose + context.kind().text(),
        KeyClass.ACCOUNTABILITY);
  }
}
