package org.cloister.deid.sealing;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/// The file that holds the [KeyEncryptionKey]. There is no default key: without a file that passes
/// every check there is no vault.
///
/// Two lines of ASCII: `cloister-key-v1 base64url ID`, then the 32 bytes in base64url without
/// padding. The id is derived from the key, so a file put together from two is noticed.
///
/// The checks guard against a careless mode or owner, not against the process's own user or root,
/// who can read its memory. Access-control lists count as far as they show in the group's bits.
public final class KeyFile {
  private static final String FORMAT = "cloister-key-v1 base64url";
  private static final int LONGEST = 256;

  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  private static final FileAttribute<Set<PosixFilePermission>> CREATED_FILE =
      PosixFilePermissions.asFileAttribute(OWNER_ONLY);
  private static final FileAttribute<Set<PosixFilePermission>> CREATED_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private KeyFile() {}

  /// The key in the file.
  ///
  /// @param file may be a symbolic link: what it leads to is checked, and so is the folder of each
  /// @throws SealingException of kind [SealingException.Kind#KEY_FILE], naming the path and what to
  ///   do, when the file is missing, no regular file, open to anyone but its owner, owned by
  ///   another user than the process's, in a folder in which others may write, or not of the
  ///   format, or when its key is of wrong length, weak, or not the one that its id names
  public static KeyEncryptionKey load(Path file) throws SealingException {
    try {
      Path real = file.toRealPath();
      checkFolder(file);
      checkFolder(real);
      checkFile(real);
      return read(real);
    } catch (NoSuchFileException | NotDirectoryException _) {
      throw refused(file, "does not exist; make one with `./cloister key create " + file + "`");
    } catch (IOException _) {
      throw refused(file, "cannot be read; check that its disk is there and healthy");
    } catch (UnsupportedOperationException _) {
      throw refused(file, "is on a file system without POSIX owners and modes; move it");
    }
  }

  /// Makes a new random key, durable on disk with mode 0600 before this returns; a crash in between
  /// leaves either the whole file or none. Missing folders are made with mode 0700.
  ///
  /// @throws SealingException of kind [SealingException.Kind#KEY_FILE] when the path is taken, and
  ///   on every ground on which [#load] refuses; an existing file is never touched
  @CanIgnoreReturnValue
  public static KeyEncryptionKey create(Path file) throws SealingException {
    byte[] secret = AesGcm.random(KeyEncryptionKey.BYTES);
    byte[] content = content(secret);
    try {
      Path folder = folder(file);
      Files.createDirectories(folder, CREATED_FOLDER);
      checkFolder(file);
      publish(content, folder, file);
    } catch (FileAlreadyExistsException _) {
      throw refused(file, "exists already and was left as it is; choose another path");
    } catch (IOException _) {
      throw refused(file, "cannot be written; check the folder's owner and free space");
    } catch (UnsupportedOperationException _) {
      throw refused(file, "would be on a file system without POSIX modes or hard links; move it");
    } finally {
      Arrays.fill(secret, (byte) 0);
      Arrays.fill(content, (byte) 0);
    }
    return load(file);
  }

  /// A hard link, unlike a move, never replaces what is there.
  private static void publish(byte[] content, Path folder, Path file) throws IOException {
    Path draft = Files.createTempFile(folder, ".key-", ".new", CREATED_FILE);
    try {
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        ByteBuffer rest = ByteBuffer.wrap(content);
        while (rest.hasRemaining()) {
          int _ = channel.write(rest);
        }
        channel.force(true);
      }
      Path _ = Files.createLink(file, draft);
    } finally {
      Files.delete(draft);
    }
    // The name is durable only once its folder is.
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static byte[] content(byte[] secret) {
    String header = FORMAT + " " + new KeyEncryptionKey(secret).id() + "\n";
    byte[] encoded = Base64.getUrlEncoder().withoutPadding().encode(secret);
    byte[] content =
        ByteBuffer.allocate(header.length() + encoded.length + 1)
            .put(header.getBytes(StandardCharsets.US_ASCII))
            .put(encoded)
            .put((byte) '\n')
            .array();
    Arrays.fill(encoded, (byte) 0);
    return content;
  }

  private static void checkFolder(Path file) throws IOException, SealingException {
    Path folder = folder(file);
    if (Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_WRITE)) {
      throw refused(
          file,
          "lies in a folder in which anyone may write; move it or run `chmod o-w " + folder + "`");
    }
  }

  private static void checkFile(Path real) throws IOException, SealingException {
    if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
      throw refused(real, "is not a regular file");
    }
    Object owner = Files.getAttribute(real, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    long process = new UnixSystem().getUid();
    if (!(owner instanceof Integer uid) || Integer.toUnsignedLong(uid) != process) {
      throw refused(
          real,
          "belongs to user %s but the process runs as user %d; run `chown %d %s`"
              .formatted(owner, process, process, real));
    }
    // Execute bits mean nothing here, but no careful hand sets them: everything but the owner's.
    for (PosixFilePermission permission : Files.getPosixFilePermissions(real)) {
      if (!OWNER_ONLY.contains(permission)) {
        throw refused(real, "is open to more than its owner; run `chmod 600 " + real + "`");
      }
    }
  }

  private static KeyEncryptionKey read(Path real) throws IOException, SealingException {
    byte[] content;
    try (InputStream in = Files.newInputStream(real)) {
      content = in.readNBytes(LONGEST);
    }
    byte[] secret = new byte[0];
    try {
      int end = endOfLine(content, 0);
      String header = new String(content, 0, end, StandardCharsets.US_ASCII);
      if (!header.startsWith(FORMAT + " ")) {
        throw refused(real, "does not begin with `" + FORMAT + "`; it is no key file");
      }
      secret = decode(real, content, end + 1);
      KeyEncryptionKey key = new KeyEncryptionKey(secret);
      if (!header.substring(FORMAT.length() + 1).equals(key.id())) {
        throw refused(real, "names another key than it holds; restore it from its backup");
      }
      return key;
    } finally {
      Arrays.fill(content, (byte) 0);
      Arrays.fill(secret, (byte) 0);
    }
  }

  private static byte[] decode(Path real, byte[] content, int start) throws SealingException {
    int from = Math.min(start, content.length);
    int end = endOfLine(content, from);
    byte[] encoded = Arrays.copyOfRange(content, from, end);
    byte[] secret;
    try {
      secret = Base64.getUrlDecoder().decode(encoded);
    } catch (IllegalArgumentException _) {
      throw refused(real, "holds no base64url on its second line; restore it from its backup");
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
    if (secret.length != KeyEncryptionKey.BYTES || content.length > end + 1) {
      throw refused(real, "must hold a key of exactly 32 bytes; restore it from its backup");
    }
    if (allEqual(secret)) {
      throw refused(
          real, "holds a weak key (all bytes equal); make one with `./cloister key create FILE`");
    }
    return secret;
  }

  private static boolean allEqual(byte[] secret) {
    for (byte b : secret) {
      if (b != secret[0]) {
        return false;
      }
    }
    return true;
  }

  private static int endOfLine(byte[] content, int from) {
    int end = from;
    while (end < content.length && content[end] != '\n') {
      end++;
    }
    return end;
  }

  private static Path folder(Path file) {
    Path absolute = file.toAbsolutePath();
    return Objects.requireNonNullElse(absolute.getParent(), absolute);
  }

  private static SealingException refused(Path file, String reason) {
    return SealingException.keyFile("key file " + file + " " + reason);
  }
}
