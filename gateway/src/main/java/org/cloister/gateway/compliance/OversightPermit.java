package org.cloister.gateway.compliance;

import java.time.Instant;
import java.util.Optional;
import org.cloister.audit.RecordId;
import org.cloister.policies.Caller;
import org.cloister.policies.OversightGrant;
import org.cloister.policies.PurposeOfUse;
import org.cloister.policies.RequestId;

/// Evidence that an officer's token was verified and that the policies permit this act. Only
/// [Oversight] makes one.
public final class OversightPermit {
  private final Caller officer;
  private final OversightGrant grant;
  private final Optional<String> patientId;
  private final Instant at;

  OversightPermit(Caller officer, OversightGrant grant, Optional<String> patientId, Instant at) {
    this.officer = officer;
    this.grant = grant;
    this.patientId = patientId;
    this.at = at;
  }

  /// The person who acts.
  public Caller officer() {
    return officer;
  }

  /// Names the person among all of all issuers: for "not the same person", which four eyes ask.
  public String person() {
    return officer.issuer() + "|" + officer.subject();
  }

  public OversightGrant grant() {
    return grant;
  }

  public PurposeOfUse purpose() {
    return grant.purpose();
  }

  public RequestId requestId() {
    return grant.requestId();
  }

  /// The id that the record of the act will have. What is stored with it names the officer by this
  /// alone: whoever is erased in the log is then erased there, too.
  public RecordId recordId() {
    return new RecordId(requestId().value());
  }

  /// Whom the act is about; empty for all or none.
  public Optional<String> patientId() {
    return patientId;
  }

  /// When it was asked for.
  public Instant at() {
    return at;
  }

  @Override
  public String toString() {
    return "OversightPermit[" + grant + "]";
  }
}
