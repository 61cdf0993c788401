package org.cloister.deid.pseudonym;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.cloister.deid.sealing.DeterministicCipher;
import org.cloister.deid.sealing.DomainKey;

/// Writes values of one domain as texts that only the holder of its key can read. Equal values of
/// one place give equal texts; those of two places cannot be compared. Safe for concurrent use.
final class ValueCipher {
  private static final String SCHEME = "encrypted:";

  private final DomainKey key;
  private final String domain;
  private final int version;

  /// Rules name the places, so they are few.
  private final Map<String, DeterministicCipher> ciphers = new ConcurrentHashMap<>();

  ValueCipher(DomainKey key, PseudonymDomain domain, int version) {
    this.key = key;
    this.domain = domain.name();
    this.version = version;
  }

  /// @throws PseudonymException if the value is not well-formed Unicode: it would open as another
  String encrypt(String place, String value) throws PseudonymException {
    byte[] clear = UnicodeText.utf8(value);
    byte[] sealed = cipher(place).seal(clear);
    Arrays.fill(clear, (byte) 0);
    return SCHEME + version + ":" + Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
  }

  /// Empty when the text was not made by this key for this place, exactly so.
  Optional<String> decrypt(String place, String text) {
    return sealed(text)
        .flatMap(cipher(place)::open)
        .map(clear -> new String(clear, StandardCharsets.UTF_8));
  }

  /// The version of the key that a text names.
  static Optional<Integer> versionOf(String text) {
    int end = text.indexOf(':', SCHEME.length());
    if (!text.startsWith(SCHEME) || end < 0) {
      return Optional.empty();
    }
    try {
      int version = Integer.parseInt(text, SCHEME.length(), end, 10);
      return version < 1 ? Optional.empty() : Optional.of(version);
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  private Optional<byte[]> sealed(String text) {
    String prefix = SCHEME + version + ":";
    if (!text.startsWith(prefix)) {
      return Optional.empty();
    }
    try {
      String encoded = text.substring(prefix.length());
      byte[] sealed = Base64.getUrlDecoder().decode(encoded);
      // The decoder reads several texts as the same bytes: with padding, or other bits at the end.
      boolean isExact =
          Base64.getUrlEncoder().withoutPadding().encodeToString(sealed).equals(encoded);
      return isExact ? Optional.of(sealed) : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private DeterministicCipher cipher(String place) {
    return ciphers.computeIfAbsent(place, p -> key.cipher(domain, version, p));
  }

  @Override
  public String toString() {
    return "ValueCipher[redacted]";
  }
}
