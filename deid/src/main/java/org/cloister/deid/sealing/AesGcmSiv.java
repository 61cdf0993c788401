package org.cloister.deid.sealing;

import java.util.Optional;
import javax.crypto.SecretKey;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.modes.GCMSIVBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/// AES-256-GCM-SIV (RFC 8452), with a nonce of 96 bits and a tag of 128: authenticated encryption
/// that stays safe when a nonce is used again. Then it tells which messages are equal, and nothing
/// else (section 1).
final class AesGcmSiv {
  static final int NONCE_BYTES = 12;
  static final int TAG_BYTES = 16;

  private AesGcmSiv() {}

  /// Ciphertext followed by the tag.
  static byte[] encrypt(SecretKey key, byte[] nonce, byte[] associated, byte[] plaintext) {
    try {
      return run(true, key, nonce, associated, plaintext);
    } catch (InvalidCipherTextException e) {
      throw new IllegalStateException("every plaintext can be encrypted", e);
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
      return Optional.of(run(false, key, nonce, associated, ciphertext));
    } catch (InvalidCipherTextException _) {
      return Optional.empty();
    }
  }

  private static byte[] run(
      boolean encrypts, SecretKey key, byte[] nonce, byte[] associated, byte[] input)
      throws InvalidCipherTextException {
    GCMSIVBlockCipher cipher = new GCMSIVBlockCipher();
    KeyParameter parameter = new KeyParameter(key.getEncoded());
    cipher.init(encrypts, new AEADParameters(parameter, TAG_BYTES * Byte.SIZE, nonce, associated));
    byte[] output = new byte[input.length + (encrypts ? TAG_BYTES : -TAG_BYTES)];
    int written = cipher.processBytes(input, 0, input.length, output, 0);
    int _ = cipher.doFinal(output, written);
    return output;
  }
}
