package org.cloister.deid.release;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.cloister.deid.r4.Element;
import org.cloister.deid.r4.R4;

/// Numbers every property name of FHIR R4, so that the engine compares numbers. Immutable.
final class PropertyNames {
  private final ByteKeys keys;

  PropertyNames(R4 r4) {
    TreeSet<String> names = new TreeSet<>();
    for (String type : r4.names()) {
      for (Element element : r4.type(type).orElseThrow().elements()) {
        names.add(element.property());
        names.add(companionOf(element.property()));
      }
    }
    names.add("resourceType");
    this.keys = new ByteKeys(new ArrayList<>(names));
  }

  PropertyNames(List<String> names) {
    this.keys = new ByteKeys(names);
  }

  /// Where JSON has the id and extensions of a primitive value:
  /// https://hl7.org/fhir/R4/json.html#primitive
  static String companionOf(String property) {
    return "_" + property;
  }

  int size() {
    return keys.size();
  }

  /// [ByteKeys#NONE] for a name that FHIR R4 does not know.
  int find(byte[] bytes, int from, int to) {
    return keys.find(bytes, from, to);
  }

  int find(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return find(bytes, 0, bytes.length);
  }

  byte[] bytes(int name) {
    return keys.key(name);
  }

  String text(int name) {
    return new String(bytes(name), StandardCharsets.UTF_8);
  }
}
