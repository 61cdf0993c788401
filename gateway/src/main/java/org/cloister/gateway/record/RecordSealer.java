package org.cloister.gateway.record;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.cloister.audit.Agent;
import org.cloister.audit.AuditException;
import org.cloister.audit.BlindTerm;
import org.cloister.audit.BodyContext;
import org.cloister.audit.BodySealer;
import org.cloister.audit.CanonicalJson;
import org.cloister.audit.Entry;
import org.cloister.audit.Subject;
import org.cloister.deid.sealing.CaseVault;
import org.cloister.deid.sealing.KeyClass;
import org.cloister.deid.sealing.SealContext;
import org.cloister.deid.sealing.SealingException;
import org.cloister.deid.sealing.SubjectIndex;
import org.cloister.policies.Caller;

/// Seals record bodies under the subject's accountability key, which outlives the clinical one: who
/// looked at a record stays provable after what it said was erased. Who acted is sealed under the
/// agent's own key, so that neither a patient's erasure nor a member of staff's takes the other
/// half.
///
/// A body whose key row is gone was erased; one whose key is there but that does not open is
/// damage. The subject's name in the log is its blind index in hexadecimal. Safe for many threads.
public final class RecordSealer implements BodySealer {
  private static final String BODY = "audit-body/";
  private static final String AGENT = "audit-agent/";
  private static final String TOKENS = "token";

  private final CaseVault vault;

  public RecordSealer(CaseVault vault) {
    this.vault = vault;
  }

  /// The log's name for someone whom records are about, or who acted.
  ///
  /// @param reference `Patient/123`; `User/` + issuer + `|` + subject for whoever a token names;
  ///   `System` where no patient is known
  public Subject subject(String tenant, String reference) {
    byte[] index = vault.subjectIndex(tenant, reference).bytes();
    return new Subject(tenant, HexFormat.of().formatHex(index));
  }

  /// Who acts, as the token says (45 CFR 164.312(a)(2)(i): a unique user): for [Entry#by].
  public Agent agent(Caller caller) {
    Map<String, Object> who = new LinkedHashMap<>();
    who.put("subject", caller.subject());
    who.put("issuer", caller.issuer());
    who.put("client", caller.clientId());
    who.put("tokenId", caller.tokenId());
    who.put("tenant", caller.tenant());
    who.put("roles", caller.roles().stream().sorted().toList());
    caller.fhirUser().ifPresent(user -> who.put("fhirUser", user));
    caller.signIn().contextClass().ifPresent(acr -> who.put("acr", acr));
    if (!caller.signIn().methods().isEmpty()) {
      who.put("amr", caller.signIn().methods());
    }
    caller.signIn().at().ifPresent(at -> who.put("authTime", at.getEpochSecond()));
    return Agent.of(
        user(caller.tenant(), caller.issuer(), caller.subject()),
        CanonicalJson.of(who),
        Optional.of(token(caller.tokenId())));
  }

  /// The log's name for whom a token of this issuer calls by this subject.
  public Subject user(String tenant, String issuer, String subject) {
    return subject(tenant, "User/" + issuer + "|" + subject);
  }

  /// Under what the records of one token are found again.
  ///
  /// @param tokenId its `jti`
  public BlindTerm token(String tokenId) {
    byte[] index = vault.subjectIndex(TOKENS, tokenId).bytes();
    return BlindTerm.of(Arrays.copyOf(index, BlindTerm.LENGTH));
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

  @Override
  public boolean isGone(byte[] sealed) {
    return vault.isClosed(sealed);
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
