package org.cloister.gateway.demo;

import java.util.List;
import java.util.SplittableRandom;
import org.cloister.gateway.demo.SyntheticPerson.Sex;

/// What identifies an invented person. Syllables, streets and towns are made up; the telephone
/// numbers are of the block that is kept for fiction (555-0100 to 555-0199).
///
/// @param recordNumber medical record number
record SyntheticName(
    String family,
    String given,
    String recordNumber,
    String phone,
    String street,
    String city,
    String postalCode) {
  private static final List<String> FIRST =
      List.of("Bel", "Cor", "Dra", "Fen", "Gal", "Hes", "Jor", "Kal", "Lum", "Mor", "Nav", "Ost");
  private static final List<String> MIDDLE =
      List.of("a", "be", "di", "ela", "ima", "o", "ova", "ri", "ulu", "y");
  private static final List<String> FAMILY_END =
      List.of("brix", "dorn", "fex", "gund", "lask", "mett", "quist", "rell", "thorpe", "vask");
  private static final List<String> FEMALE_END = List.of("lia", "mira", "nelle", "sa", "wyn");
  private static final List<String> MALE_END = List.of("dan", "kor", "mund", "ric", "tas");
  private static final List<String> STREET =
      List.of("Lantern Quay", "Heron Steps", "Old Kiln Way", "Thistle Row", "Weir Bank");
  private static final List<String> CITY =
      List.of("Ostrelle", "Vandermoor", "Saltmere Cross", "Kilverholm", "Quarnby");

  static SyntheticName draw(SplittableRandom random, Sex sex) {
    return new SyntheticName(
        one(random, FIRST) + one(random, MIDDLE) + one(random, FAMILY_END),
        one(random, FIRST)
            + one(random, MIDDLE)
            + one(random, sex == Sex.FEMALE ? FEMALE_END : MALE_END),
        "MRN-" + random.nextInt(1_000_000, 10_000_000),
        "+1-202-555-01" + random.nextInt(10, 100),
        random.nextInt(1, 300) + " " + one(random, STREET),
        one(random, CITY),
        String.valueOf(random.nextInt(10_000, 100_000)));
  }

  private static String one(SplittableRandom random, List<String> table) {
    return table.get(random.nextInt(table.size()));
  }
}
