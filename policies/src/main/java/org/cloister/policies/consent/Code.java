package org.cloister.policies.consent;

import com.google.errorprone.annotations.Immutable;

/// A code in a code system; both parts count.
@Immutable
public record Code(String system, String code) {
  public Code {
    if (system.isBlank() || code.isBlank()) {
      throw new IllegalArgumentException("a code needs a system and a code");
    }
  }
}
