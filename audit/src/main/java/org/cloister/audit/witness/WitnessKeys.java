package org.cloister.audit.witness;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditException.Kind;
import org.cloister.audit.merkle.CanonicalBase64;
import org.cloister.audit.tlog.Cosigner;
import org.cloister.audit.tlog.KeyAlgorithm;
import org.cloister.audit.tlog.NoteSignature;
import org.cloister.audit.tlog.SignedNote;
import org.cloister.audit.tlog.VerifierKey;

/// The keys of one witness: Ed25519, which every client of the C2SP network knows, and ML-DSA-44,
/// which a quantum computer does not break. Both sign every checkpoint.
///
/// The file has four lines of text: `cloister-witness-key-v1`, `name NAME`, and the seeds as
/// `ed25519 BASE64` and `ml-dsa-44 BASE64`. A file that others may read is refused.
public final class WitnessKeys {
  private static final String FORMAT = "cloister-witness-key-v1";
  private static final String NAME = "name ";
  private static final String ED25519 = "ed25519 ";
  private static final String ML_DSA_44 = "ml-dsa-44 ";
  private static final int LONGEST = 1024;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final List<Cosigner> cosigners;

  private WitnessKeys(String name, byte[] ed25519, byte[] mlDsa44) {
    this.cosigners =
        List.of(
            Cosigner.ofSeed(name, KeyAlgorithm.COSIGNATURE_ED25519, ed25519),
            Cosigner.ofSeed(name, KeyAlgorithm.COSIGNATURE_ML_DSA_44, mlDsa44));
  }

  /// The keys in this file.
  ///
  /// @throws AuditException UNSAFE when others may read the file, UNAVAILABLE when there is none or
  ///   it is not of the form above
  public static WitnessKeys load(Path file) throws AuditException {
    try {
      if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
        throw new AuditException(
            Kind.UNSAFE, "the witness's key file is open to others: chmod 600 it");
      }
      if (Files.size(file) > LONGEST) {
        throw unreadable();
      }
      List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
      if (lines.size() != 4 || !lines.getFirst().equals(FORMAT)) {
        throw unreadable();
      }
      return new WitnessKeys(
          rest(lines.get(1), NAME).orElseThrow(WitnessKeys::unreadable),
          seed(lines.get(2), ED25519),
          seed(lines.get(3), ML_DSA_44));
    } catch (NoSuchFileException absent) {
      throw new AuditException(
          Kind.UNAVAILABLE, "there is no witness key file of this name; make one first");
    } catch (IOException | IllegalArgumentException wrong) {
      throw unreadable();
    }
  }

  /// Makes new keys in a new file with mode 0600, durably.
  ///
  /// @param name what the cosignatures name, a schema-less URL such as `witness.example/w1`
  /// @throws AuditException UNAVAILABLE when the file exists already (keys are never replaced) or
  ///   cannot be written, or when no witness can have this name
  public static WitnessKeys create(String name, Path file) throws AuditException {
    SecureRandom random = new SecureRandom();
    byte[] ed25519 = new byte[Cosigner.SEED_LENGTH];
    byte[] mlDsa44 = new byte[Cosigner.SEED_LENGTH];
    random.nextBytes(ed25519);
    random.nextBytes(mlDsa44);
    try {
      WitnessKeys keys = new WitnessKeys(name, ed25519, mlDsa44);
      Base64.Encoder base64 = Base64.getEncoder();
      String content =
          String.join(
              "\n",
              FORMAT,
              NAME + name,
              ED25519 + base64.encodeToString(ed25519),
              ML_DSA_44 + base64.encodeToString(mlDsa44),
              "");
      Path created = Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      try (FileChannel channel = FileChannel.open(created, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(content);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      return keys;
    } catch (IllegalArgumentException wrongName) {
      throw new AuditException(
          Kind.UNAVAILABLE, "a witness's name has 1 to 255 bytes, no spaces and no plus");
    } catch (FileAlreadyExistsException taken) {
      throw new AuditException(
          Kind.UNAVAILABLE, "the witness's key file exists already and was left as it is");
    } catch (IOException failed) {
      throw new AuditException(
          Kind.UNAVAILABLE,
          "the witness's key file could not be created: its folder must be there, and yours to"
              + " write");
    }
  }

  public String name() {
    return cosigners.getFirst().verifier().name();
  }

  /// The public halves, to hand to whoever verifies.
  public List<VerifierKey> verifiers() {
    return cosigners.stream().map(Cosigner::verifier).toList();
  }

  /// A cosignature under each key.
  List<NoteSignature> cosign(String text, Instant now) {
    return cosigners.stream().map(c -> c.cosign(text, now)).toList();
  }

  /// Whether every one of these keys signed the note.
  boolean allSigned(SignedNote note) {
    return verifiers().stream().allMatch(note::isSignedBy);
  }

  private static byte[] seed(String line, String label) throws AuditException {
    return rest(line, label)
        .flatMap(CanonicalBase64::decode)
        .filter(seed -> seed.length == Cosigner.SEED_LENGTH)
        .orElseThrow(WitnessKeys::unreadable);
  }

  private static Optional<String> rest(String line, String label) {
    return line.startsWith(label) ? Optional.of(line.substring(label.length())) : Optional.empty();
  }

  private static AuditException unreadable() {
    return new AuditException(
        Kind.UNAVAILABLE, "the witness's key file cannot be read as the keys of a witness");
  }

  @Override
  public String toString() {
    return "WitnessKeys[" + name() + ", redacted]";
  }
}
