package org.cloister.deid.sealing;

import java.util.Optional;
import javax.crypto.SecretKey;

/// Authenticated encryption for one place in one domain: equal texts give equal bytes, so it tells
/// which values are the same one, and nothing else of them. Made by [DomainKey#cipher]. Immutable;
/// shows nothing of the key.
///
/// AES-256-GCM-SIV with one nonce. Among 2^32 values under the key, two different ones share a tag,
/// or a block of key stream, with a probability below 2^-60.
public final class DeterministicCipher {
  private static final byte[] NONCE = new byte[AesGcmSiv.NONCE_BYTES];

  private final SecretKey key;
  private final byte[] associated;

  DeterministicCipher(SecretKey key, byte[] associated) {
    this.key = key;
    this.associated = associated;
  }

  /// Ciphertext and 16 bytes tag.
  public byte[] seal(byte[] clear) {
    return AesGcmSiv.encrypt(key, NONCE, associated, clear);
  }

  /// What was sealed; empty when domain, version, place, key or any bit differs.
  public Optional<byte[]> open(byte[] sealed) {
    return AesGcmSiv.decrypt(key, NONCE, associated, sealed);
  }

  @Override
  public String toString() {
    return "DeterministicCipher[redacted]";
  }
}
