package org.cloister.models;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.cloister.policies.Sha256;

/// The public half of a key that signs models: Ed25519, or ECDSA on P-256, P-384 or P-521 as
/// OpenSSF Model Signing uses it.
///
/// The file is a SubjectPublicKeyInfo in PEM (`-----BEGIN PUBLIC KEY-----`).
public final class SignerKey {
  static final Pem PEM = new Pem("PUBLIC KEY");

  private final PublicKey key;
  private final String algorithm;
  private final Sha256 id;

  private SignerKey(PublicKey key, String algorithm) {
    this.key = key;
    this.algorithm = algorithm;
    this.id = Sha256.of(PEM.text(key.getEncoded()).getBytes(StandardCharsets.US_ASCII));
  }

  /// @throws ModelException if there is no such file, or no such key in it
  public static SignerKey load(Path file) throws ModelException {
    try {
      return of(PEM.der(Files.readString(file, StandardCharsets.US_ASCII)));
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new ModelException(
          file.toString(),
          "a public key in PEM, Ed25519 or ECDSA on P-256, P-384 or P-521",
          Files.isReadable(file) ? "another content" : "no readable file",
          e);
    }
  }

  /// @param der SubjectPublicKeyInfo
  static SignerKey of(byte[] der) throws GeneralSecurityException {
    X509EncodedKeySpec spec = new X509EncodedKeySpec(der);
    // The JDK refuses the bytes of one kind as a key of the other.
    for (String kind : new String[] {"Ed25519", "EC"}) {
      try {
        PublicKey key = KeyFactory.getInstance(kind).generatePublic(spec);
        return new SignerKey(key, signatureAlgorithm(key));
      } catch (GeneralSecurityException _) {
        // tried as the next kind, refused below
      }
    }
    throw new GeneralSecurityException("no key of a supported kind");
  }

  private static String signatureAlgorithm(PublicKey key) throws GeneralSecurityException {
    if (!(key instanceof ECPublicKey ec)) {
      return "Ed25519";
    }
    return switch (ec.getParams().getCurve().getField().getFieldSize()) {
      case 256 -> "SHA256withECDSA";
      case 384 -> "SHA384withECDSA";
      case 521 -> "SHA512withECDSA";
      default -> throw new GeneralSecurityException("a curve of another size");
    };
  }

  /// SHA-256 of the key's PEM text, lines of 64 and a line end after the last: the `hint` of a
  /// bundle, and the name of the key in every record.
  public Sha256 id() {
    return id;
  }

  /// The JDK's name of the signatures that this key checks.
  String signatureAlgorithm() {
    return algorithm;
  }

  /// The `kty` half of a key factory's name, for the private half.
  String keyAlgorithm() {
    return key instanceof ECPublicKey ? "EC" : "Ed25519";
  }

  /// Whether the private half signed these bytes.
  public boolean verifies(byte[] message, byte[] signature) {
    try {
      Signature check = Signature.getInstance(algorithm);
      check.initVerify(key);
      check.update(message);
      return check.verify(signature);
    } catch (GeneralSecurityException _) {
      // A signature of another form is no signature.
      return false;
    }
  }

  @Override
  public String toString() {
    return "SignerKey[" + id + "]";
  }

  /// RFC 7468.
  record Pem(String label) {
    String text(byte[] der) {
      return begin()
          + "\n"
          + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
          + "\n"
          + end()
          + "\n";
    }

    /// @throws IllegalArgumentException if the text is no PEM of this label
    byte[] der(String text) {
      String stripped = text.strip();
      if (!stripped.startsWith(begin()) || !stripped.endsWith(end())) {
        throw new IllegalArgumentException("no " + label + " in PEM");
      }
      return Base64.getMimeDecoder()
          .decode(stripped.substring(begin().length(), stripped.length() - end().length()));
    }

    private String begin() {
      return "-----BEGIN " + label + "-----";
    }

    private String end() {
      return "-----END " + label + "-----";
    }
  }
}
