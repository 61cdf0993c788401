package org.cloister.gateway.record;

import java.util.Optional;
import java.util.UUID;

/// The ids that this gateway gives out, as they come back in a URL.
public final class GivenId {
  private GivenId() {}

  /// The UUID, if the text is one in its usual form (RFC 9562 section 4, lower case): another
  /// spelling of an id names nothing here.
  public static Optional<UUID> parse(String text) {
    try {
      UUID uuid = UUID.fromString(text);
      return uuid.toString().equals(text) ? Optional.of(uuid) : Optional.empty();
    } catch (IllegalArgumentException notAUuid) {
      return Optional.empty();
    }
  }
}
