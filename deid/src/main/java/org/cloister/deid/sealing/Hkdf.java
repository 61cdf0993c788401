package org.cloister.deid.sealing;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// HKDF-SHA-256, extract then expand (RFC 5869).
final class Hkdf {
  private static final int LONGEST = 255 * 32;
  // Its derivations are safe for many threads; looking it up among the providers is not free.
  private static final KDF HKDF_SHA256 = standard();

  private Hkdf() {}

  /// A key for one use.
  ///
  /// @param salt may be public and may be empty
  /// @param info names the use; different uses get independent keys (RFC 5869 section 3.2)
  /// @param length in bytes, 1 to 8160
  static byte[] derive(SecretKey secret, byte[] salt, byte[] info, int length) {
    if (length < 1 || length > LONGEST) {
      throw new IllegalArgumentException("HKDF-SHA-256 derives 1 to 8160 bytes");
    }
    try {
      HKDFParameterSpec.Builder extract = HKDFParameterSpec.ofExtract().addIKM(secret);
      if (salt.length > 0) {
        extract = extract.addSalt(salt);
      }
      return HKDF_SHA256.deriveData(extract.thenExpand(info, length));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HKDF takes every key and text", e);
    }
  }

  private static KDF standard() {
    try {
      return KDF.getInstance("HKDF-SHA256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK since 25 has HKDF-SHA256", e);
    }
  }

  /// As [#derive], as a key of 256 bits for the algorithm.
  static SecretKey deriveKey(SecretKey secret, byte[] salt, byte[] info, String algorithm) {
    byte[] derived = derive(secret, salt, info, AesGcm.KEY_BYTES);
    try {
      return new SecretKeySpec(derived, algorithm);
    } finally {
      Arrays.fill(derived, (byte) 0);
    }
  }
}
