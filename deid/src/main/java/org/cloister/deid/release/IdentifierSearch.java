package org.cloister.deid.release;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.cloister.deid.text.KnownPerson;

/// Searches what is to be released for the names and identifiers of the people in the input.
///
/// Both sides are read as words: runs of letters and digits, in lower case, whatever stands between
/// them. A name is found as a word; an identifier, telephone number or line of an address also when
/// its parts are written together or apart (`999-12-3456`, `999 12 3456`, `999123456`). Texts
/// packed in base64 are unpacked.
///
/// Names of fewer than three letters are not searched for, and identifiers only if they have five
/// characters and a digit among them: shorter ones would be found in every text. The search is the
/// second net. The first is that nothing is copied which no rule lets pass.
final class IdentifierSearch {
  private static final int SHORTEST_NAME = 3;
  private static final int SHORTEST_IDENTIFIER = 5;
  private static final int SHORTEST_IN_PLACES = 7;
  private static final int NATIONAL_DIGITS = 10;
  private static final Pattern LONG_NUMBER = Pattern.compile("[0-9]{7,}");
  private static final Pattern NO_DIGITS = Pattern.compile("[^0-9]");
  private static final int MOST_WORDS = 8;
  private static final int SHORTEST_BASE64 = 16;

  /// Titles and particles: parts of a name that belong to nobody, and to many places.
  private static final Set<String> SHARED =
      Set.of(
          "abu", "bin", "das", "del", "della", "den", "der", "des", "dos", "esq", "ibn", "las",
          "les", "los", "miss", "mrs", "msc", "phd", "prof", "sir", "ten", "ter", "the", "van",
          "vom", "von", "zum", "zur");

  private static final long FACTOR = 0x100000001B3L;
  private static final long SEED = 0xCBF29CE484222325L;

  private final LongSet names = new LongSet();
  private final LongSet joined = new LongSet();

  IdentifierSearch(KnownPerson person) {
    for (String name : person.names()) {
      List<String> words = words(name);
      for (String word : words) {
        boolean isOwn = words.size() == 1 || !SHARED.contains(word);
        if (isOwn && word.length() >= SHORTEST_NAME && !isNumber(word)) {
          names.add(hash(SEED, word));
        }
      }
    }
    person.identifiers().forEach(this::addIdentifier);
    person.telecoms().forEach(this::addTelecom);
    person.addressLines().forEach(this::addJoined);
  }

  /// With its long numbers: `MRN-7784512` is known by them alone.
  private void addIdentifier(String identifier) {
    addJoined(identifier);
    LONG_NUMBER.matcher(identifier).results().forEach(number -> addJoined(number.group()));
  }

  /// With and without the prefix of a country.
  private void addTelecom(String telecom) {
    addJoined(telecom);
    String digits = NO_DIGITS.matcher(telecom).replaceAll("");
    if (digits.length() > NATIONAL_DIGITS) {
      addJoined(digits.substring(digits.length() - NATIONAL_DIGITS));
    }
  }

  private void addJoined(String text) {
    String whole = String.join("", words(text));
    boolean isLong = whole.length() >= SHORTEST_IDENTIFIER;
    if (text.indexOf('@') >= 0 || (isLong && whole.chars().anyMatch(Character::isDigit))) {
      joined.add(hash(SEED, whole));
    }
  }

  boolean isFound(byte[] output, Writing written) {
    if (names.isEmpty() && joined.isEmpty()) {
      return false;
    }
    Stretches copied = written.copied();
    for (int i = 0; i < copied.count(); i++) {
      if (isFound(output, copied.from(i), copied.to(i))) {
        return true;
      }
    }
    Stretches places = written.places();
    for (int i = 0; i < places.count(); i++) {
      if (isFoundInPlace(text(output, places.from(i), places.to(i)))) {
        return true;
      }
    }
    return false;
  }

