package org.cloister.deid.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyFileTest {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("kek");
  }

  @Test
  void create_makesAFileThatOnlyItsOwnerCanReadAndThatLoads() throws Exception {
    KeyEncryptionKey created = KeyFile.create(file);

    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(KeyFile.load(file).id()).isEqualTo(created.id());
    assertThat(Files.readAllLines(file).getFirst())
        .isEqualTo("cloister-key-v1 base64url " + created.id());
    try (var entries = Files.list(folder)) {
      assertThat(entries).containsExactly(file);
    }
  }

  @Test
  void create_makesAnotherKeyEachTime() throws Exception {
    assertThat(KeyFile.create(file).id())
        .isNotEqualTo(KeyFile.create(folder.resolve("other")).id());
  }

  @Test
  void create_makesMissingFoldersForTheOwnerOnly() throws Exception {
    KeyFile.create(folder.resolve("a/b/kek"));

    assertThat(mode(folder.resolve("a"))).isEqualTo("rwx------");
    assertThat(mode(folder.resolve("a/b"))).isEqualTo("rwx------");
  }

  @Test
  void create_leavesAnExistingFileAsItIs() throws Exception {
    KeyFile.create(file);
    byte[] before = Files.readAllBytes(file);

    assertRefused(() -> KeyFile.create(file), file, "exists already");

    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    try (var entries = Files.list(folder)) {
      assertThat(entries).containsExactly(file);
    }
  }

  @Test
  void create_doesNotWriteThroughASymbolicLink() throws Exception {
    Path elsewhere = folder.resolve("elsewhere");
    Files.createSymbolicLink(file, elsewhere);

    assertRefused(() -> KeyFile.create(file), file, "exists already");

    assertThat(elsewhere).doesNotExist();
  }

  @Test
  void create_refusesAFolderInWhichAnyoneMayWrite() throws Exception {
    chmod(folder, "rwx----w-");

    assertRefused(() -> KeyFile.create(file), file, "chmod o-w " + folder);

    assertThat(file).doesNotExist();
  }

  @Test
  void load_refusesAMissingFile() {
    assertRefused(() -> KeyFile.load(file), file, "./cloister key create " + file);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rw-r-----",
        "rw--w----",
        "rw----r--",
        "rw-----w-",
        "rw-rw-rw-",
        "rwx------",
        "rw---x---"
      })
  void load_refusesAFileOpenToMoreThanItsOwner(String mode) throws Exception {
    KeyFile.create(file);
    chmod(file, mode);

    assertRefused(() -> KeyFile.load(file), file, "chmod 600 " + file);
  }

  @Test
  void load_takesAFileThatItsOwnerMayOnlyRead() throws Exception {
    KeyEncryptionKey created = KeyFile.create(file);
    chmod(file, "r--------");

    assertThat(KeyFile.load(file).id()).isEqualTo(created.id());
  }

  @Test
  void load_refusesAFileOfAnotherUser() throws Exception {
    assumeTrue(new UnixSystem().getUid() == 0, "skipped: only root can give files away");
    KeyFile.create(file);
    Files.setAttribute(file, "unix:uid", 65534);

    assertRefused(() -> KeyFile.load(file), file, "chown 0 " + file);
  }

  @Test
  void load_refusesAFolderInWhichAnyoneMayWrite() throws Exception {
    KeyFile.create(file);
    chmod(folder, "rwx----w-");

    assertRefused(() -> KeyFile.load(file), file, "chmod o-w " + folder);
  }

  @Test
  void load_followsASymbolicLinkToASafeFile() throws Exception {
    KeyEncryptionKey created = KeyFile.create(file);
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);

    assertThat(KeyFile.load(link).id()).isEqualTo(created.id());
  }

  @Test
  void load_refusesASymbolicLinkToAnUnsafeFileNamingTheFile() throws Exception {
    KeyFile.create(file);
    chmod(file, "rw-r--r--");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);

    assertRefused(() -> KeyFile.load(link), file, "chmod 600 " + file);
  }

  @Test
  void load_refusesASymbolicLinkThatAnyoneMayReplace() throws Exception {
    KeyFile.create(file);
    Path open = Files.createDirectory(folder.resolve("open"));
    Path link = Files.createSymbolicLink(open.resolve("link"), file);
    chmod(open, "rwxrwxrwx");

    assertRefused(() -> KeyFile.load(link), link, "chmod o-w " + open);
  }

  @Test
  void load_refusesASymbolicLinkToAFileThatAnyoneMayReplace() throws Exception {
    Path open = Files.createDirectory(folder.resolve("open"));
    KeyFile.create(open.resolve("kek"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), open.resolve("kek"));
    chmod(open, "rwxrwxrwx");

    assertRefused(() -> KeyFile.load(link), open.resolve("kek"), "chmod o-w " + open);
  }

  @Test
  void load_refusesAFolderAndTheRoot() throws Exception {
    Path inner = Files.createDirectory(folder.resolve("inner"));

    assertRefused(() -> KeyFile.load(inner), inner, "not a regular file");
    assertRefused(() -> KeyFile.load(Path.of("/")), Path.of("/"), "not a regular file");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16, 31, 33, 64})
  void load_refusesAKeyOfWrongLength(int length) throws Exception {
    byte[] secret = AesGcm.random(length);
    write("cloister-key-v1 base64url kek-0000000000000000\n" + encoded(secret) + "\n");

    assertRefused(() -> KeyFile.load(file), file, "exactly 32 bytes");
  }

  @ParameterizedTest
  @ValueSource(bytes = {0, 1, -1})
  void load_refusesAWeakKey(byte value) throws Exception {
    byte[] secret = new byte[32];
    Arrays.fill(secret, value);
    write(
        "cloister-key-v1 base64url %s\n%s\n"
            .formatted(new KeyEncryptionKey(secret).id(), encoded(secret)));

    assertRefused(() -> KeyFile.load(file), file, "weak");
  }

  @Test
  void load_refusesAKeyThatItsIdDoesNotName() throws Exception {
    KeyFile.create(file);
    List<String> lines = Files.readAllLines(file);
    KeyFile.create(folder.resolve("other"));
    String other = Files.readAllLines(folder.resolve("other")).getLast();
    write(lines.getFirst() + "\n" + other + "\n");

    assertRefused(() -> KeyFile.load(file), file, "names another key");
  }

  @Test
  void load_refusesWhatIsNotOfTheFormatWithoutQuotingIt() throws Exception {
    String secret = encoded(AesGcm.random(32));
    String id = "kek-0000000000000000";
    for (String content :
        List.of(
            "",
            secret,
            secret + "\n",
            "cloister-key-v2 base64url " + id + "\n" + secret + "\n",
            "cloister-key-v1 base64url " + id,
            "cloister-key-v1 base64url " + id + "\n?" + secret.substring(1) + "\n",
            "cloister-key-v1 base64url " + id + "\n" + secret + "\n" + secret + "\n",
            "cloister-key-v1 base64url " + id + "\n" + secret.repeat(1000))) {
      write(content);

      SealingException refusal =
          catchThrowableOfType(SealingException.class, () -> KeyFile.load(file));

      assertThat(refusal.kind()).isEqualTo(SealingException.Kind.KEY_FILE);
      assertThat(refusal).hasMessageContaining(file.toString());
      assertThat(refusal.getMessage()).doesNotContain(secret.substring(1));
      assertThat(refusal).hasNoCause();
    }
  }

  @Test
  void keyEncryptionKey_isNotItselfTheWrappingKeyAndPrintsNothing() throws Exception {
    KeyEncryptionKey kek = KeyFile.create(file);
    String secret = Files.readAllLines(file).getLast();

    assertThat(kek.wrappingKey().getEncoded()).isNotEqualTo(Base64.getUrlDecoder().decode(secret));
    assertThat(kek).hasToString("KeyEncryptionKey[" + kek.id() + ", redacted]");
    assertThat(KeyFile.load(file).wrappingKey()).isEqualTo(kek.wrappingKey());
  }

  private static void assertRefused(ThrowingCallable action, Path path, String fix) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(
            SealingException.class,
            e -> assertThat(e.kind()).isEqualTo(SealingException.Kind.KEY_FILE))
        .hasMessageContaining("key file " + path + " ")
        .hasMessageContaining(fix);
  }

  private void write(String content) throws IOException {
    Files.deleteIfExists(file);
    Files.writeString(file, content, StandardCharsets.US_ASCII);
    chmod(file, "rw-------");
  }

  private static String encoded(byte[] secret) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
  }

  private static void chmod(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
