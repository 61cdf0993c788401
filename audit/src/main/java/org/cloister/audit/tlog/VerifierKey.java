package org.cloister.audit.tlog;

import com.google.errorprone.annotations.Immutable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/// A public key with the name it signs under, in the text form `name+keyid+base64(type || key)`
/// (c2sp.org/signed-note, "Verifier keys").
@Immutable
public final class VerifierKey {
  private final String name;
  private final KeyAlgorithm algorithm;
  private final int keyId;

  @SuppressWarnings("Immutable") // a private copy that never leaves this class
  private final byte[] raw;

  @SuppressWarnings("Immutable") // the JDK's public keys do not change
  private final PublicKey key;

  private VerifierKey(String name, KeyAlgorithm algorithm, byte[] raw, PublicKey key) {
    this.name = name;
    this.algorithm = algorithm;
    this.raw = raw;
    this.key = key;
    this.keyId = keyId(name, algorithm, raw);
  }

  /// The key with this raw form (32 bytes for Ed25519), or empty when it is none.
  public static Optional<VerifierKey> of(String name, KeyAlgorithm algorithm, byte[] raw) {
    if (!NoteSignature.isKeyName(name)
        || raw.length != algorithm.publicKeyLength()
        || (algorithm == KeyAlgorithm.COSIGNATURE_ML_DSA_44 && !Cosignature.hasRoomFor(name))) {
      return Optional.empty();
    }
    byte[] prefix = HexFormat.of().parseHex(algorithm.subjectPublicKeyPrefixHex());
    byte[] der = ByteBuffer.allocate(prefix.length + raw.length).put(prefix).put(raw).array();
    try {
      PublicKey key =
          KeyFactory.getInstance(algorithm.jcaName()).generatePublic(new X509EncodedKeySpec(der));
      return Optional.of(new VerifierKey(name, algorithm, raw.clone(), key));
    } catch (GeneralSecurityException notAKey) {
      return Optional.empty();
    }
  }

  /// The key in this text, or empty when the text is no verifier key, its id does not belong to its
  /// key, or its type is not understood.
  public static Optional<VerifierKey> parse(String text) {
    String[] parts = text.split("\\+", 3);
    if (parts.length != 3) {
      return Optional.empty();
    }
    return SignedNote.base64(parts[2])
        .filter(b -> b.length > 1)
        .flatMap(b ->
            KeyAlgorithm.ofCode(b[0])
                .flatMap(a -> of(parts[0], a, Arrays.copyOfRange(b, 1, b.length))))
        .filter(key -> HexFormat.of().toHexDigits(key.keyId).equals(parts[1]));
  }

  /// The same public key, signing under the same name, for signatures of another type.
  ///
  /// @param type over keys of the same kind
  public VerifierKey as(KeyAlgorithm type) {
    if (!type.jcaName().equals(algorithm.jcaName())) {
      throw new IllegalArgumentException("a key of another kind cannot make these signatures");
    }
    return new VerifierKey(name, type, raw, key);
  }

  public String name() {
    return name;
  }

  public KeyAlgorithm algorithm() {
    return algorithm;
  }

  /// "the first four bytes (interpreted in big-endian order) of the SHA-256 hash of the key name,
  /// followed by a newline (U+000A), and then by the signature type and public key".
  public int keyId() {
    return keyId;
  }

  /// The text form.
  public String vkey() {
    byte[] typed = ByteBuffer.allocate(1 + raw.length).put(algorithm.code()).put(raw).array();
    return name
        + "+"
        + HexFormat.of().toHexDigits(keyId)
        + "+"
        + Base64.getEncoder().encodeToString(typed);
  }

  /// Whether these bytes of a signature line sign this text under this key.
  boolean verify(String text, byte[] signature) {
    return switch (algorithm) {
      case ED25519 -> verifies(text.getBytes(StandardCharsets.UTF_8), signature);
      case COSIGNATURE_ED25519 ->
          Cosignature.parse(signature)
              .filter(c -> verifies(c.messageV1(text), c.signature()))
              .isPresent();
      case COSIGNATURE_ML_DSA_44 ->
          Cosignature.parse(signature)
              .filter(c ->
                  Checkpoint.parse(text)
                      .filter(p -> Cosignature.hasRoomFor(p.origin()))
                      .filter(p -> verifies(c.subtreeMessage(name, p), c.signature()))
                      .isPresent())
              .isPresent();
    };
  }

  private boolean verifies(byte[] message, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(algorithm.jcaName());
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException refused) {
      return false;
    }
  }

  private static int keyId(String name, KeyAlgorithm algorithm, byte[] raw) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
      digest.update(algorithm.code());
      return ByteBuffer.wrap(digest.digest(raw)).getInt();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifierKey k && vkey().equals(k.vkey());
  }

  @Override
  public int hashCode() {
    return keyId;
  }

  @Override
  public String toString() {
    return vkey();
  }
}