  private boolean isFound(byte[] output, int from, int to) {
    boolean isThere =
        isPlain(output, from, to)
            ? isFoundInPlain(output, from, to)
            : isFoundIn(text(output, from, to));
    return isThere || (to - from >= SHORTEST_BASE64 && isFoundPacked(output, from, to));
  }

  /// Paul may live in Saint Paul, and a record number be somebody's postal code: a place may share
  /// one word with a name, and a number up to the length of a postal code.
  private boolean isFoundInPlace(String text) {
    List<String> words = words(text);
    long shared = words.stream().filter(w -> names.contains(hash(SEED, w))).distinct().count();
    return shared > 1
        || (String.join("", words).length() >= SHORTEST_IN_PLACES && isJoinedIn(words));
  }

  private static String text(byte[] output, int from, int to) {
    return JsonStrings.unescape(new String(output, from, to - from, StandardCharsets.UTF_8));
  }

  private static boolean isPlain(byte[] output, int from, int to) {
    for (int i = from; i < to; i++) {
      if (output[i] < 0 || output[i] == '\\') {
        return false;
      }
    }
    return true;
  }

  private boolean isFoundPacked(byte[] output, int from, int to) {
    if ((to - from) % 4 != 0) {
      return false;
    }
    for (int i = from; i < to; i++) {
      byte b = output[i];
      if (letterOrDigit(b) == 0 && b != '+' && b != '/' && b != '=') {
        return false;
      }
    }
    try {
      byte[] unpacked = Base64.getDecoder().decode(Arrays.copyOfRange(output, from, to));
      return Utf8.decode(unpacked).map(this::isFoundIn).orElse(false);
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private boolean isFoundIn(String text) {
    List<String> words = words(text);
    return words.stream().anyMatch(w -> names.contains(hash(SEED, w))) || isJoinedIn(words);
  }

  private boolean isJoinedIn(List<String> words) {
    for (int first = 0; first < words.size(); first++) {
      long hash = SEED;
      int stop = Math.min(words.size(), first + MOST_WORDS);
      for (int i = first; i < stop; i++) {
        hash = hash(hash, words.get(i));
        if (joined.contains(hash)) {
          return true;
        }
      }
    }
    return false;
  }

  /// As [#isFoundIn], without making words of ASCII.
  private boolean isFoundInPlain(byte[] output, int from, int to) {
    int start = from;
    while (start < to) {
      if (letterOrDigit(output[start]) == 0) {
        start++;
        continue;
      }
      long hash = SEED;
      int count = 0;
      int at = start;
      int second = to;
      while (at < to && count < MOST_WORDS) {
        int letter = letterOrDigit(output[at]);
        if (letter == 0) {
          at++;
          continue;
        }
        while (at < to && (letter = letterOrDigit(output[at])) != 0) {
          hash = (hash ^ letter) * FACTOR;
          at++;
        }
        if (count == 0) {
          second = at;
          if (names.contains(hash)) {
            return true;
          }
        }
        if (joined.contains(hash)) {
          return true;
        }
        count++;
      }
      start = second;
    }
    return false;
  }

  private static int letterOrDigit(byte b) {
    if (b >= 'A' && b <= 'Z') {
      return b + 32;
    }
    return (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9') ? b : 0;
  }

  private static long hash(long seed, String word) {
    long hash = seed;
    for (int i = 0; i < word.length(); i++) {
      hash = (hash ^ word.charAt(i)) * FACTOR;
    }
    return hash;
  }

  private static boolean isNumber(String word) {
    return word.chars().allMatch(Character::isDigit);
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    text.toLowerCase(Locale.ROOT)
        .codePoints()
        .forEach(c -> {
          if (Character.isDigit(c)) {
            word.append((char) ('0' + Character.digit(c, 10)));
          } else if (Character.isLetter(c)) {
            word.appendCodePoint(c);
          } else if (!word.isEmpty()) {
            words.add(word.toString());
            word.setLength(0);
          }
        });
    if (!word.isEmpty()) {
      words.add(word.toString());
    }
    return words;
  }
}
