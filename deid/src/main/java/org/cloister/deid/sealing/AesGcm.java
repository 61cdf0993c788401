package org.cloister.deid.sealing;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/// AES-256-GCM with a nonce of 96 bits and a tag of 128 (NIST SP 800-38D).
///
/// Each thread keeps one cipher, because looking it up among the providers costs as much as it
/// takes to seal a record; what it holds of its last key goes with the next one, or with the
/// thread.
final class AesGcm {
  static final int KEY_BYTES = 32;
  static final int NONCE_BYTES = 12;
  static final int TAG_BYTES = 16;

  private static final String TRANSFORMATION = "AES/GCM/NoPadding";
  // One for each thread: the JDK's generator locks, and every call of every request draws from it.
  private static final ThreadLocal<SecureRandom> RANDOM =
      ThreadLocal.withInitial(SecureRandom::new);

  private static final ThreadLocal<Cipher> CIPHER = ThreadLocal.withInitial(AesGcm::standard);

  private AesGcm() {}

  static byte[] freshNonce() {
    return random(NONCE_BYTES);
  }

  static byte[] random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.get().nextBytes(bytes);
    return bytes;
  }

  /// Ciphertext followed by the tag.
  ///
  /// @param nonce never used before with this key: a second use gives away the plaintexts' XOR and
  ///   the authentication key
  static byte[] encrypt(SecretKey key, byte[] nonce, byte[] associated, byte[] plaintext) {
    try {
      return cipher(Cipher.ENCRYPT_MODE, key, nonce, associated).doFinal(plaintext);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-256-GCM", e);
    }
  }

  /// The plaintext; empty when key, nonce, associated data or ciphertext differ from the
  /// encryption's in any bit.
  static Optional<byte[]> decrypt(
      SecretKey key, byte[] nonce, byte[] associated, byte[] ciphertext) {
    if (ciphertext.length < TAG_BYTES) {
      return Optional.empty();
    }
    try {
      return Optional.of(cipher(Cipher.DECRYPT_MODE, key, nonce, associated).doFinal(ciphertext));
    } catch (AEADBadTagException _) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-256-GCM", e);
    }
  }

  private static Cipher standard() {
    try {
      return Cipher.getInstance(TRANSFORMATION);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-256-GCM", e);
    }
  }

  private static Cipher cipher(int mode, SecretKey key, byte[] nonce, byte[] associated)
      throws GeneralSecurityException {
    Cipher cipher = CIPHER.get();
    cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
    cipher.updateAAD(associated);
    return cipher;
  }
}
