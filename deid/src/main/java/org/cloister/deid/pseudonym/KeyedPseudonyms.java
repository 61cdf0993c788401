package org.cloister.deid.pseudonym;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import org.cloister.deid.sealing.DomainKey;
import org.cloister.deid.sealing.KeyEncryptionKey;

/// Codes derived from the original with a secret key: HMAC-SHA-256, of which 122 bits make a UUID
/// of version 8 (RFC 9562). Nothing is stored, and every process with the key gives the same codes.
///
/// Key, domain, key version and kind of original all go into the HMAC's key, so codes that differ
/// in one of them are unrelated. Whoever has the key can test whether a code is that of a guessed
/// original; nobody can compute the original from it. Not random: 45 CFR 164.514(c) forbids such
/// codes in a safe-harbor release. Among a thousand million originals two share a code with a
/// probability below 10^-18.
public final class KeyedPseudonyms implements Pseudonyms {
  private final KeyedPrf codes;
  private final KeyedPrf offsets;
  private final ValueCipher cipher;

  private KeyedPseudonyms(DomainKey key, PseudonymDomain domain, int version) {
    this.codes = new KeyedPrf(key, "code");
    this.offsets = new KeyedPrf(key, "date offset");
    this.cipher = new ValueCipher(key, domain, version);
  }

  /// @param key from a key file; there is no default
  /// @param version 1 or more; the next one gives every original another code and offset
  public static KeyedPseudonyms of(KeyEncryptionKey key, PseudonymDomain domain, int version) {
    if (version < 1) {
      throw new IllegalArgumentException("versions of a pseudonym key begin at 1");
    }
    return new KeyedPseudonyms(DomainKey.derived(key, domain.name(), version), domain, version);
  }

  @Override
  public Map<Original, String> codes(Collection<Original> originals) throws PseudonymException {
    Map<Original, String> found = HashMap.newHashMap(originals.size());
    for (Original original : originals) {
      found.put(original, code(original));
    }
    return found;
  }

  private String code(Original original) throws PseudonymException {
    ByteBuffer prf = ByteBuffer.wrap(codes.of(original));
    long high = (prf.getLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x8000L;
    long low = (prf.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low).toString();
  }

  /// Uniform over -365 to -1 and 1 to 365.
  @Override
  public int offsetDays(Original patient) throws PseudonymException {
    byte[] block = offsets.of(patient);
    while (true) {
      ByteBuffer words = ByteBuffer.wrap(block);
      while (words.hasRemaining()) {
        OptionalInt days = DateOffset.ofUniform(words.getInt());
        if (days.isPresent()) {
          return days.getAsInt();
        }
      }
      block = offsets.of(patient, block);
    }
  }

  @Override
  public String encrypted(String place, String value) throws PseudonymException {
    return cipher.encrypt(place, value);
  }

  @Override
  public String toString() {
    return "KeyedPseudonyms[redacted]";
  }
}
