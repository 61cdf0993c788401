package org.cloister.gateway.compliance.review;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// Ids in URLs.
final class Ids {
  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private Ids() {}

  /// Empty for any other text.
  static Optional<UUID> uuid(String text) {
    return UUID_FORM.matcher(text).matches()
        ? Optional.of(UUID.fromString(text))
        : Optional.empty();
  }
}
