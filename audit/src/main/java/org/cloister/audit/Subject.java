package org.cloister.audit;

import com.google.errorprone.annotations.Immutable;

/// Whose key seals a body: opaque to the log, stored in clear beside the sealed body.
///
/// @param tenant the organisation, as the installation names it
/// @param key the sealer's name of the key, stored outside the leaf and erasable: random, or an
///   index under a secret key; never an identifier, nor a plain hash of one
@Immutable
public record Subject(String tenant, String key) {
  private static final int LONGEST = 128;

  public Subject {
    if (!isName(tenant) || !isName(key)) {
      throw new IllegalArgumentException("tenant and key are 1 to 128 letters, digits, . _ : or -");
    }
  }

  /// A loop: regular expressions on the way of every record were 4 % of an inference.
  private static boolean isName(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letterOrDigit =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!letterOrDigit && c != '.' && c != '_' && c != ':' && c != '-') {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= LONGEST;
  }

  @Override
  public String toString() {
    return "Subject[redacted]";
  }
}
