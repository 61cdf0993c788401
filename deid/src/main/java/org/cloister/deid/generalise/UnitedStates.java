package org.cloister.deid.generalise;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/// Which states the prefixes of the Postal Service lie in: what tells a code without country from
/// that of a foreign province whose short name is a state's too.
final class UnitedStates {
  /// Code, name, prefixes; a gap may be inside. Tennessee without Memphis: 380 and 381 are Trento's
  /// in Italy as well, which is also TN.
  private static final String STATES =
      """
      AL ALABAMA 350-369
      AK ALASKA 995-999
      AZ ARIZONA 850-865
      AR ARKANSAS 716-729
      CA CALIFORNIA 900-961
      CO COLORADO 800-816
      CT CONNECTICUT 060-069
      DE DELAWARE 197-199
      DC DISTRICTOFCOLUMBIA 200-205
      FL FLORIDA 320-349
      GA GEORGIA 300-319 398-399
      HI HAWAII 967-968
      ID IDAHO 832-838
      IL ILLINOIS 600-629
      IN INDIANA 460-479
      IA IOWA 500-528
      KS KANSAS 660-679
      KY KENTUCKY 400-427
      LA LOUISIANA 700-714
      ME MAINE 039-049
      MD MARYLAND 206-219
      MA MASSACHUSETTS 010-027 055
      MI MICHIGAN 480-499
      MN MINNESOTA 550-567
      MS MISSISSIPPI 386-397
      MO MISSOURI 630-658
      MT MONTANA 590-599
      NE NEBRASKA 680-693
      NV NEVADA 889-898
      NH NEWHAMPSHIRE 030-038
      NJ NEWJERSEY 070-089
      NM NEWMEXICO 870-884
      NY NEWYORK 005 100-149
      NC NORTHCAROLINA 270-289
      ND NORTHDAKOTA 580-588
      OH OHIO 430-459
      OK OKLAHOMA 730-732 734-749
      OR OREGON 970-979
      PA PENNSYLVANIA 150-196
      RI RHODEISLAND 028-029
      SC SOUTHCAROLINA 290-299
      SD SOUTHDAKOTA 570-577
      TN TENNESSEE 370-379 382-385
      TX TEXAS 750-799 885
      UT UTAH 840-847
      VT VERMONT 050-054 056-059
      VA VIRGINIA 201 220-246
      WA WASHINGTON 980-994
      WV WESTVIRGINIA 247-268
      WI WISCONSIN 530-549
      WY WYOMING 820-831
      PR PUERTORICO 006-007 009
      VI VIRGINISLANDS 008
      GU GUAM 969
      AS AMERICANSAMOA 967
      MP NORTHERNMARIANAISLANDS 969
      AA ARMEDFORCESAMERICAS 340
      AE ARMEDFORCESEUROPE 090-098
      AP ARMEDFORCESPACIFIC 962-966
      """;

  private static final Map<String, BitSet> PREFIXES = read();

  private UnitedStates() {}

  /// @param state code or name in letters of upper case
  static boolean contains(String state, int prefix) {
    BitSet prefixes = PREFIXES.get(state);
    return prefixes != null && prefixes.get(prefix);
  }

  private static Map<String, BitSet> read() {
    Map<String, BitSet> byState = new HashMap<>();
    STATES
        .lines()
        .forEach(line -> {
          String[] parts = line.split(" ", 3);
          BitSet prefixes = Zip3.prefixes(parts[2]);
          byState.put(parts[0], prefixes);
          byState.put(parts[1], prefixes);
        });
    return Map.copyOf(byState);
  }
}
