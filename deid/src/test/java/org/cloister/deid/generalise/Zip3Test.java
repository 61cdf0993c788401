package org.cloister.deid.generalise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.cloister.deid.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Zip3Test {
  @ParameterizedTest
  @CsvSource({
    "03601, 000", // 13,153 people
    "20252, 000", // none, and missing in lists made of the census of 2000
    "09012, 000", // military
    "12139-1234, 121",
    "121391234, 121",
    "12139 1234, 121",
    "83101, 831" // restricted by the census of 2000 only
  })
  void of_followsTheCensusOf2020(String code, String expected) {
    assertThat(Zip3.of(code, "US", "")).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1027", "121", "1213", "121391", "12139-", "12139-12", "O2139", "١٢١٣٩", ""})
  void of_leavesOutWhatIsNoZipCode(String code) {
    assertThat(Zip3.of(code, "US", "MA")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "US",
        "us",
        " US ",
        "U.S.",
        "USA",
        "usa",
        "U.S.A.",
        "United States",
        "UNITED STATES",
        "united states of america",
        "United States of America (the)",
        "840",
        "Estados Unidos",
        "États-Unis",
        "PR",
        "Puerto Rico",
        "VI",
        "GU",
        "AS",
        "MP"
      })
  void of_knowsTheUnitedStatesAndTheirTerritories(String country) {
    assertThat(Zip3.of("02139", country, "")).contains("021");
  }

  @ParameterizedTest
  @CsvSource({
    "10115, DE",
    "10115, Germany",
    "75008, FR",
    "28013, ES",
    "00184, IT",
    "06600, MX",
    "SW1A 1AA, GB",
    "K1A 0B1, CA",
    "3999, AU",
    "10110, TH",
    "02139, XX",
    "02139, unknown"
  })
  void of_neverCutsACodeOfAnotherCountry(String code, String country) {
    assertThat(Zip3.of(code, country, "MA")).isEmpty();
    assertThat(Zip3.of(code, country, "")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "02139, MA",
    "02139, Massachusetts",
    "02139-1234, ma",
    "10001, New York",
    "90001, CA",
    "37201, TN"
  })
  void of_takesTheStateForTheCountryWhereTheCodeLiesInIt(String code, String state) {
    assertThat(Zip3.of(code, "", state)).contains(code.substring(0, 3));
  }

  /// Milan, Palermo, Cagliari, Trento; Berlin; and a code that lies in another state.
  @ParameterizedTest
  @CsvSource({
    "20121, MI",
    "90133, PA",
    "09124, CA",
    "38121, TN",
    "10115, BE",
    "10115, MA",
    "02139, ''"
  })
  void of_leavesOutACodeThatMayBeForeign(String code, String state) {
    assertThat(Zip3.of(code, "", state)).isEmpty();
  }

  @Test
  void of_agreesWithTheCensusForEveryPrefix() throws IOException {
    int withheld = 0;
    for (String line : census()) {
      String[] cells = line.split(",", -1);
      boolean isTold = cells[6].equals("0") && cells[7].equals("0");
      withheld += isTold ? 0 : 1;
      assertThat(Zip3.of(cells[0] + "01", "US", "")).contains(isTold ? cells[0] : "000");
    }
    assertThat(withheld).isEqualTo(18 + 106);
  }

  @Test
  void of_tellsOnlyPrefixesOfMoreThan20000People() throws IOException {
    Set<String> allowed = new HashSet<>(Set.of("000"));
    for (String line : census()) {
      String[] cells = line.split(",", -1);
      if (!cells[3].isEmpty() && Integer.parseInt(cells[3]) > 20_000) {
        allowed.add(cells[0]);
      }
    }
    Random random = new Random(4);
    String[] countries = {"US", "", "PR", "DE"};
    String[] states = {"", "MA", "TX", "PR"};
    for (int i = 0; i < 20_000; i++) {
      String code = "%05d".formatted(random.nextInt(100_000));
      assertThat(Zip3.of(code, countries[random.nextInt(4)], states[random.nextInt(4)]))
          .as("seed 4, round %d", i)
          .matches(told -> told.isEmpty() || allowed.contains(told.get()));
    }
  }

  private static List<String> census() throws IOException {
    List<String> lines = Files.readAllLines(SharedData.path("data/deid/zip3/zip3_population.csv"));
    return lines.subList(1, lines.size());
  }
}
