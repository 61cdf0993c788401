package org.cloister.gateway.answer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Puts encoded resources into a Bundle of type collection, without reading them again. Every
/// string that it adds is ours and needs no escape: URNs and a time.
final class BundleAssembler {
  private static final byte[] OPEN_ENTRY = ascii("{\"fullUrl\":\"");
  private static final byte[] OPEN_RESOURCE = ascii("\",\"resource\":");
  private static final byte[] CLOSE_ENTRY = ascii("}");
  private static final byte[] CLOSE_BUNDLE = ascii("]}");

  private final ByteArrayOutputStream json = new ByteArrayOutputStream(16_384);
  private boolean first = true;

  BundleAssembler(String timestamp) {
    json.writeBytes(
        ascii(
            "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"timestamp\":\""
                + timestamp
                + "\",\"entry\":["));
  }

  /// @param fullUrl a `urn:uuid:`
  void add(String fullUrl, EncodedResource resource) {
    if (!first) {
      json.write(',');
    }
    first = false;
    json.writeBytes(OPEN_ENTRY);
    json.writeBytes(ascii(fullUrl));
    json.writeBytes(OPEN_RESOURCE);
    resource.writeTo(json);
    json.writeBytes(CLOSE_ENTRY);
  }

  byte[] finish() {
    json.writeBytes(CLOSE_BUNDLE);
    return json.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
