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
    byte[] sealed = ciphers.computeIfAbsent(place, this::cipher).seal(clear);
    Arrays.fill(clear, (byte) 0);
    String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    return new EncryptedText(version, place, encoded).text();
  }

  /// Empty when the text was not made by this key for the place that it names, exactly so.
  Optional<String> decrypt(EncryptedText text) {
    return text.version() == version
        // Not kept: whoever sends texts to be opened would name the places.
        ? text.sealed().flatMap(cipher(text.place())::open).map(ValueCipher::string)
        : Optional.empty();
  }

  private static String string(byte[] clear) {
    return new String(clear, StandardCharsets.UTF_8);
  }

  private DeterministicCipher cipher(String place) {
    return key.cipher(domain, version, place);
  }

  @Override
  public String toString() {
    return "ValueCipher[redacted]";
  }
}
