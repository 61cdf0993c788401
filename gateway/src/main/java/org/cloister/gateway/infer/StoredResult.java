package org.cloister.gateway.infer;

import java.util.UUID;

/// A stored resource, opened: identified data, for a caller whom the policies permit.
final class StoredResult {
  private final String type;
  private final String id;
  private final UUID recordId;
  private final byte[] json;

  /// @param json not copied: the caller gives it away
  StoredResult(String type, String id, UUID recordId, byte[] json) {
    this.type = type;
    this.id = id;
    this.recordId = recordId;
    this.json = json;
  }

  String type() {
    return type;
  }

  String reference() {
    return type + "/" + id;
  }

  UUID recordId() {
    return recordId;
  }

  /// Not copied: written once.
  byte[] json() {
    return json;
  }

  @Override
  public String toString() {
    return "StoredResult[redacted]";
  }
}
