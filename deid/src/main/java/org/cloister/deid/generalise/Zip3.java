package org.cloister.deid.generalise;

import java.text.Normalizer;
import java.util.BitSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The first three digits of a postal code of the United States, as far as they may be told.
///
/// 45 CFR 164.514(b)(2)(i)(B) allows them where "the geographic unit formed by combining all zip
/// codes with the same three initial digits contains more than 20,000 people", and wants 000 for
/// all others, by the census data that are current.
///
/// A code of another country has no such table and is never cut as if it had. Where the address
/// names no country, the code counts as one of the United States only if the address names one of
/// their states and the code lies in it: five digits alone may as well be Berlin's.
public final class Zip3 {
  /// The census that the table below is computed from, for labels and audit.
  public static final String TABLE = "2020 Census DHC, table P1 by ZCTA";

  private static final int PREFIXES = 1000;

  /// 18 prefixes with 20,000 people or fewer.
  private static final String RESTRICTED =
      "036 059 102 202-205 369 556 692 753 772 821 823 878-879 884 893";

  /// 106 prefixes without any people in the census: unassigned, military, post offices abroad.
  private static final String UNPOPULATED =
      "000-005 008 055 090-099 192 213 269 311 332 340 343 345 348 353 375 399 419 428-429 459 509"
          + " 517-519 529 533 536 552 555 568-569 578-579 589 621 632 642-643 649 659 663 682"
          + " 694-699 702 709 715 732-733 742 771 817-819 839 842 848-849 854 858 861-862 866-869"
          + " 872 876 885-889 892 896 899 901 909 929 938 942 962-966 969 987";

  private static final BitSet WITHHELD = prefixes(RESTRICTED + " " + UNPOPULATED);

  /// Letters and digits only, upper case, without accents: ISO 3166-1 codes of the United States
  /// and of the territories that their Postal Service delivers to, and their names.
  private static final Set<String> COUNTRIES =
      Set.of(
          "US",
          "USA",
          "840",
          "UNITEDSTATES",
          "UNITEDSTATESOFAMERICA",
          "THEUNITEDSTATES",
          "THEUNITEDSTATESOFAMERICA",
          "UNITEDSTATESOFAMERICATHE",
          "ESTADOSUNIDOS",
          "ESTADOSUNIDOSDEAMERICA",
          "ETATSUNIS",
          "ETATSUNISDAMERIQUE",
          "VEREINIGTESTAATEN",
          "VEREINIGTESTAATENVONAMERIKA",
          "PR",
          "PRI",
          "630",
          "PUERTORICO",
          "VI",
          "VIR",
          "850",
          "USVIRGINISLANDS",
          "VIRGINISLANDSUS",
          "UNITEDSTATESVIRGINISLANDS",
          "GU",
          "GUM",
          "316",
          "GUAM",
          "AS",
          "ASM",
          "016",
          "AMERICANSAMOA",
          "MP",
          "MNP",
          "580",
          "NORTHERNMARIANAISLANDS");

  private Zip3() {}

  /// Three digits, `000` among them. Empty where the code is none of the United States, or has
  /// neither five digits nor nine (four digits have lost a zero, and nobody knows where).
  ///
  /// @param country code or name, empty text where the address has none
  /// @param state code or name, empty text where the address has none
  public static Optional<String> of(String postalCode, String country, String state) {
    String code = postalCode.strip();
    if (!isZip(code)) {
      return Optional.empty();
    }
    String prefix = code.substring(0, 3);
    int number = Integer.parseInt(prefix);
    boolean isOurs =
        country.isBlank()
            ? UnitedStates.contains(folded(state), number)
            : COUNTRIES.contains(folded(country));
    return isOurs ? Optional.of(WITHHELD.get(number) ? "000" : prefix) : Optional.empty();
  }

  /// Five digits, or ZIP+4 with a hyphen, a space or nothing between.
  private static boolean isZip(String code) {
    return switch (code.length()) {
      case 5 -> PartialDate.number(code, 0, 5) >= 0;
      case 9 -> PartialDate.number(code, 0, 9) >= 0;
      case 10 ->
          PartialDate.number(code, 0, 5) >= 0
              && (code.charAt(5) == '-' || code.charAt(5) == ' ')
              && PartialDate.number(code, 6, 10) >= 0;
      default -> false;
    };
  }

  private static String folded(String name) {
    StringBuilder folded = new StringBuilder(name.length());
    Normalizer.normalize(name, Normalizer.Form.NFD)
        .codePoints()
        .filter(Character::isLetterOrDigit)
        .forEach(folded::appendCodePoint);
    return folded.toString().toUpperCase(Locale.ROOT);
  }

  /// Reads `036 059 202-205`.
  static BitSet prefixes(String ranges) {
    BitSet prefixes = new BitSet(PREFIXES);
    for (String range : ranges.split(" ", -1)) {
      int first = Integer.parseInt(range, 0, 3, 10);
      int last = Integer.parseInt(range, range.length() - 3, range.length(), 10);
      prefixes.set(first, last + 1);
    }
    return prefixes;
  }
}
