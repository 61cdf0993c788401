package org.cloister.audit;

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
final class GcmSealer implements BodySealer {
  private final SecureRandom random = new SecureRandom();
  private final SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
  private final Set<Subject> erased = ConcurrentHashMap.newKeySet();
  volatile boolean keyAway;

  void erase(Subject subject) {
    erased.add(subject);
  }

  @Override
  public byte[] seal(BodyContext context, byte[] plaintext) throws AuditException {
    if (keyAway) {
      throw new AuditException(AuditException.Kind.UNAVAILABLE, "the key is away");
    }
    byte[] nonce = new byte[12];
    random.nextBytes(nonce);
    byte[] sealed = crypt(Cipher.ENCRYPT_MODE, context, nonce, plaintext);
    byte[] all = Arrays.copyOf(nonce, nonce.length + sealed.length);
    System.arraycopy(sealed, 0, all, nonce.length, sealed.length);
    return all;
  }

  @Override
  public Optional<byte[]> open(BodyContext context, byte[] sealed) throws AuditException {
    if (erased.contains(context.subject())) {
      return Optional.empty();
    }
    byte[] nonce = Arrays.copyOf(sealed, 12);
    return Optional.of(
        crypt(Cipher.DECRYPT_MODE, context, nonce, Arrays.copyOfRange(sealed, 12, sealed.length)));
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
