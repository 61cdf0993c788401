package org.cloister.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES-GCM under one key, bound to the context; subjects can be erased, and the key can be away.
/// What is sealed begins with a number that tells its subject, as a key's name would.
final class GcmSealer implements BodySealer {
  private static final int NAME = 4;
  private static final int NONCE = 12;

  private final SecureRandom random = new SecureRandom();
  private final SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
  private final Set<Subject> erased = ConcurrentHashMap.newKeySet();
  private final Set<Subject> closed = ConcurrentHashMap.newKeySet();
  volatile boolean keyAway;

  void erase(Subject subject) {
    erased.add(subject);
  }

  /// Seals nothing more for the subject.
  void close(Subject subject) {
    closed.add(subject);
  }

  @Override
  public byte[] seal(BodyContext context, byte[] plaintext) throws AuditException {
    if (keyAway || closed.contains(context.subject())) {
      throw new AuditException(AuditException.Kind.UNAVAILABLE, "the key is away");
    }
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    byte[] sealed = crypt(Cipher.ENCRYPT_MODE, context, nonce, plaintext);
    return ByteBuffer.allocate(NAME + NONCE + sealed.length)
        .putInt(context.subject().hashCode())
        .put(nonce)
        .put(sealed)
        .array();
  }

  @Override
  public Optional<byte[]> open(BodyContext context, byte[] sealed) throws AuditException {
    if (erased.contains(context.subject())) {
      return Optional.empty();
    }
    byte[] nonce = Arrays.copyOfRange(sealed, NAME, NAME + NONCE);
    byte[] ciphertext = Arrays.copyOfRange(sealed, NAME + NONCE, sealed.length);
    return Optional.of(crypt(Cipher.DECRYPT_MODE, context, nonce, ciphertext));
  }

  @Override
  public boolean isGone(byte[] sealed) {
    return sealed.length > NAME
        && closed.stream().anyMatch(it -> it.hashCode() == ByteBuffer.wrap(sealed).getInt());
  }

  private byte[] crypt(int mode, BodyContext context, byte[] nonce, byte[] text)
      throws AuditException {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key, new GCMParameterSpec(128, nonce));
      cipher.updateAAD(
          (context.record() + context.kind().text() + context.subject().key() + context.part())
              .getBytes(StandardCharsets.UTF_8));
      return cipher.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new AuditException(AuditException.Kind.DAMAGED, "the seal does not hold");
    }
  }
}
