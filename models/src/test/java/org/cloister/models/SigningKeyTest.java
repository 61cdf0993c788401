package org.cloister.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SigningKeyTest {
  @TempDir private Path folder;

  @Test
  void create_leavesAPrivateFileAndItsPublicHalf() throws Exception {
    Path file = folder.resolve("site.key");
    SigningKey key = SigningKey.create(file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(key.id()).isEqualTo(SignerKey.load(folder.resolve("site.key.pub")).id());
    assertThat(key.toString()).contains("redacted");
  }

  @Test
  void create_replacesNothing() throws Exception {
    Path file = Files.writeString(folder.resolve("site.key"), "mine");
    assertThatThrownBy(() -> SigningKey.create(file)).hasMessageContaining("left as it is");
    assertThat(file).hasContent("mine");
  }

  @Test
  void load_refusesAKeyThatOthersMayRead() throws Exception {
    Path file = folder.resolve("site.key");
    var _ = SigningKey.create(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> SigningKey.load(file)).hasMessageContaining("chmod 600");
  }

  @Test
  void load_refusesHalvesOfTwoKeys() throws Exception {
    var _ = SigningKey.create(folder.resolve("one.key"));
    var _ = SigningKey.create(folder.resolve("two.key"));
    Files.copy(
        folder.resolve("two.key.pub"),
        folder.resolve("one.key.pub"),
        StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> SigningKey.load(folder.resolve("one.key")))
        .hasMessageContaining("the private half of its .pub");
  }

  @Test
  void trustedKeys_refuseNoneNoKeyAndOneThatOthersMayChange() throws Exception {
    assertThatThrownBy(() -> TrustedKeys.load(List.of())).hasMessageContaining("one at least");
    Path text = Files.writeString(folder.resolve("text"), "no key");
    assertThatThrownBy(() -> TrustedKeys.load(List.of(text)))
        .hasMessageContaining("a public key in PEM");
    assertThatThrownBy(() -> TrustedKeys.load(List.of(folder.resolve("missing"))))
        .hasMessageContaining("no readable file");
    var _ = SigningKey.create(folder.resolve("site.key"));
    Path key = folder.resolve("site.key.pub");
    widen(key);
    assertThatThrownBy(() -> TrustedKeys.load(List.of(key))).hasMessageContaining("chmod go-w");
  }

  private static void widen(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
  }
}
