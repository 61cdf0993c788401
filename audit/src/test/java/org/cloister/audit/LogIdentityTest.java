package org.cloister.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.Security;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.bouncycastle.jcajce.interfaces.MLDSAPrivateKey;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.cloister.audit.AuditException.Kind;
import org.cloister.audit.merkle.TreeHash;
import org.cloister.audit.tlog.Checkpoint;
import org.cloister.audit.tlog.KeyAlgorithm;
import org.cloister.audit.tlog.SignedNote;
import org.cloister.audit.tlog.VerifierKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogIdentityTest {
  @TempDir Path folder;

  @Test
  void load_givesTheSameKeyThatCreateMade() throws Exception {
    Path file = folder.resolve("log.pem");
    LogIdentity created = LogIdentity.create("log.example/a", file);
    LogIdentity loaded = LogIdentity.load("log.example/a", file);
    assertThat(loaded.verifierKeys()).isEqualTo(created.verifierKeys());
    assertThat(loaded.verifierKeys())
        .extracting(VerifierKey::algorithm)
        .containsExactly(KeyAlgorithm.ED25519, KeyAlgorithm.COSIGNATURE_ML_DSA_44);
    String note = loaded.sign(new Checkpoint("log.example/a", 0, TreeHash.EMPTY_ROOT));
    assertThat(SignedNote.parse(note).orElseThrow().isSignedBy(created.verifierKey())).isTrue();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(loaded.toString()).isEqualTo("LogIdentity[log.example/a, redacted]");
  }

  @Test
  void load_signsTheSameWithAnotherProvider() throws Exception {
    Path file = folder.resolve("log.pem");
    LogIdentity own = LogIdentity.create("log.example/a", file);
    LogIdentity other = LogIdentity.load("log.example/a", file, new BouncyCastleProvider());
    Checkpoint checkpoint = new Checkpoint("log.example/a", 7, TreeHash.leaf(new byte[0]));
    assertThat(other.sign(checkpoint)).isEqualTo(own.sign(checkpoint));
    assertThatThrownBy(() -> LogIdentity.load("log.example/a", file, Security.getProvider("SUN")))
        .isInstanceOf(AuditException.class);
  }

  /// RFC 8410 and RFC 9881 (the seed form): another implementation reads both keys from the file.
  @Test
  void create_writesKeysThatOthersCanRead() throws Exception {
    Path file = folder.resolve("log.pem");
    LogIdentity created = LogIdentity.create("log.example/a", file);
    String[] blocks = Files.readString(file).split("-----END PRIVATE KEY-----\n");
    assertThat(blocks).hasSize(2);
    byte[] der =
        Base64.getMimeDecoder().decode(blocks[1].replace("-----BEGIN PRIVATE KEY-----\n", ""));
    MLDSAPrivateKey key =
        (MLDSAPrivateKey)
            KeyFactory.getInstance("ML-DSA", new BouncyCastleProvider())
                .generatePrivate(new PKCS8EncodedKeySpec(der));
    byte[] raw = key.getPublicKey().getPublicData();
    assertThat(VerifierKey.of("log.example/a", KeyAlgorithm.COSIGNATURE_ML_DSA_44, raw))
        .contains(created.verifierKeys().getLast());
  }

  @Test
  void load_refusesAFileWithOneOfTheTwoKeysOnly() throws Exception {
    Path file = folder.resolve("log.pem");
    LogIdentity _ = LogIdentity.create("log.example/a", file);
    String both = Files.readString(file);
    int second = both.lastIndexOf("-----BEGIN");
    for (String part :
        new String[] {both.substring(0, second), both.substring(second), both + both}) {
      Files.writeString(file, part);
      assertThatThrownBy(() -> LogIdentity.load("log.example/a", file))
          .isInstanceOf(AuditException.class)
          .hasMessageContaining("one Ed25519 and one ML-DSA-44 key");
    }
  }

  @Test
  void load_refusesAKeyThatOthersMayRead() throws Exception {
    Path file = folder.resolve("log.pem");
    LogIdentity _ = LogIdentity.create("log.example/a", file);
    for (String mode : new String[] {"rw-r-----", "rw----r--", "rw--w----"}) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
      assertThatThrownBy(() -> LogIdentity.load("log.example/a", file))
          .isInstanceOfSatisfying(
              AuditException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNSAFE));
    }
  }

  @Test
  void create_neverReplacesAKey() throws Exception {
    Path file = folder.resolve("log.pem");
    LogIdentity _ = LogIdentity.create("log.example/a", file);
    String before = Files.readString(file);
    assertThatThrownBy(() -> LogIdentity.create("log.example/a", file))
        .isInstanceOf(AuditException.class);
    assertThat(Files.readString(file)).isEqualTo(before);
  }

  @Test
  void load_refusesWhatIsNoKey() throws Exception {
    for (String text :
        new String[] {"", "x", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"}) {
      Path file = Files.createTempFile(folder, "k", ".pem");
      Files.writeString(file, text);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      assertThatThrownBy(() -> LogIdentity.load("log.example/a", file))
          .isInstanceOf(AuditException.class);
    }
    assertThatThrownBy(() -> LogIdentity.create("no spaces allowed", folder.resolve("s.pem")))
        .isInstanceOf(AuditException.class);
  }
}
