package org.cloister.deid.text;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// A [KnownPerson] made ready for looking up: names by part and nickname, everything else as bare
/// letters and digits.
final class PersonMarks {
  private static final Map<String, List<String>> NICKNAMES = nicknames();
  private static final Set<String> NO_NAMES =
      Set.of(
          "de", "la", "del", "van", "der", "den", "von", "da", "di", "dos", "el", "al", "y", "dr",
          "mr", "mrs", "ms", "miss", "prof", "md", "jr", "sr", "ii", "iii", "iv", "phd", "rn",
          "the", "of", "and");

  /// Of `O'Dell`, the half that may stand alone.
  private static final int SHORTEST_HALF = 3;

  private static final int SHORTEST_NUMBER = 4;

  final Set<String> names = new HashSet<>();
  final Set<Character> initials = new HashSet<>();
  final List<String> longNames = new ArrayList<>();
  final List<String> bare = new ArrayList<>();
  final Set<String> phrases = new HashSet<>();
  final List<LocalDate> dates;

  PersonMarks(KnownPerson person) {
    person.names().forEach(this::addName);
    person.identifiers().forEach(this::addIdentifier);
    person.telecoms().forEach(this::addTelecom);
    person.addressLines().forEach(this::addAddressLine);
    person.places().forEach(this::addPlace);
    person.dates().forEach(this::addDate);
    dates = person.dates();
    names.stream().filter(name -> name.length() >= 5).forEach(longNames::add);
  }

  private static Map<String, List<String>> nicknames() {
    Map<String, List<String>> nicknames = new HashMap<>();
    for (String line : KNOWN_NICKNAMES.lines().toList()) {
      List<String> names = List.of(line.split(" ", -1));
      for (String name : names) {
        nicknames.merge(name, names, PersonMarks::joined);
      }
    }
    return nicknames;
  }

  private static List<String> joined(List<String> a, List<String> b) {
    List<String> all = new ArrayList<>(a);
    all.addAll(b);
    return all;
  }

  private void addName(String name) {
    for (String part : name.split("[^\\p{L}\\p{M}'’]+", -1)) {
      addPart(Letters.folded(part).replaceAll("['’]", ""));
      addPart(Letters.folded(spelledOut(part)).replaceAll("['’]", ""));
      int apostrophe = Math.max(part.indexOf('\''), part.indexOf('’'));
      if (part.length() - apostrophe > SHORTEST_HALF) {
        addPart(Letters.folded(part.substring(apostrophe + 1)));
      }
    }
  }

  private void addPart(String folded) {
    if (folded.length() > 1 && !NO_NAMES.contains(folded)) {
      names.add(folded);
      initials.add(folded.charAt(0));
      names.addAll(NICKNAMES.getOrDefault(folded, List.of()));
    }
  }

  /// As written where the keyboard lacks the letter: `Mueller`, `Soerensen`.
  private static String spelledOut(String name) {
    return name.toLowerCase(Locale.ROOT)
        .replace("ä", "ae")
        .replace("ö", "oe")
        .replace("ü", "ue")
        .replace("ø", "oe")
        .replace("å", "aa")
        .replace("æ", "ae")
        .replace("ß", "ss");
  }

  /// The whole, what follows a colon, and what begins with the first digit, as in `MRN-8812734`.
  private void addIdentifier(String identifier) {
    String whole = bare(identifier);
    addBare(whole);
    int digit = 0;
    while (digit < whole.length() && !Letters.isDigit(whole.charAt(digit))) {
      digit++;
    }
    if (whole.length() - digit > SHORTEST_NUMBER) {
      addBare(whole.substring(digit));
    }
    int colon = identifier.lastIndexOf(':');
    if (colon >= 0) {
      addBare(bare(identifier.substring(colon + 1)));
    }
  }

  private void addTelecom(String telecom) {
    String value = bare(telecom);
    addBare(value);
    String digits = value.replaceAll("[^0-9]", "");
    if (digits.length() >= 10) {
      addBare(digits.substring(digits.length() - 10));
      addBare(digits.substring(digits.length() - 7));
    } else if (digits.length() >= 7 && digits.length() == value.length()) {
      addBare(digits.substring(digits.length() - 7));
    }
  }

