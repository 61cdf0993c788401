package org.cloister.deid.pseudonym;

import java.util.Locale;

/// What a pseudonym stands for.
///
/// @param kind what the value names: a resource type for a logical id, `uuid` for an id that has
///   the form of a UUID whatever it names, in lower case (it is unique by itself in either case,
///   and a `urn:uuid:` tells no type), `identifier:` and the system for an identifier's value
public record Original(String kind, String value) {
  private static final int UUID_LENGTH = 36;

  public static Original ofId(String resourceType, String id) {
    return hasFormOfUuid(id)
        ? new Original("uuid", id.toLowerCase(Locale.ROOT))
        : new Original(resourceType, id);
  }

  public static Original ofIdentifier(String system, String value) {
    return new Original("identifier:" + system, value);
  }

  private static boolean hasFormOfUuid(String id) {
    if (id.length() != UUID_LENGTH) {
      return false;
    }
    for (int i = 0; i < UUID_LENGTH; i++) {
      boolean isDash = i == 8 || i == 13 || i == 18 || i == 23;
      char c = id.charAt(i);
      if (isDash ? c != '-' : Character.digit(c, 16) < 0) {
        return false;
      }
    }
    return true;
  }

  /// Holds nothing of the value.
  @Override
  public String toString() {
    return "Original[redacted]";
  }
}
