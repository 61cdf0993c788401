package org.cloister.audit;

import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A body with the random key of its commitment. The key is sealed with the body and erased with
/// it.
///
/// The commitment is to the plaintext because AES-GCM does not commit to its key: with a commitment
/// to the ciphertext an insider could show two bodies for one record.
final class BodyCommitment {
  private static final int KEY_LENGTH = 32;
  // One for each thread: the JDK's generator locks, and every call of every request draws from it.
  private static final ThreadLocal<SecureRandom> RANDOM =
      ThreadLocal.withInitial(SecureRandom::new);

  // Cloned for each commitment, which spares looking the algorithm up. Never used itself, so that
  // any
  // thread may clone it.
  private static final Mac HMAC = hmac();

  private final byte[] keyAndBody;

  private BodyCommitment(byte[] keyAndBody) {
    this.keyAndBody = keyAndBody;
  }

  /// A fresh key for this body.
  static BodyCommitment to(byte[] body) {
    byte[] all = new byte[KEY_LENGTH + body.length];
    byte[] key = new byte[KEY_LENGTH];
    RANDOM.get().nextBytes(key);
    System.arraycopy(key, 0, all, 0, KEY_LENGTH);
    System.arraycopy(body, 0, all, KEY_LENGTH, body.length);
    return new BodyCommitment(all);
  }

  /// What was sealed, opened again.
  static BodyCommitment opened(byte[] keyAndBody) throws AuditException {
    if (keyAndBody.length < KEY_LENGTH) {
      throw new AuditException(AuditException.Kind.DAMAGED, "a sealed body is too short");
    }
    return new BodyCommitment(keyAndBody.clone());
  }

  /// `HMAC-SHA-256(key, body)`.
  byte[] commitment() {
    try {
      Mac mac = (Mac) HMAC.clone();
      mac.init(new SecretKeySpec(keyAndBody, 0, KEY_LENGTH, "HmacSHA256"));
      mac.update(keyAndBody, KEY_LENGTH, keyAndBody.length - KEY_LENGTH);
      return mac.doFinal();
    } catch (InvalidKeyException | CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's HmacSHA256 can be cloned and takes any key", e);
    }
  }

  private static Mac hmac() {
    try {
      return Mac.getInstance("HmacSHA256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  boolean matches(byte[] commitment) {
    return MessageDigest.isEqual(commitment(), commitment);
  }

  /// What is sealed: the key, then the body. Not a copy.
  byte[] plaintext() {
    return keyAndBody;
  }

  byte[] body() {
    return Arrays.copyOfRange(keyAndBody, KEY_LENGTH, keyAndBody.length);
  }

  /// Overwrites the plaintext.
  void wipe() {
    Arrays.fill(keyAndBody, (byte) 0);
  }
}
