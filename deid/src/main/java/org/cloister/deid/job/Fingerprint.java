package org.cloister.deid.job;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// By what a job knows that an input is still the one it began with, without reading all of it.
///
/// @param size in bytes as stored
/// @param modifiedMillis time of its last change
/// @param headSha256 of its first bytes, hexadecimal
record Fingerprint(long size, long modifiedMillis, String headSha256) {
  private static final int HEAD_BYTES = 1 << 16;

  static Fingerprint of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(HEAD_BYTES);
      return new Fingerprint(
          Files.size(file), Files.getLastModifiedTime(file).toMillis(), hex(sha256(), head));
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// SHA-256 of a file's bytes, hexadecimal.
  static String sha256Of(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String hex(MessageDigest digest, byte[] bytes) {
    return HexFormat.of().formatHex(digest.digest(bytes));
  }
}
