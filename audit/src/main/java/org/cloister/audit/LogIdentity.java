package org.cloister.audit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import org.cloister.audit.AuditException.Kind;
import org.cloister.audit.tlog.Checkpoint;
import org.cloister.audit.tlog.KeyAlgorithm;
import org.cloister.audit.tlog.NoteSigner;
import org.cloister.audit.tlog.VerifierKey;

/// The log's name and the Ed25519 key that signs its checkpoints.
///
/// The key file is PKCS#8 in PEM, readable by its owner alone; a file that others may read is
/// refused.
public final class LogIdentity {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private static final Provider JDK = jdk();

  private final NoteSigner signer;

  private LogIdentity(NoteSigner signer) {
    this.signer = signer;
  }

  /// The identity whose key is in this file, signing with the JDK's own Ed25519.
  ///
  /// @param origin the log's name, for example `log.example.org/cloister`: no spaces, no plus
  /// @throws AuditException UNSAFE when others may read the file, UNAVAILABLE when it cannot be
  ///   read or is no such key
  public static LogIdentity load(String origin, Path keyFile) throws AuditException {
    return load(origin, keyFile, JDK);
  }

  /// The same, signing with the Ed25519 of this security provider. The log signs once for each
  /// transaction; the JDK takes about 0.5 ms of CPU for it, Bouncy Castle 0.03 ms (measured, JDK
  /// 25.0.3 and bcprov 1.87). A provider that does not give the JDK's signature is refused: Ed25519
  /// is deterministic.
  public static LogIdentity load(String origin, Path keyFile, Provider provider)
      throws AuditException {
    try {
      if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(keyFile))) {
        throw new AuditException(Kind.UNSAFE, "the log's key file is open to others: chmod 600 it");
      }
      String pem = Files.readString(keyFile, StandardCharsets.US_ASCII).strip();
      if (!pem.startsWith(BEGIN) || !pem.endsWith(END)) {
        throw new AuditException(Kind.UNAVAILABLE, "the log's key file is not a PKCS#8 PEM file");
      }
      byte[] der =
          Base64.getMimeDecoder()
              .decode(pem.substring(BEGIN.length(), pem.length() - END.length()));
      return new LogIdentity(signer(origin, new PKCS8EncodedKeySpec(der), provider));
    } catch (IOException | IllegalArgumentException | GeneralSecurityException unreadable) {
      throw new AuditException(
          Kind.UNAVAILABLE, "the log's key file cannot be read as an Ed25519 private key");
    }
  }

  /// Makes a new key in a new file with mode 0600, durably, and loads it. For the first start.
  ///
  /// @throws AuditException UNAVAILABLE when the file exists already (a log's key is never
  ///   replaced) or cannot be written, or when no log can have this origin
  public static LogIdentity create(String origin, Path keyFile) throws AuditException {
    try {
      PrivateKey key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate();
      // An origin that no log can have must not leave a key behind.
      var _ = signer(origin, new PKCS8EncodedKeySpec(key.getEncoded()), JDK);
      String pem =
          BEGIN
              + "\n"
              + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
              + "\n"
              + END
              + "\n";
      Path created = Files.createFile(keyFile, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      try (FileChannel channel = FileChannel.open(created, StandardOpenOption.WRITE)) {
        channel.write(StandardCharsets.US_ASCII.encode(pem));
        // The first checkpoint must not outlive the key that signed it.
        channel.force(true);
      }
    } catch (IllegalArgumentException wrongOrigin) {
      throw new AuditException(
          Kind.UNAVAILABLE,
          "an origin is not empty and has no spaces and no plus; no key was made");
    } catch (FileAlreadyExistsException taken) {
      throw new AuditException(
          Kind.UNAVAILABLE, "the log's key file exists already and was left as it is");
    } catch (IOException | GeneralSecurityException failed) {
      throw new AuditException(Kind.UNAVAILABLE, "the log's key file could not be created");
    }
    return load(origin, keyFile);
  }

  public String origin() {
    return signer.verifier().name();
  }

  /// The public half, to hand to whoever verifies.
  public VerifierKey verifierKey() {
    return signer.verifier();
  }

  /// The checkpoint as a signed note.
  String sign(Checkpoint checkpoint) {
    return signer.sign(checkpoint.text());
  }

  private static NoteSigner signer(String origin, PKCS8EncodedKeySpec der, Provider provider)
      throws GeneralSecurityException {
    PrivateKey key = KeyFactory.getInstance("Ed25519", JDK).generatePrivate(der);
    byte[] seed =
        ((EdECPrivateKey) key)
            .getBytes()
            .orElseThrow(() -> new GeneralSecurityException("the key has no seed"));
    VerifierKey verifier =
        VerifierKey.of(origin, KeyAlgorithm.ED25519, publicKey(seed))
            .orElseThrow(() -> new IllegalArgumentException("an origin has no spaces and no plus"));
    NoteSigner own = new NoteSigner(verifier, key, JDK);
    NoteSigner chosen =
        new NoteSigner(
            verifier, KeyFactory.getInstance("Ed25519", provider).generatePrivate(der), provider);
    if (!chosen.sign(origin + "\n").equals(own.sign(origin + "\n"))) {
      throw new GeneralSecurityException("the provider signs otherwise");
    }
    return chosen;
  }

  /// The public key of a seed. The JDK derives one only while generating, from 32 bytes that it
  /// draws (RFC 8032 section 5.1.5 step 1), so it is handed the seed as what it draws.
  private static byte[] publicKey(byte[] seed) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
    generator.initialize(
        NamedParameterSpec.ED25519,
        new SecureRandom() {
          @Override
          public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, bytes.length);
          }
        });
    PublicKey key = generator.generateKeyPair().getPublic();
    byte[] der = key.getEncoded();
    return Arrays.copyOfRange(der, der.length - 32, der.length);
  }

  private static Provider jdk() {
    try {
      return KeyFactory.getInstance("Ed25519").getProvider();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java from 15 on has Ed25519", e);
    }
  }

  @Override
  public String toString() {
    return "LogIdentity[" + origin() + ", redacted]";
  }
}
