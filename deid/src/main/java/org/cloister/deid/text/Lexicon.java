package org.cloister.deid.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// What is known of words: which [parts][Part] a word can play. Words are held as 64-bit hashes of
/// their folded letters, so that a look-up makes no string.
final class Lexicon {
  private static final long SEED = 0xcbf29ce484222325L;
  private static final int SLOTS = 1 << 19;
  private static final String[] ENDINGS = {"s", "es", "ed", "ing", "ly", "ness", "d"};
  private static final String[] CLINICAL_ENDINGS =
      ("itis emia aemia osis pathy ectomy otomy ostomy plasty scopy graphy gram penia pnea algia"
           + " uria plegia rrhea rrhage megaly cytosis mycin cillin cycline oxacin azole statin"
           + " sartan olol dipine zepam zolam caine profen tidine triptan setron gliptin gliflozin"
           + " glutide formin parin xaban gatran zumab ximab tinib ciclib rafenib lukast terol"
           + " tropium sonide thiazide semide virine vudine tadine rizine oxetine triptyline"
           + " pramine apine azepine barbital phylline dronate parib limus taxel rubicin cept"
           + " poetin emic pathic tropic genic lytic scopic graphic cardial cardia oma carcinoma"
           + " plasia vir umab oprazole idone iazine otomies ectomies opathies")
          .split(" ", -1);
  private static final String[] PREFIXES =
      ("normo hyper hypo non un pre post anti inter intra peri para micro macro supra sub retro"
              + " poly neuro cardio gastro hepato tachy brady dys endo epi extra hemi immuno multi"
              + " over re trans pseudo mega electro radio broncho thrombo costo myo osteo")
          .split(" ", -1);

  private final long[] keys = new long[SLOTS];
  private final int[] parts = new int[SLOTS];

  private Lexicon() {}

  static Lexicon load() {
    Lexicon lexicon = new Lexicon();
    lexicon.read("words.txt", Part.WORD);
    lexicon.read("terms.txt", Part.WORD);
    lexicon.read("clinical.txt", Part.CLINICAL);
    lexicon.read("names.txt", Part.NAME);
    lexicon.read("census.txt", Part.NAME);
    lexicon.read("eponyms.txt", Part.EPONYM);
    lexicon.readCues();
    return lexicon;
  }

  /// The parts of the word that stands in `text` from `start` to `end`, 0 for an unknown one. A
  /// form made by an ordinary ending, and one of clinical build, count as the word they are made
  /// from.
  int parts(CharSequence text, int start, int end) {
    int found = exactly(text, start, end);
    if (found != 0 || end - start < 4) {
      return found;
    }
    found = possessed(text, start, end);
    if (found != 0) {
      return found;
    }
    return inflected(text, start, end) || compounded(text, start, end)
        ? Part.WORD.bit
        : clinical(text, start, end);
  }

  private int possessed(CharSequence text, int start, int end) {
    int bare = bareEnd(text, start, end);
    return bare < end ? exactly(text, start, bare) : 0;
  }

  /// The end of a word without a possessive ending.
  static int bareEnd(CharSequence text, int start, int end) {
    if (end - start > 2 && Letters.isApostrophe(text.charAt(end - 1))) {
      return end - 1;
    }
    boolean possessive =
        end - start > 3
            && Letters.folded(text.charAt(end - 1)) == 's'
            && Letters.isApostrophe(text.charAt(end - 2));
    return possessive ? end - 2 : end;
  }

  private boolean inflected(CharSequence text, int start, int end) {
    for (String ending : ENDINGS) {
      int stem = end - ending.length();
      if (stem - start > 2
          && endsWith(text, start, end, ending)
          && isWord(hash(text, start, stem))) {
        return true;
      }
    }
    return (endsWith(text, start, end, "ies") && isWord(extended(hash(text, start, end - 3), 'y')))
        || (endsWith(text, start, end, "ing") && isWord(extended(hash(text, start, end - 3), 'e')));
  }

  private boolean compounded(CharSequence text, int start, int end) {
    for (String prefix : PREFIXES) {
      int rest = start + prefix.length();
      if (end - rest >= 5
          && startsWith(text, start, prefix)
          && (isWord(hash(text, rest, end)) || inflected(text, rest, end))) {
        return true;
      }
    }
    return false;
  }

  private static int clinical(CharSequence text, int start, int end) {
    for (String ending : CLINICAL_ENDINGS) {
      if (end - start >= ending.length() + 3
          && (endsWith(text, start, end, ending) || endsWith(text, start, end - 1, ending))) {
        return Part.CLINICAL.bit;
      }
    }
    return 0;
  }

  private boolean isWord(long hash) {
    return (at(hash) & (Part.WORD.bit | Part.CLINICAL.bit)) != 0;
  }

  private static boolean startsWith(CharSequence text, int start, String prefix) {
    for (int i = 0; i < prefix.length(); i++) {
      if (Letters.folded(text.charAt(start + i)) != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean endsWith(CharSequence text, int start, int end, String ending) {
    int from = end - ending.length();
    return from >= start && startsWith(text, from, ending);
  }

  int exactly(CharSequence text, int start, int end) {
    return at(hash(text, start, end));
  }

  int exactly(String word) {
    return exactly(word, 0, word.length());
  }

  static long hash(CharSequence text, int start, int end) {
    long hash = SEED;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (!Letters.isMark(c)) {
        hash = extended(hash, Letters.folded(c));
      }
    }
    return hash;
  }

  private static long extended(long hash, char c) {
    long mixed = (hash ^ c) * 0x9E3779B97F4A7C15L;
    return mixed ^ (mixed >>> 29);
  }

  private int at(long hash) {
    for (int slot = slot(hash); keys[slot] != 0; slot = (slot + 1) & (SLOTS - 1)) {
      if (keys[slot] == hash) {
        return parts[slot];
      }
    }
    return 0;
  }

  private static int slot(long hash) {
    return (int) (hash >>> 40) & (SLOTS - 1);
  }

  /// A name that is also a form of an ordinary word, such as `Rivers`, counts as both.
  private void add(CharSequence word, int start, int end, Part part) {
    long hash = hash(word, start, end);
    if (part == Part.NAME && end - start > 3 && inflected(word, start, end)) {
      add(hash, Part.WORD);
    }
    add(hash, part);
  }

  private void add(long hash, Part part) {
    int slot = slot(hash);
    while (keys[slot] != 0 && keys[slot] != hash) {
      slot = (slot + 1) & (SLOTS - 1);
    }
    keys[slot] = hash;
    parts[slot] |= part.bit;
  }

  private void read(String file, Part part) {
    String lines = text(file);
    for (int start = 0; start < lines.length(); ) {
      int end = lines.indexOf('\n', start);
      if (lines.charAt(start) != '#') {
        addAll(lines, start, end, part);
      }
      start = end + 1;
    }
  }

  private void readCues() {
    for (String line : text("cues.txt").lines().toList()) {
      int space = line.indexOf(' ');
      if (!line.startsWith("#")) {
        addAll(line, space + 1, line.length(), Part.named(line.substring(0, space)));
      }
    }
  }

  private void addAll(String line, int from, int to, Part part) {
    int start = from;
    for (int at = from; at <= to; at++) {
      if (at == to || line.charAt(at) == ' ') {
        add(line, start, at, part);
        start = at + 1;
      }
    }
  }

  private static String text(String file) {
    try (InputStream in = Objects.requireNonNull(Lexicon.class.getResourceAsStream(file), file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the word list " + file, e);
    }
  }
}
