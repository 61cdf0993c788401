package org.cloister.gateway.compliance.reidentify;

import java.io.IOException;
import org.cloister.gateway.answer.FhirJson;

/// Elements of a Parameters resource.
final class Parts {
  private Parts() {}

  static void string(FhirJson json, String name, String value) throws IOException {
    typed(json, name, "valueString", value);
  }

  /// @param type such as `valueCode`
  static void typed(FhirJson json, String name, String type, String value) throws IOException {
    json.startObject();
    json.string("name", name);
    json.string(type, value);
    json.endObject();
  }
}
