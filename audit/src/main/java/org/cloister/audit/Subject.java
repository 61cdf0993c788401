package org.cloister.audit;

import com.google.errorprone.annotations.Immutable;
import java.util.regex.Pattern;

/// Whose key seals a body: opaque to the log, stored in clear beside the sealed body.
///
/// @param tenant the organisation, as the installation names it
/// @param key the sealer's name of the key, stored outside the leaf and erasable: random, or an
///   index under a secret key; never an identifier, nor a plain hash of one
@Immutable
public record Subject(String tenant, String key) {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  public Subject {
    if (!FORM.matcher(tenant).matches() || !FORM.matcher(key).matches()) {
      throw new IllegalArgumentException("tenant and key are 1 to 128 letters, digits, . _ : or -");
    }
  }

  @Override
  public String toString() {
    return "Subject[redacted]";
  }
}
