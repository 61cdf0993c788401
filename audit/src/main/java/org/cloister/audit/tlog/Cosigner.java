package org.cloister.audit.tlog;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.time.Instant;
import java.util.Arrays;

/// Cosigns checkpoints under one key (c2sp.org/tlog-cosignature): the time, and the checkpoint as
/// seen then. Safe for concurrent use.
public final class Cosigner {
  /// Bytes of the secret that a key is derived from: the private key of RFC 8032 section 5.1.5, and
  /// the seed ξ of FIPS 204 algorithm 1.
  public static final int SEED_LENGTH = 32;

  private final VerifierKey verifier;
  private final PrivateKey key;

  private Cosigner(VerifierKey verifier, PrivateKey key) {
    this.verifier = verifier;
    this.key = key;
  }

  /// The key of this seed.
  ///
  /// @param name what the signatures name, a schema-less URL
  /// @param algorithm one of the two cosignature types
  /// @param seed [#SEED_LENGTH] secret bytes, not kept
  public static Cosigner ofSeed(String name, KeyAlgorithm algorithm, byte[] seed) {
    if (algorithm == KeyAlgorithm.ED25519 || seed.length != SEED_LENGTH) {
      throw new IllegalArgumentException("a cosigner has a cosignature type and a seed of 32");
    }
    try {
      KeyPair pair = keyPair(algorithm, seed);
      byte[] der = pair.getPublic().getEncoded();
      byte[] raw = Arrays.copyOfRange(der, der.length - algorithm.publicKeyLength(), der.length);
      VerifierKey verifier =
          VerifierKey.of(name, algorithm, raw)
              .orElseThrow(() ->
                  new IllegalArgumentException("a key's name is short, without space or plus"));
      return new Cosigner(verifier, pair.getPrivate());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java 24 and newer have Ed25519 and ML-DSA-44", e);
    }
  }

  public VerifierKey verifier() {
    return verifier;
  }

  /// The cosignature of the checkpoint in this text. Below whole seconds the time is cut off.
  ///
  /// @param text a checkpoint's signed lines; one that is none is a bug of the caller, and so is an
  ///   origin of more than 255 bytes, for which ML-DSA-44 has no message
  public NoteSignature cosign(String text, Instant now) {
    Checkpoint checkpoint =
        Checkpoint.parse(text).orElseThrow(() -> new IllegalArgumentException("no checkpoint"));
    long seconds = now.getEpochSecond();
    Cosignature unsigned = Cosignature.at(seconds);
    byte[] message =
        verifier.algorithm() == KeyAlgorithm.COSIGNATURE_ED25519
            ? unsigned.messageV1(text)
            : unsigned.subtreeMessage(verifier.name(), checkpoint);
    try {
      Signature signer = Signature.getInstance(verifier.algorithm().jcaName());
      signer.initSign(key);
      signer.update(message);
      byte[] signature = signer.sign();
      return new NoteSignature(
          verifier.name(),
          verifier.keyId(),
          ByteBuffer.allocate(Long.BYTES + signature.length)
              .putLong(seconds)
              .put(signature)
              .array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key that was just derived signs", e);
    }
  }

  /// The JDK derives keys only while generating, from 32 bytes that it draws, so it is handed the
  /// seed as what it draws.
  private static KeyPair keyPair(KeyAlgorithm algorithm, byte[] seed)
      throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm.jcaName());
    SecureRandom drawsSeed =
        new SecureRandom() {
          @Override
          public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, bytes.length);
          }
        };
    generator.initialize(new NamedParameterSpec(algorithm.jcaName()), drawsSeed);
    return generator.generateKeyPair();
  }

  @Override
  public String toString() {
    return "Cosigner[" + verifier.name() + ", redacted]";
  }
}
