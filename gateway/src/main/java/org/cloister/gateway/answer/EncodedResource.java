package org.cloister.gateway.answer;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/// One FHIR resource as the UTF-8 JSON that was answered, byte for byte. Immutable; equal where
/// type, id and bytes are.
public final class EncodedResource {
  private final String type;
  private final String id;
  private final byte[] json;

  /// Keeps `json`, which the caller gives up.
  EncodedResource(String type, String id, byte[] json) {
    this.type = type;
    this.id = id;
    this.json = json;
  }

  public String type() {
    return type;
  }

  /// Logical id.
  public String id() {
    return id;
  }

  /// `Type/id`.
  public String reference() {
    return type + "/" + id;
  }

  /// A copy.
  public byte[] json() {
    return json.clone();
  }

  public int length() {
    return json.length;
  }

  void writeTo(ByteArrayOutputStream out) {
    out.writeBytes(json);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EncodedResource that
        && type.equals(that.type)
        && id.equals(that.id)
        && Arrays.equals(json, that.json);
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + id.hashCode();
  }

  @Override
  public String toString() {
    return type + "[redacted]";
  }
}
