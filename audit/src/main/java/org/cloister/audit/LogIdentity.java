package org.cloister.audit;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.List;
import org.cloister.audit.AuditException.Kind;
import org.cloister.audit.tlog.Checkpoint;
import org.cloister.audit.tlog.Cosigner;
import org.cloister.audit.tlog.KeyAlgorithm;
import org.cloister.audit.tlog.NoteSignature;
import org.cloister.audit.tlog.NoteSigner;
import org.cloister.audit.tlog.SignedNote;
import org.cloister.audit.tlog.VerifierKey;

/// The log's name and the two keys that sign its checkpoints: Ed25519, under every one, and
/// ML-DSA-44 (FIPS 204), which a quantum computer does not break, under about one a second
/// (c2sp.org/tlog-checkpoint: "SHOULD use ML-DSA-44", "MUST include an Ed25519 signature").
///
/// One file holds both keys as PKCS#8 in PEM, so that neither is ever backed up or moved without
/// the other. It is readable by its owner alone; a file that others may read is refused.
public final class LogIdentity {
  private static final Provider JDK = jdk();

  private final NoteSigner signer;
  private final Cosigner cosigner;

  private LogIdentity(NoteSigner signer, Cosigner cosigner) {
    this.signer = signer;
    this.cosigner = cosigner;
  }

  /// The identity whose keys are in this file, signing with the JDK's own Ed25519.
  ///
  /// @param origin the log's name, for example `log.example.org/cloister`: no spaces, no plus
  /// @throws AuditException UNSAFE when others may read the file, UNAVAILABLE when it cannot be
  ///   read or does not hold one key of each kind
  public static LogIdentity load(String origin, Path keyFile) throws AuditException {
    return load(origin, keyFile, JDK);
  }

  /// The same, signing with the Ed25519 of this security provider. The log signs once for each
  /// transaction; the JDK takes about 0.5 ms of CPU for it, Bouncy Castle 0.03 ms (measured, JDK
  /// 25.0.3 and bcprov 1.87). A provider that does not give the JDK's signature is refused: Ed25519
  /// is deterministic.
  public static LogIdentity load(String origin, Path keyFile, Provider provider)
      throws AuditException {
    KeyPem keys = KeyPem.load(keyFile);
    byte[] ed25519 = seed(keys, KeyPem.Algorithm.ED25519);
    byte[] mlDsa44 = seed(keys, KeyPem.Algorithm.ML_DSA_44);
    try {
      return new LogIdentity(
          signer(origin, ed25519, provider),
          Cosigner.ofSeed(origin, KeyAlgorithm.COSIGNATURE_ML_DSA_44, mlDsa44));
    } catch (IllegalArgumentException | GeneralSecurityException unusable) {
      throw new AuditException(Kind.UNAVAILABLE, "the log's keys cannot sign under this origin");
    }
  }

  /// Makes new keys in a new file with mode 0600, durably, and loads them. For the first start.
  ///
  /// @throws AuditException UNAVAILABLE when the file exists already (a log's keys are never
  ///   replaced) or cannot be written, or when no log can have this origin
  public static LogIdentity create(String origin, Path keyFile) throws AuditException {
    SecureRandom random = new SecureRandom();
    byte[] ed25519 = new byte[KeyPem.SEED_LENGTH];
    byte[] mlDsa44 = new byte[KeyPem.SEED_LENGTH];
    random.nextBytes(ed25519);
    random.nextBytes(mlDsa44);
    try {
      // An origin that no log can have must not leave keys behind.
      var _ = signer(origin, ed25519, JDK);
      var _ = Cosigner.ofSeed(origin, KeyAlgorithm.COSIGNATURE_ML_DSA_44, mlDsa44);
    } catch (IllegalArgumentException | GeneralSecurityException wrongOrigin) {
      throw new AuditException(
          Kind.UNAVAILABLE, "an origin has 1 to 255 bytes, no spaces and no plus; no key was made");
    }
    KeyPem.create(
        keyFile,
        List.of(
            KeyPem.Algorithm.ED25519.pkcs8(ed25519), KeyPem.Algorithm.ML_DSA_44.pkcs8(mlDsa44)));
    return load(origin, keyFile);
  }

  public String origin() {
    return signer.verifier().name();
  }

  /// The public half of the Ed25519 key, which signs every checkpoint.
  public VerifierKey verifierKey() {
    return signer.verifier();
  }

  /// Both public halves, to hand to whoever verifies: Ed25519 first.
  public List<VerifierKey> verifierKeys() {
    return List.of(signer.verifier(), cosigner.verifier());
  }

  /// The checkpoint as a signed note.
  String sign(Checkpoint checkpoint) {
    return signer.sign(checkpoint.text());
  }

  /// The checkpoint as a note that both keys signed.
  String signWithBoth(Checkpoint checkpoint, Instant now) {
    String text = checkpoint.text();
    NoteSignature first = SignedNote.parse(sign(checkpoint)).orElseThrow().signatures().getFirst();
    return new SignedNote(text, List.of(first, cosigner.cosign(text, now))).note();
  }

  private static byte[] seed(KeyPem keys, KeyPem.Algorithm algorithm) throws AuditException {
    return keys.seed(algorithm)
        .orElseThrow(() ->
            new AuditException(
                Kind.UNAVAILABLE,
                "the log's key file does not hold one Ed25519 and one ML-DSA-44 key"));
  }

  private static NoteSigner signer(String origin, byte[] seed, Provider provider)
      throws GeneralSecurityException {
    // The same key as a cosigner's: only the type before it differs, not its public half.
    VerifierKey verifier =
        Cosigner.ofSeed(origin, KeyAlgorithm.COSIGNATURE_ED25519, seed)
            .verifier()
            .as(KeyAlgorithm.ED25519);
    NoteSigner own = new NoteSigner(verifier, privateKey(seed, JDK), JDK);
    NoteSigner chosen = new NoteSigner(verifier, privateKey(seed, provider), provider);
    if (!chosen.sign(origin + "\n").equals(own.sign(origin + "\n"))) {
      throw new GeneralSecurityException("the provider signs otherwise");
    }
    return chosen;
  }

  private static PrivateKey privateKey(byte[] seed, Provider provider)
      throws GeneralSecurityException {
    return KeyFactory.getInstance("Ed25519", provider)
        .generatePrivate(new PKCS8EncodedKeySpec(KeyPem.Algorithm.ED25519.pkcs8(seed)));
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
