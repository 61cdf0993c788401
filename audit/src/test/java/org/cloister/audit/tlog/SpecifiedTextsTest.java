package org.cloister.audit.tlog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Texts written after the C2SP specifications, each with a rule that it keeps or breaks.
class SpecifiedTextsTest {
  private static final long SEED = 20261129;
  private static final String ORIGIN = "log.example/a";
  private static final String ROOT = WrittenNote.base64(new byte[32]);
  private static final String CHECKPOINT = ORIGIN + "\n7\n" + ROOT + "\n";

  private final Random random = new Random(SEED);
  private final WrittenNote log = new WrittenNote(ORIGIN, WrittenNote.ED25519);
  private final WrittenNote other = new WrittenNote("other.example", WrittenNote.ED25519);

  SpecifiedTextsTest() throws GeneralSecurityException {}

  @Test
  void notes_thatKeepTheRulesAreSigned() throws GeneralSecurityException {
    for (String text :
        List.of(
            CHECKPOINT,
            "\n",
            "one line\n",
            "with an empty\n\nline\n",
            "\n\n\n",
            "Ognuno sta solo — sul cuor della terra 🌍\n",
            "\u2014 " + ORIGIN + " looks like a signature\n",
            "\u0085\u00a0\u2028 spaces of Unicode in the text\n")) {
      assertThat(isSigned(text + "\n" + log.signed(text))).as(text).isTrue();
    }
    String good = CHECKPOINT + "\n" + log.signed(CHECKPOINT);
    byte[] fiveKilobytes = new byte[5000];
    String strange = WrittenNote.line("pq.example", 7, fiveKilobytes);
    assertThat(isSigned(good + strange.repeat(15))).as("16 signatures").isTrue();
    assertThat(isSigned(good + other.signed(CHECKPOINT))).as("another's").isTrue();
    assertThat(isSigned(good + other.signed("other\n"))).as("another's, wrong").isTrue();
    assertThat(isSigned(good + WrittenNote.line(ORIGIN, log.keyId() + 1, new byte[64])))
        .as("same name, another id")
        .isTrue();
    assertThat(isSigned(good + WrittenNote.line("x", log.keyId(), new byte[64])))
        .as("same id, another name")
        .isTrue();
    assertThat(isSigned(good + log.signed(CHECKPOINT))).as("twice the same").isTrue();
  }

  @Test
  void notes_thatBreakARuleAreNotSigned() throws GeneralSecurityException {
    String line = log.signed(CHECKPOINT);
    String good = CHECKPOINT + "\n" + line;
    String base64 = line.substring(line.lastIndexOf(' ') + 1, line.length() - 1);
    for (String note :
        List.of(
            "",
            "\n",
            "\n\n",
            line,
            CHECKPOINT,
            CHECKPOINT + "\n",
            CHECKPOINT + line,
            good.substring(0, good.length() - 1),
            good + "\n",
            good + "x",
            good + "x\n",
            "\n" + good,
            good.replace("\n", "\r\n"),
            CHECKPOINT + "\n\n" + line,
            good.replace("\u2014 ", "- "),
            good.replace("\u2014 ", "\u2014"),
            good.replace("\u2014 ", "\u2014  "),
            good.replace("\u2014 ", " \u2014 "),
            good.replace("\u2014 " + ORIGIN, "\u2014 "),
            good.replace(base64, base64 + " "),
            good.replace(base64, base64.substring(0, base64.length() - 4)),
            good.replace(base64, base64 + "AAAA"),
            good.replace(base64, base64.replace("=", "")),
            good.replace(base64, "AAAAAA=="),
            good.replace(base64, ""),
            good.replace("7", "8"),
            good + "\u2014 na\u00a0me AAAAAAA=\n",
            good + "\u2014 na\u0085me AAAAAAA=\n",
            good + "\u2014 na\u2003me AAAAAAA=\n",
            good + "\u2014 na+me AAAAAAA=\n",
            good + "\u2014 name AAAAAAB=\n",
            good + "\u2014 name AAAAAA==\n",
            good + log.signed("another text\n"))) {
      assertThat(isSigned(note)).as(note).isFalse();
    }
    for (String text : List.of("a\tb\n", "a\u0000b\n", "a\u001fb\n", "a\rb\n", "a\ufffdb\n")) {
      assertThat(isSigned(text + "\n" + log.signed(text))).as(text).isFalse();
    }
    // Encoded, half of a surrogate pair is a question mark.
    assertThat(isSigned("a\ud800b\n\n" + log.signed("a?b\n"))).isFalse();
    assertThat(isSigned(good + WrittenNote.line("x", 1, new byte[64]).repeat(2000))).isFalse();
  }

