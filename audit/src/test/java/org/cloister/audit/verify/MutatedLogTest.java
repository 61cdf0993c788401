package org.cloister.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Thousands of changed logs and receipts: whatever is changed of what a checkpoint covers, the
/// verdict is a sentence and not OK.
class MutatedLogTest {
  private static final long SEED = 20261129;
  private static final int MUTANTS = 1500;
  private static final long SIZE = 600;

  private final Random random = new Random(SEED);
  private final MemoryLog log = new MemoryLog().grownTo(SIZE);
  private final Map<String, byte[]> files = log.files();
  private final LogVerifier verifier = LogVerifier.of(log.key());

  MutatedLogTest() throws GeneralSecurityException {}

  @Test
  void verify_acceptsLogsOfEverySize() throws GeneralSecurityException {
    for (long size : new long[] {0, 1, 2, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_793}) {
      MemoryLog grown = new MemoryLog().grownTo(size);
      assertThat(LogVerifier.of(grown.key()).verify(MemoryLog.source(grown.files())))
          .isEqualTo(
              new Verdict.Ok("All %d entries are intact and are what was signed.".formatted(size)));
    }
  }

  @Test
  void verify_neverAcceptsAChangeOfWhatIsCovered() {
    List<String> paths = List.copyOf(files.keySet());
    int harmless = 0;
    for (int round = 0; round < MUTANTS; round++) {
      Map<String, byte[]> mutant = new TreeMap<>(files);
      String what = "seed %d round %d: %s".formatted(SEED, round, change(mutant, paths));
      Verdict verdict = verifier.verify(MemoryLog.source(mutant));
      assertThat(verdict.sentence()).as(what).isNotBlank().hasLineCount(1).endsWith(".");
      if (covers(mutant)) {
        harmless++;
      } else {
        assertThat(verdict).as(what).isNotInstanceOf(Verdict.Ok.class);
      }
      if (same(mutant, files)) {
        assertThat(verdict).as(what).isInstanceOf(Verdict.Ok.class);
      }
    }
    assertThat(harmless).as("most mutants change something").isLessThan(MUTANTS / 10);
  }

  @Test
  void verify_takesTheFullFileWhereTheLogHasGrownAndDroppedThePartialOne() {
    Map<String, byte[]> grown = log.grownTo(SIZE + 300).files();
    grown.put("checkpoint", log.checkpoint(SIZE).getBytes(StandardCharsets.UTF_8));
    grown.put("tile/1/000.p/2", files.get("tile/1/000.p/2"));
    assertThat(grown).doesNotContainKeys("tile/entries/002.p/88", "tile/0/002.p/88");
    assertThat(verifier.verify(MemoryLog.source(grown)).sentence())
        .isEqualTo("All 600 entries are intact and are what was signed.");
    file(grown, "tile/entries/002")[3]++;
    assertThat(verifier.verify(MemoryLog.source(grown))).isInstanceOf(Verdict.Tampered.class);
  }

  @Test
  void verifyReceipt_findsItsEntryWhereverAGrownLogKeepsIt() {
    String receipt = log.receipt(SIZE - 3);
    for (long size : new long[] {SIZE, SIZE + 1, SIZE + 100, SIZE + 300}) {
      Map<String, byte[]> grown = log.grownTo(size).files();
      assertThat(verifier.verifyReceipt(MemoryLog.source(grown), receipt))
          .as("%d", size)
          .isInstanceOf(Verdict.Ok.class);
    }
  }

  @Test
  void verifyReceipt_neverAcceptsAChangeOfWhatIsProven() {
    for (int round = 0; round < MUTANTS; round++) {
      long index = random.nextLong(SIZE);
      String good = log.receipt(index);
      byte[] bytes = good.getBytes(StandardCharsets.UTF_8);
      String mutant = new String(changed(bytes), StandardCharsets.UTF_8);
      String what = "seed %d round %d: %s".formatted(SEED, round, mutant);
      Verdict verdict = verifier.verifyReceipt(log.entry(index), mutant);
      assertThat(verdict.sentence()).as(what).isNotBlank().hasLineCount(1);
      if (verdict instanceof Verdict.Ok) {
        assertThat(proven(mutant)).as(what).isEqualTo(proven(good));
      }
      assertThat(verifier.verifyReceiptAlone(mutant)).as(what).isNotInstanceOf(Verdict.Ok.class);
    }
  }

