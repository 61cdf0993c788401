package org.cloister.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./cloister verify --directory` over folders in which anything can be in any file's place: one
/// sentence and an exit code, never OK and never the trace of an exception.
final class ChangedFolderTest {
  private static final long SEED = 20261129;
  private static final int ROUNDS = 250;
  private static final int ENTRIES = 200;

  @TempDir private Path folder;
  private final Random random = new Random(SEED);

  @SuppressWarnings("NullAway.Init") // made before each test
  private LogFolder log;

  @BeforeEach
  void aLog() throws IOException, GeneralSecurityException {
    log = new LogFolder(folder.resolve("log"));
    log.append(ENTRIES);
  }

  @Test
  void verify_answersEveryChangedFolderWithAVerdict() throws IOException {
    List<Path> files = files();
    for (int round = 0; round < ROUNDS; round++) {
      Path file = files.get(random.nextInt(files.size()));
      byte[] good = Files.readAllBytes(file);
      String what = "seed %d round %d: %s %s".formatted(SEED, round, change(file, good), file);
      assertRefused(what);
      restore(file, good);
    }
    assertThat(verify().out()).startsWith("OK: All 200 entries");
  }

  @Test
  void verify_readsNoMoreOfAFileThanALogsFileCanHave() throws IOException {
    Path bundle = log.folder().resolve("tile/entries/000.p/" + ENTRIES);
    try (RandomAccessFile sparse = new RandomAccessFile(bundle.toFile(), "rw")) {
      sparse.setLength(1L << 40);
    }
    assertThat(verify().out()).startsWith("UNKNOWN: A file of the log is too large to be one.");
  }

  @Test
  void verify_makesNoEntriesOfZeros() throws IOException {
    Path bundle = log.folder().resolve("tile/entries/000.p/" + ENTRIES);
    var _ = Files.write(bundle, new byte[16 << 20]);
    assertThat(verify().out()).startsWith("TAMPERED: The file ends inside an entry, or has more");
  }

  @Test
  void verify_followsLinksAsTheOwnerOfTheFolderMadeThem() throws IOException {
    Path elsewhere = folder.resolve("elsewhere");
    Path moved = Files.move(log.folder().resolve("tile"), elsewhere);
    var _ = Files.createSymbolicLink(log.folder().resolve("tile"), moved);
    assertThat(verify().out()).startsWith("OK: ");
  }

  private void assertRefused(String what) {
    CommandLine verified = verify();
    assertThat(verified.exitCode()).as(what).isEqualTo(Main.FAULT);
    assertThat(verified.err()).as(what).isEmpty();
    assertThat(verified.out())
        .as(what)
        .matches("(TAMPERED|UNKNOWN): [A-Z][^\\n]*\\.( One [^\\n]*)? \\([^\\n]*\\)\\n")
        .doesNotContain("Exception", folder.toString());
  }

  private CommandLine verify() {
    return CommandLine.run("verify", "--directory", log.folder(), "--key", log.vkey());
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(log.folder())) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /// Puts something else in the file's place.
  private String change(Path file, byte[] good) throws IOException {
    Files.delete(file);
    return switch (random.nextInt(6)) {
      case 0 -> "deleted";
      case 1 -> {
        var _ = Files.createDirectory(file);
        yield "a folder";
      }
      case 2 -> {
        var _ = Files.createSymbolicLink(file, file);
        yield "a link to itself";
      }
      case 3 -> {
        var _ = Files.createSymbolicLink(file, Path.of("/dev/zero"));
        yield "a device";
      }
      case 4 -> {
        var _ = Files.write(file, Arrays.copyOf(good, random.nextInt(good.length)));
        yield "cut";
      }
      default -> {
        byte[] flipped = good.clone();
        flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        var _ = Files.write(file, flipped);
        yield "flipped";
      }
    };
  }

  private static void restore(Path file, byte[] good) throws IOException {
    boolean _ = Files.deleteIfExists(file);
    var _ = Files.write(file, good);
  }
}