  @Test
  void checkpoints_haveOneSpelling() {
    for (String size : List.of("0", "1", "10", "9223372036854775807")) {
      assertThat(Checkpoint.parse(ORIGIN + "\n" + size + "\n" + ROOT + "\n")).as(size).isPresent();
    }
    for (String size :
        List.of(
            "",
            " 1",
            "1 ",
            "01",
            "00",
            "-0",
            "+1",
            "0x1",
            "1e3",
            "1_0",
            "\u0661",
            "1.0",
            "9223372036854775808",
            "18446744073709551616")) {
      assertThat(Checkpoint.parse(ORIGIN + "\n" + size + "\n" + ROOT + "\n")).as(size).isEmpty();
    }
    for (int length : new int[] {0, 1, 31, 33, 64}) {
      String root = WrittenNote.base64(new byte[length]);
      assertThat(Checkpoint.parse(ORIGIN + "\n7\n" + root + "\n")).as("%d", length).isEmpty();
    }
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) 0xff);
    String url = Base64.getUrlEncoder().encodeToString(bytes);
    for (String text :
        List.of(
            "",
            "\n7\n" + ROOT + "\n",
            ORIGIN + "\n7\n" + ROOT,
            ORIGIN + "\n7\n",
            ORIGIN + "\n\n7\n" + ROOT + "\n",
            ORIGIN + "\n7\n" + url + "\n",
            ORIGIN + "\n7\n" + ROOT.replace("=", "") + "\n",
            ORIGIN + "\n7\n" + ROOT.replace("A=", "B=") + "\n",
            ORIGIN + "\n7\n" + ROOT + "\n\n",
            ORIGIN + "\n7\n" + ROOT + "\nextension\n\n",
            ORIGIN + "\n7\n" + ROOT + "\n\nextension\n")) {
      assertThat(Checkpoint.parse(text)).as(text).isEmpty();
    }
    assertThat(Checkpoint.parse("a log with spaces\n7\n" + ROOT + "\nmore\nand more\n"))
        .isPresent();
  }

  @Test
  void cosignatures_areOverTheTimeAndTheWholeText() throws GeneralSecurityException {
    WrittenNote w = new WrittenNote("w.example", WrittenNote.COSIGNATURE_V1);
    long t = 1_679_315_147;
    String extended = CHECKPOINT + "extension\n";
    assertCosigned(w, CHECKPOINT, w.cosigned(t, WrittenNote.v1("" + t, CHECKPOINT)), t);
    assertCosigned(w, extended, w.cosigned(t, WrittenNote.v1("" + t, extended)), t);
    assertCosigned(w, CHECKPOINT, w.cosigned(0, WrittenNote.v1("0", CHECKPOINT)), 0);
    for (String line :
        List.of(
            w.signed(CHECKPOINT),
            w.cosigned(t + 1, WrittenNote.v1("" + t, CHECKPOINT)),
            w.cosigned(t, WrittenNote.v1("0" + t, CHECKPOINT)),
            w.cosigned(t, WrittenNote.v1("" + t, extended)),
            w.cosigned(t, CHECKPOINT.getBytes(UTF_8)),
            w.cosigned(-1, WrittenNote.v1("18446744073709551615", CHECKPOINT)),
            w.cosigned(-1, WrittenNote.v1("-1", CHECKPOINT)),
            new WrittenNote("w.example", WrittenNote.COSIGNATURE_V1)
                .cosigned(t, WrittenNote.v1("" + t, CHECKPOINT)),
            WrittenNote.line("w.example", w.keyId(), new byte[8]),
            WrittenNote.line("w.example", w.keyId(), new byte[1]))) {
      assertNotCosigned(w, CHECKPOINT, line);
    }
    assertNotCosigned(w, extended, w.cosigned(t, WrittenNote.v1("" + t, CHECKPOINT)));
  }

  @Test
  void subtreeCosignatures_areOverTheNamesTheTimeAndTheTree() throws GeneralSecurityException {
    WrittenNote w = new WrittenNote("w.example", WrittenNote.SUBTREE_V1);
    byte[] root = new byte[32];
    long t = 1_679_315_147;
    byte[] right = WrittenNote.subtree("w.example", t, ORIGIN, 0, 7, root);
    assertCosigned(w, CHECKPOINT, w.cosigned(t, right), t);
    // "Checkpoint extension lines are not included in the signed message."
    assertCosigned(w, CHECKPOINT + "extension\n", w.cosigned(t, right), t);
    byte[] none = WrittenNote.subtree("w.example", 0, ORIGIN, 0, 7, root);
    assertCosigned(w, CHECKPOINT, w.cosigned(0, none), 0);
    byte[] otherRoot = root.clone();
    otherRoot[31] = 1;
    for (byte[] wrong :
        List.of(
            WrittenNote.subtree("v.example", t, ORIGIN, 0, 7, root),
            WrittenNote.subtree("w.example", t + 1, ORIGIN, 0, 7, root),
            WrittenNote.subtree("w.example", t, "log.example/b", 0, 7, root),
            WrittenNote.subtree("w.example", t, ORIGIN, 1, 7, root),
            WrittenNote.subtree("w.example", t, ORIGIN, 0, 8, root),
            WrittenNote.subtree("w.example", t, ORIGIN, 0, 7, otherRoot),
            WrittenNote.v1("" + t, CHECKPOINT),
            CHECKPOINT.getBytes(UTF_8))) {
      assertNotCosigned(w, CHECKPOINT, w.cosigned(t, wrong));
    }
    byte[] good = w.signature(right);
    for (int round = 0; round < 60; round++) {
      byte[] mutant = Arrays.copyOf(good, good.length + random.nextInt(3) - 1);
      mutant[random.nextInt(mutant.length)] ^= (byte) (1 << random.nextInt(8));
      byte[] timed = new byte[8 + mutant.length];
      System.arraycopy(mutant, 0, timed, 8, mutant.length);
      assertNotCosigned(w, CHECKPOINT, WrittenNote.line("w.example", w.keyId(), timed));
    }
    // The hints at the end have rules of their own, and a decoder that could fail on them.
    byte[] wild = new byte[8 + 2420];
    random.nextBytes(wild);
    wild[0] = 0;
    assertNotCosigned(w, CHECKPOINT, WrittenNote.line("w.example", w.keyId(), wild));
  }

  @Test
  void subtreeCosignatures_haveNamesOfAtMost255Bytes() throws GeneralSecurityException {
    String longest = "w".repeat(255);
    assertThat(VerifierKey.parse(new WrittenNote(longest, WrittenNote.SUBTREE_V1).vkey()))
        .isPresent();
    assertThat(VerifierKey.parse(new WrittenNote(longest + "w", WrittenNote.SUBTREE_V1).vkey()))
        .isEmpty();
    WrittenNote w = new WrittenNote("w.example", WrittenNote.SUBTREE_V1);
    byte[] unnamed = WrittenNote.subtree("w.example", 1, "", 0, 7, new byte[32]);
    assertNotCosigned(w, "o".repeat(256) + "\n7\n" + ROOT + "\n", w.cosigned(1, unnamed));
  }

  @Test
  void keys_haveOneSpelling() throws GeneralSecurityException {
    for (byte type :
        new byte[] {WrittenNote.ED25519, WrittenNote.COSIGNATURE_V1, WrittenNote.SUBTREE_V1}) {
      String vkey = new WrittenNote("k.example/a", type).vkey();
      assertThat(VerifierKey.parse(vkey).orElseThrow().vkey()).isEqualTo(vkey);
      int plus = vkey.indexOf('+');
      String id = vkey.substring(plus + 1, plus + 9);
      for (String mutant :
          List.of(
              vkey + "\n",
              " " + vkey,
              vkey.replace("+" + id, "+0" + id),
              vkey.replace(id, "00000000"),
              vkey.replace("k.example/a", "k.example/b"),
              vkey.replace("k.example/a", ""),
              vkey.replace("k.example/a", "k example"),
              vkey.substring(0, vkey.length() - 4),
              vkey + "AAAA",
              vkey.substring(0, plus + 9))) {
        assertThat(VerifierKey.parse(mutant)).as(mutant).isEmpty();
      }
    }
    for (byte type : new byte[] {0, 2, 3, 5, 7, (byte) 0xff}) {
      assertThat(VerifierKey.parse(new WrittenNote("k.example", type).vkey()))
          .as("type %d", type)
          .isEmpty();
    }
  }

  @Test
  void paths_areReadAndWrittenAlike() {
    for (int round = 0; round < 2000; round++) {
      long index = random.nextLong(1L << random.nextInt(1, 49));
      int width = 1 + random.nextInt(256);
      int level = random.nextInt(8);
      assertThat(LogFile.parse(TilePath.tile(level, index, width)))
          .contains(new LogFile.Tile(level, index, width));
      assertThat(LogFile.parse(TilePath.entries(index, width)))
          .contains(new LogFile.Entries(index, width));
      String path = TilePath.tile(level, index, width);
      for (String mutant :
          List.of(
              path + "/",
              "/" + path,
              path + ".p/0",
              path.replaceFirst("tile", "TILE"),
              path.replaceFirst("/", "//"),
              path.replaceFirst("(\\d{3})", "0$1"),
              path + "\n")) {
        assertThat(LogFile.parse(mutant)).as(mutant).isEmpty();
      }
    }
  }

  @Test
  void bundles_areReadAndWrittenAlike() {
    for (int round = 0; round < 300; round++) {
      int count = random.nextInt(257);
      List<byte[]> entries =
          random.ints(count, 0, round % 50 == 0 ? 65_536 : 40).mapToObj(this::bytes).toList();
      byte[] bundle = EntryBundle.encode(entries);
      List<byte[]> decoded = EntryBundle.decode(bundle).orElseThrow();
      assertThat(decoded).hasSameSizeAs(entries);
      for (int i = 0; i < count; i++) {
        assertThat(decoded.get(i)).isEqualTo(entries.get(i));
      }
      if (count == 256) {
        assertThat(EntryBundle.decode(Arrays.copyOf(bundle, bundle.length + 2))).isEmpty();
      }
    }
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private boolean isSigned(String note) throws GeneralSecurityException {
    VerifierKey key = VerifierKey.parse(log.vkey()).orElseThrow();
    return SignedNote.parse(note).filter(n -> n.isSignedBy(key)).isPresent();
  }

  private static void assertCosigned(WrittenNote witness, String text, String line, long time)
      throws GeneralSecurityException {
    VerifierKey key = VerifierKey.parse(witness.vkey()).orElseThrow();
    assertThat(SignedNote.parse(text + "\n" + line).orElseThrow().cosignedAt(key))
        .as(text)
        .contains(Instant.ofEpochSecond(time));
  }

  private static void assertNotCosigned(WrittenNote witness, String text, String line)
      throws GeneralSecurityException {
    VerifierKey key = VerifierKey.parse(witness.vkey()).orElseThrow();
    assertThat(SignedNote.parse(text + "\n" + line).filter(n -> n.isSignedBy(key)))
        .as(line)
        .isEmpty();
  }
}
