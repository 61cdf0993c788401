package org.cloister.audit.tlog;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.util.List;

/// Signs notes with an Ed25519 key under a name. Safe for concurrent use.
public final class NoteSigner {
  private final VerifierKey verifier;
  private final PrivateKey key;
  private final Provider provider;

  /// @param verifier the public half, of type [KeyAlgorithm#ED25519]
  /// @param key the private half, of this provider; that the two belong together is the caller's
  ///   duty
  /// @param provider whose Ed25519 signs
  public NoteSigner(VerifierKey verifier, PrivateKey key, Provider provider) {
    if (verifier.algorithm() != KeyAlgorithm.ED25519) {
      throw new IllegalArgumentException("a log signs with Ed25519");
    }
    this.verifier = verifier;
    this.key = key;
    this.provider = provider;
  }

  public VerifierKey verifier() {
    return verifier;
  }

  /// The text with one signature line.
  public String sign(String text) {
    try {
      Signature signer = Signature.getInstance("Ed25519", provider);
      signer.initSign(key);
      signer.update(text.getBytes(StandardCharsets.UTF_8));
      NoteSignature signature = new NoteSignature(verifier.name(), verifier.keyId(), signer.sign());
      return new SignedNote(text, List.of(signature)).note();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("an Ed25519 key that was checked at load signs", e);
    }
  }

  @Override
  public String toString() {
    return "NoteSigner[" + verifier.name() + ", redacted]";
  }
}
