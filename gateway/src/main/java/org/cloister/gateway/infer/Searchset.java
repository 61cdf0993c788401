package org.cloister.gateway.infer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Sends stored resources as they were stored, byte for byte: one as itself, several in a Bundle of
/// type searchset (https://hl7.org/fhir/R4/bundle.html).
final class Searchset {
  private Searchset() {}

  /// @param baseUrl FHIR base of this server, without a slash at its end
  static byte[] write(Found found, String baseUrl) {
    if (found.shape() == Found.Shape.RESOURCE) {
      return found.resources().getFirst().json();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(4096);
    write(
        out,
        "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"total\":"
            + found.resources().size());
    String separator = ",\"entry\":[";
    for (StoredResult result : found.resources()) {
      write(out, separator + "{\"fullUrl\":\"" + baseUrl + "/" + result.reference());
      write(out, "\",\"resource\":");
      out.writeBytes(result.json());
      write(out, ",\"search\":{\"mode\":\"match\"}}");
      separator = ",";
    }
    write(out, found.resources().isEmpty() ? "}" : "]}");
    return out.toByteArray();
  }

  private static void write(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
