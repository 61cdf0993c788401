package org.cloister.deid.sealing;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// A key of 256 bits as it lies at rest: 1 byte format, 12 bytes nonce, then AES-256-GCM of the key
/// under a [KeyEncryptionKey]'s wrapping key. The caller's associated data names the key, so that a
/// wrapped key that was moved to another place does not unwrap there.
final class KeyWrap {
  private static final byte FORMAT = 1;
  private static final int HEADER = 1 + AesGcm.NONCE_BYTES;

  private KeyWrap() {}

  static byte[] wrap(KeyEncryptionKey kek, byte[] associated, byte[] secret) {
    byte[] nonce = AesGcm.freshNonce();
    byte[] ciphertext = AesGcm.encrypt(kek.wrappingKey(), nonce, associated, secret);
    return ByteBuffer.allocate(HEADER + ciphertext.length)
        .put(FORMAT)
        .put(nonce)
        .put(ciphertext)
        .array();
  }

  /// A new random key, wrapped; nobody has seen it in clear.
  static byte[] fresh(KeyEncryptionKey kek, byte[] associated) {
    byte[] secret = AesGcm.random(AesGcm.KEY_BYTES);
    try {
      return wrap(kek, associated, secret);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /// The key in clear, to be wiped by the caller; empty when bytes, name or wrapping key are not
  /// those of the wrapping.
  static Optional<byte[]> open(KeyEncryptionKey kek, byte[] associated, byte[] wrapped) {
    if (wrapped.length < HEADER || wrapped[0] != FORMAT) {
      return Optional.empty();
    }
    byte[] nonce = Arrays.copyOfRange(wrapped, 1, HEADER);
    byte[] ciphertext = Arrays.copyOfRange(wrapped, HEADER, wrapped.length);
    return AesGcm.decrypt(kek.wrappingKey(), nonce, associated, ciphertext);
  }

  /// As [#open], as a key for the algorithm.
  static Optional<SecretKey> unwrap(
      KeyEncryptionKey kek, byte[] associated, byte[] wrapped, String algorithm) {
    return open(kek, associated, wrapped)
        .map(secret -> {
          SecretKey key = new SecretKeySpec(secret, algorithm);
          Arrays.fill(secret, (byte) 0);
          return key;
        });
  }
}
