package org.cloister.deid.sealing;

import com.google.errorprone.annotations.Immutable;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/// One row of the table `kept_consent`: one version of one Consent. It is inserted by whoever
/// commits the record of it, in that same transaction; refused, as [SealedResourceRow] is, once the
/// key under which it was sealed is destroyed.
///
/// @param address which version of which Consent of whom
/// @param sealed the Consent, sealed in [Address#context]
@Immutable
public record SealedConsentRow(Address address, SealedCase sealed) {
  private static final String INSERT =
      "insert into kept_consent (consent_index, version, subject_index, request_id, sealed)"
          + " values (?, ?, (select ?::bytea from subject_key where key_id = ?), ?, ?)";

  /// All of it is bound into the sealing: no two rows can trade their contents, and no old version
  /// can stand in for a new one.
  ///
  /// @param consent blind index of `Consent/id`: an EHR's own ids may say more than a number
  /// @param version 1 and up
  /// @param subject blind index of the patient
  /// @param requestId the request that put it there, which the record names
  @Immutable
  public record Address(SubjectIndex consent, int version, SubjectIndex subject, UUID requestId) {
    public Address {
      if (version < 1) {
        throw new IllegalArgumentException("versions begin with 1");
      }
    }

    /// Under the patient's clinical key, so that it is gone when that key is.
    public SealContext context(String tenant) {
      String place = "Consent/" + HexFormat.of().formatHex(consent.bytes()) + "/" + version;
      return new SealContext(tenant, subject, requestId, place, KeyClass.CLINICAL);
    }
  }

  /// One statement with a `?` for each of [#parameters]. Where another writer was faster, the
  /// primary key refuses it, and the transaction with it.
  public String insertSql() {
    return INSERT;
  }

  /// Values in the order of the statement: bytes, integer, bytes, UUID, UUID, bytes.
  public List<Object> parameters() {
    return List.of(
        address.consent().bytes(),
        address.version(),
        address.subject().bytes(),
        sealed.keyId(),
        address.requestId(),
        sealed.bytes());
  }
}
