package org.cloister.deid.sealing;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// The secret above all subject keys: 256 bits, made and read by [KeyFile] only. It encrypts
/// nothing itself; the wrapping key and the root of keyed pseudonyms are derived from it, each
/// under a label of its own. Several may be in use while one is being replaced: [KeyRing].
public final class KeyEncryptionKey {
  static final int BYTES = 32;

  private static final byte[] SALT =
      "org.cloister.deid.sealing/key-encryption-key".getBytes(StandardCharsets.UTF_8);
  private static final int ID_BYTES = 8;

  private final String id;
  private final SecretKey wrappingKey;
  private final SecretKey pseudonymKey;

  /// @param secret copied, not kept; the caller wipes it
  KeyEncryptionKey(byte[] secret) {
    if (secret.length != BYTES) {
      throw new IllegalArgumentException("a key-encryption key has 32 bytes");
    }
    SecretKey root = new SecretKeySpec(secret, "HKDF");
    this.id = "kek-" + HexFormat.of().formatHex(Hkdf.derive(root, SALT, label("id"), ID_BYTES));
    this.wrappingKey = Hkdf.deriveKey(root, SALT, label("key wrapping"), "AES");
    this.pseudonymKey = Hkdf.deriveKey(root, SALT, label("pseudonyms"), "HKDF");
  }

  /// Public name of the key, derived one-way from it: `kek-` and 16 hexadecimal digits. It stands
  /// in the key file and beside every key wrapped under this one.
  public String id() {
    return id;
  }

  /// AES-256 key that wraps subject keys and the blind-index key, and nothing else.
  SecretKey wrappingKey() {
    return wrappingKey;
  }

  /// Root of every [DomainKey] that is derived, and of nothing else.
  SecretKey pseudonymKey() {
    return pseudonymKey;
  }

  @Override
  public String toString() {
    return "KeyEncryptionKey[" + id + ", redacted]";
  }

  private static byte[] label(String use) {
    return ("cloister v1 " + use).getBytes(StandardCharsets.UTF_8);
  }
}