  /// The whole line, and the number with the first word of the street's name.
  private void addAddressLine(String line) {
    addBare(bare(line));
    String[] words = Letters.folded(line).split("[^\\p{L}\\p{N}]+", -1);
    if (words.length > 2 && words[0].chars().allMatch(Character::isDigit)) {
      addBare(words[0] + words[1]);
      addBare(bare(line).substring(words[0].length()));
    }
  }

  private void addPlace(String place) {
    String value = bare(place);
    if (value.chars().allMatch(Character::isDigit)) {
      addBare(value);
      if (value.length() == 9) {
        addBare(value.substring(0, 5));
      }
    } else if (value.length() > 2) {
      phrases.add(value);
    }
  }

  private void addDate(LocalDate date) {
    addBare(
        String.format(
            Locale.ROOT,
            "%04d%02d%02d",
            date.getYear(),
            date.getMonthValue(),
            date.getDayOfMonth()));
    addBare(
        String.format(
            Locale.ROOT,
            "%02d%02d%04d",
            date.getMonthValue(),
            date.getDayOfMonth(),
            date.getYear()));
    addBare(
        String.format(
            Locale.ROOT,
            "%02d%02d%04d",
            date.getDayOfMonth(),
            date.getMonthValue(),
            date.getYear()));
  }

  private void addBare(String value) {
    if (value.length() >= 4 && !bare.contains(value)) {
      bare.add(value);
    }
  }

  static String bare(String value) {
    StringBuilder bare = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (Character.isLetterOrDigit(c)) {
        bare.append(Letters.folded(c));
      }
    }
    return bare.toString();
  }

  boolean isEmpty() {
    return names.isEmpty() && bare.isEmpty() && phrases.isEmpty() && dates.isEmpty();
  }

  private static final String KNOWN_NICKNAMES =
      """
      alexander alex sasha sandy xander
      alexandra alex sandra sasha lexi
      andrew andy drew
      anthony tony
      antonio tony toni
      anna annie ann anne
      barbara barb babs barbie
      benjamin ben benny
      bethany beth
      catherine cathy kate katie kathy cat
      katherine kate katie kathy kat kathryn
      charles charlie chuck chas
      charlotte charlie lottie
      christina chris tina christy
      christine chris tina chrissy
      christopher chris kit topher
      daniel dan danny
      david dave davey
      deborah deb debbie debra
      donald don donny
      dorothy dot dottie dolly
      edward ed eddie ted ned
      elizabeth liz lizzie beth betty betsy eliza libby bess
      emily em emmy
      eugene gene
      frances fran francie
      francis frank
      francisco paco frank pancho
      frederick fred freddie
      gabriel gabe
      gerald gerry jerry
      gregory greg
      harold harry hal
      henry hank harry
      isabella bella izzy isabel
      jacob jake
      jacqueline jackie
      james jim jimmy jamie
      jennifer jen jenny
      jessica jess jessie
      john jack johnny jon
      jonathan jon jonny
      jose pepe joe
      joseph joe joey
      joshua josh
      judith judy
      kenneth ken kenny
      lawrence larry
      leonard len lenny
      margaret maggie meg peggy marge margie greta
      matthew matt
      maria mary
      mary molly polly mae
      michael mike mikey mick
      nancy nan
      nathaniel nate nathan nat
      nicholas nick nicky
      nicole nikki nicky
      pamela pam
      patricia pat patty trish tricia
      patrick pat paddy
      peter pete
      philip phil
      raymond ray
      rebecca becky becca
      richard rick dick richie rich ricky
      robert bob bobby rob robbie bert
      ronald ron ronnie
      samantha sam sammie
      samuel sam sammy
      sarah sally sadie
      stephanie steph
      stephen steve stevie
      steven steve stevie
      susan sue susie suzy
      teresa terry tess
      theodore ted teddy theo
      theresa terry tess
      thomas tom tommy
      timothy tim timmy
      tobias toby
      victoria vicky tori
      vincent vince vinny
      virginia ginny
      walter walt
      william will bill billy willie liam
      zachary zach zack\
      """;
}
