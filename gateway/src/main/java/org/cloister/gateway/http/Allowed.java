package org.cloister.gateway.http;

import java.util.Set;
import java.util.TreeSet;

/// The `Allow` header of a 405.
final class Allowed {
  private Allowed() {}

  /// GET brings HEAD with it (RFC 9110 section 9.3.2).
  static String methods(String[] supported) {
    Set<String> methods = new TreeSet<>(Set.of(supported));
    if (methods.contains("GET")) {
      methods.add("HEAD");
    }
    return String.join(", ", methods);
  }
}
