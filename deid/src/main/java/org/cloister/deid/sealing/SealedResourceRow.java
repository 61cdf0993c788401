package org.cloister.deid.sealing;

import com.google.errorprone.annotations.Immutable;
import java.util.List;

/// One row of the table `sealed_resource`. It is inserted by whoever commits the record that
/// vouches for it, in that same transaction: a resource without a record does not exist. Where the
/// key under which it was sealed was destroyed meanwhile, the database refuses the row, and with it
/// the transaction: no row names a patient who was erased.
///
/// @param sealed the resource, sealed in [ResourceAddress#context]
@Immutable
public record SealedResourceRow(ResourceAddress address, SealedCase sealed) {
  private static final String INSERT =
      "insert into sealed_resource"
          + " (resource_type, resource_id, record_id, subject_index, sealed)"
          + " values (?, ?, ?, (select ?::bytea from subject_key where key_id = ?), ?)";

  /// One statement with a `?` for each of [#parameters].
  public String insertSql() {
    return INSERT;
  }

  /// Values in the order of the statement: text, UUID, UUID, bytes, UUID, bytes; fit for
  /// `PreparedStatement.setObject`.
  public List<Object> parameters() {
    return List.of(
        address.resourceType(),
        address.resourceId(),
        address.recordId(),
        address.subject().bytes(),
        sealed.keyId(),
        sealed.bytes());
  }
}
