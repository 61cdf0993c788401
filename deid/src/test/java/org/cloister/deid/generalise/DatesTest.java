package org.cloister.deid.generalise;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatesTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 6, 1);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2020",
        "2020-02",
        "2020-02-29",
        "2020-02-29T23:30:00-05:00",
        "2020-02-29T23:30:00.125Z",
        "2020-02-29T23:59:60Z",
        "2020-02-29T23:30",
        "2020-02-29T23:30:00+14:00"
      })
  void isDate_acceptsWhatFhirWrites(String text) {
    assertThat(PartialDate.isDate(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "202",
        "20200",
        "0000",
        "2020-",
        "2020-13",
        "2020-00",
        "2020-2",
        "2020-02-30",
        "2021-02-29",
        "2020-02-00",
        "2020/02/01",
        "2020-02-01 Ann Lee",
        "2020-02-01T",
        "2020-02-01T25:00",
        "2020-02-01T10:00:00.Z",
        "2020-02-01T10:00:00Zx",
        "2020-02-01T10:00:00+1",
        "+020",
        "２０２０"
      })
  void isDate_refusesEverythingElse(String text) {
    assertThat(PartialDate.isDate(text)).isFalse();
    assertThat(new DateShift(10).shift(text)).isEmpty();
    assertThat(BirthYear.of(text, "", TODAY)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "2020, 2020-01-01, 2020-12-31",
    "2020-02, 2020-02-01, 2020-02-29",
    "2020-02-03T10:00:00Z, 2020-02-03, 2020-02-03"
  })
  void aPartialDateSpansItsDays(String text, LocalDate first, LocalDate last) {
    PartialDate date = PartialDate.parse(text).orElseThrow();
    assertThat(date.firstDay()).isEqualTo(first);
    assertThat(date.lastDay()).isEqualTo(last);
  }

  @ParameterizedTest
  @CsvSource({
    "2020-02-29T23:30:00-05:00, 2020-03-10T23:30:00-05:00",
    "2019-12-25, 2020-01-04",
    "2020-02, 2020-02", // the 15th becomes the 25th
    "2020, 2020"
  })
  void shift_keepsPrecisionTimeAndZone(String text, String expected) {
    assertThat(new DateShift(10).shift(text)).contains(expected);
  }

  @Test
  void shift_movesAMonthByItsMiddleAndAYearByItsMiddle() {
    assertThat(new DateShift(17).shift("2020-01")).contains("2020-02");
    assertThat(new DateShift(-15).shift("2020-01")).contains("2019-12");
    assertThat(new DateShift(184).shift("2020")).contains("2021");
    assertThat(new DateShift(183).shift("2020")).contains("2020");
  }

  @Test
  void shift_leavesOutWhatFhirCannotWrite() {
    assertThat(new DateShift(1).shift("9999-12-31")).isEmpty();
    assertThat(new DateShift(-1).shift("0001-01-01")).isEmpty();
  }

  @Test
  void shift_isUndoneByItsOpposite() {
    Random random = new Random(41);
    for (int i = 0; i < 10_000; i++) {
      int days = random.nextInt(-365, 366);
      String text = day(random) + (random.nextBoolean() ? "T08:15:30.5+02:00" : "");
      assertThat(new DateShift(days).shift(text).flatMap(new DateShift(-days)::shift))
          .as("seed 41, round %d", i)
          .contains(text);
    }
  }

  @Test
  void shift_keepsEveryInterval() {
    Random random = new Random(42);
    for (int i = 0; i < 10_000; i++) {
      DateShift shift = new DateShift(random.nextInt(-365, 366));
      LocalDate a = day(random);
      LocalDate b = day(random);
      LocalDate movedA = LocalDate.parse(shift.shift(a.toString()).orElseThrow());
      LocalDate movedB = LocalDate.parse(shift.shift(b.toString()).orElseThrow());
      assertThat(ChronoUnit.DAYS.between(movedA, movedB))
          .as("seed 42, round %d", i)
          .isEqualTo(ChronoUnit.DAYS.between(a, b));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1974-12-25, '', 1974",
    "1937, '', 1937",
    "1937-01-01, '', 1937",
    "1930-03-01, 2010-05-05, 1930", // died at 80
    "1930-03-01, 2027, ", // a death to come
    "1930, 2019, 1930",
    "1990, 1980, 1990" // a death before birth does not count
  })
  void birthYear_isShownWhereItTellsOfNoAgeOver89(String birth, String death, String expected) {
    assertThat(BirthYear.of(birth, death, TODAY).orElse(null)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "1936, ''",
    "1936-06-01, ''",
    "1936-12-31, ''",
    "1902-01-01, ''",
    "1930, 2020",
    "1930, 1920",
    "1930, unknown"
  })
  void birthYear_isLeftOutWhereItMayTellOfAnAgeOver89(String birth, String death) {
    assertThat(BirthYear.of(birth, death, TODAY)).isEmpty();
  }

  @Test
  void birthYear_isNeverShownOfAnyoneOver89() {
    Random random = new Random(43);
    for (int i = 0; i < 20_000; i++) {
      LocalDate birth = day(random);
      LocalDate today = birth.plusDays(random.nextInt(0, 40_000));
      if (AgeBand.completedYears(birth, today) > 89) {
        assertThat(BirthYear.of(birth.toString(), "", today)).as("seed 43, round %d", i).isEmpty();
      }
    }
  }

  @Test
  void toString_holdsNothing() {
    assertThat(PartialDate.parse("1974-12-25").orElseThrow()).hasToString("PartialDate[redacted]");
    assertThat(new DateShift(77)).hasToString("DateShift[redacted]");
  }

  private static LocalDate day(Random random) {
    return LocalDate.of(1900, 1, 1).plusDays(random.nextInt(45_000));
  }
}
