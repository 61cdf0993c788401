package org.cloister.gateway.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// A password of 256 random bits as 64 hexadecimal digits, so that it needs no quoting anywhere.
final class Password {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

  private final String text;

  private Password(String text) {
    this.text = text;
  }

  static Password random() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return new Password(HexFormat.of().formatHex(bytes));
  }

  /// The password in the file, or empty if there is no file or it holds something else.
  static Optional<Password> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String text = Files.readString(file, StandardCharsets.UTF_8).strip();
    return FORM.matcher(text).matches() ? Optional.of(new Password(text)) : Optional.empty();
  }

  /// Replaces the file in one step with one that only its owner can read; on disk on return.
  void write(Path file) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(fresh, options, ownerOnly)) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text + "\n");
      while (bytes.hasRemaining()) {
        int _ = channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  String text() {
    return text;
  }

  @Override
  public String toString() {
    return "Password[redacted]";
  }
}