  @Test
  void verifyReceipt_acceptsNoOtherEntry() {
    for (int round = 0; round < 200; round++) {
      long index = random.nextLong(SIZE);
      byte[] other = changed(log.entry(index));
      assertThat(verifier.verifyReceipt(other, log.receipt(index)) instanceof Verdict.Ok)
          .as("seed %d round %d", SEED, round)
          .isEqualTo(Arrays.equals(other, log.entry(index)));
    }
  }

  /// Text, index and path: all before the signatures.
  private static String proven(String receipt) {
    return receipt.substring(0, receipt.lastIndexOf("\n\n"));
  }

  /// Whether the mutant still has every file that the checkpoint covers, as it was, and the
  /// checkpoint's text.
  private boolean covers(Map<String, byte[]> mutant) {
    Map<String, byte[]> covered = new TreeMap<>(mutant);
    covered.keySet().retainAll(files.keySet());
    byte[] note = covered.get("checkpoint");
    if (note != null && text(note).equals(text(file(files, "checkpoint")))) {
      covered.put("checkpoint", file(files, "checkpoint"));
    }
    return same(covered, files);
  }

  private static String text(byte[] note) {
    String text = new String(note, StandardCharsets.UTF_8);
    int split = text.lastIndexOf("\n\n");
    return split < 0 ? "" : text.substring(0, split);
  }

  private static boolean same(Map<String, byte[]> some, Map<String, byte[]> others) {
    return some.keySet().equals(others.keySet())
        && some.keySet().stream().allMatch(p -> Arrays.equals(some.get(p), others.get(p)));
  }

  private String change(Map<String, byte[]> mutant, List<String> paths) {
    String path = paths.get(random.nextInt(paths.size()));
    String other = paths.get(random.nextInt(paths.size()));
    byte[] bytes = file(files, path);
    int kind = random.nextInt(8);
    if (kind == 0) {
      var _ = mutant.remove(path);
      return path + " removed";
    }
    if (kind == 1) {
      mutant.put(path, file(files, other));
      mutant.put(other, bytes);
      return path + " exchanged with " + other;
    }
    if (kind == 2) {
      var _ = mutant.remove(path);
      mutant.put(path.contains(".p/") ? path.replaceFirst("\\.p/.*", "") : path + ".p/255", bytes);
      return path + " under another width";
    }
    mutant.put(path, changed(bytes));
    return path + " changed";
  }

  private static byte[] file(Map<String, byte[]> files, String path) {
    return Optional.ofNullable(files.get(path)).orElseThrow();
  }

  /// Flipped, cut, grown, doubled or exchanged somewhere.
  private byte[] changed(byte[] bytes) {
    int at = random.nextInt(bytes.length + 1);
    int to = at + random.nextInt(bytes.length - at + 1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    switch (random.nextInt(6)) {
      case 0 -> {
        out.writeBytes(bytes);
        byte[] copy = out.toByteArray();
        if (at < copy.length) {
          copy[at] ^= (byte) (1 << random.nextInt(8));
        }
        return copy;
      }
      case 1 -> out.write(bytes, 0, at);
      case 2 -> {
        out.write(bytes, 0, at);
        out.write(bytes, to, bytes.length - to);
      }
      case 3 -> {
        out.write(bytes, 0, to);
        out.write(bytes, at, bytes.length - at);
      }
      case 4 -> {
        out.write(bytes, 0, at);
        out.write(random.nextInt(3) == 0 ? '\n' : random.nextInt(256));
        out.write(bytes, at, bytes.length - at);
      }
      default -> {
        List<String> lines =
            new ArrayList<>(
                List.of(new String(bytes, StandardCharsets.ISO_8859_1).split("\n", -1)));
        Collections.swap(lines, random.nextInt(lines.size()), random.nextInt(lines.size()));
        return String.join("\n", lines).getBytes(StandardCharsets.ISO_8859_1);
      }
    }
    return out.toByteArray();
  }
}
