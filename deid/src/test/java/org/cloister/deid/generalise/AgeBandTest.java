package org.cloister.deid.generalise;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Random;
import org.cloister.deid.generalise.AgeBand.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgeBandTest {
  @ParameterizedTest
  @CsvSource({
    "89, a",
    "89.9, a",
    "1079, mo",
    "100, mo",
    "4695, wk",
    "32870, d",
    "788000, h",
    "45, years",
    "2840054399, s"
  })
  void judge_passesUpTo89CompletedYears(String value, String unit) {
    assertThat(AgeBand.judge(value, "", unit, "")).isEqualTo(Verdict.UP_TO_89);
    assertThat(AgeBand.judge(value, "", "", unit)).isEqualTo(Verdict.UP_TO_89);
  }

  @ParameterizedTest
  @CsvSource({
    "90, a",
    "93, a",
    "9.3e1, a",
    "1080, mo",
    "4696, wk",
    "32871, d",
    "788904, h",
    "93, Years",
    "101, yrs",
    "93, year old",
    "93, 258707000",
    "2840054400, s",
    "93, Jahre"
  })
  void judge_findsAgesOver89InAnyUnit(String value, String unit) {
    assertThat(AgeBand.judge(value, "", unit, "")).isEqualTo(Verdict.OVER_89);
    assertThat(AgeBand.judge(value, "", "", unit)).isEqualTo(Verdict.OVER_89);
  }

  @ParameterizedTest
  @CsvSource({"93, mg/dL", "120, mm[Hg]", "95, %", "300, kg", "95, ''", "95, A", "95, Y", "95, H"})
  void judge_takesNoOtherUnitForAnAge(String value, String unit) {
    assertThat(AgeBand.judge(value, "", unit, unit)).isEqualTo(Verdict.NO_AGE);
  }

  @Test
  void judge_countsTheOlderAgeWhereCodeAndUnitDisagree() {
    assertThat(AgeBand.judge("100", "", "mo", "years")).isEqualTo(Verdict.OVER_89);
    assertThat(AgeBand.judge("100", "", "a", "months")).isEqualTo(Verdict.OVER_89);
  }

  @Test
  void judge_doesNotTurnAnUpperBoundIntoAnAgeOver89() {
    assertThat(AgeBand.judge("95", "<", "a", "")).isEqualTo(Verdict.UNTOLD);
    assertThat(AgeBand.judge("95", "<=", "a", "")).isEqualTo(Verdict.UNTOLD);
    assertThat(AgeBand.judge("80", "<", "a", "")).isEqualTo(Verdict.UP_TO_89);
    assertThat(AgeBand.judge("95", ">", "a", "")).isEqualTo(Verdict.OVER_89);
  }

  @ParameterizedTest
  @CsvSource({"ninety, a", "'', a", "NaN, a", "1e99999999999, a"})
  void judge_leavesOutWhatIsNoNumber(String value, String unit) {
    assertThat(AgeBand.judge(value, "", unit, "")).isEqualTo(Verdict.UNTOLD);
  }

  @Test
  void completedYears_growWithTheDay() {
    Random random = new Random(44);
    for (int i = 0; i < 10_000; i++) {
      LocalDate birth = LocalDate.of(1890, 1, 1).plusDays(random.nextInt(45_000));
      LocalDate day = birth.plusDays(random.nextInt(45_000));
      int age = AgeBand.completedYears(birth, day);
      int next = AgeBand.completedYears(birth, day.plusDays(1));
      assertThat(next - age).as("seed 44, round %d", i).isBetween(0, 1);
      assertThat(AgeBand.told(age)).isLessThanOrEqualTo(90).isLessThanOrEqualTo(age);
    }
  }

  /// A count of days since birth is found over 89 no later than the calendar says so.
  @Test
  void isOver89_neverMissesANinetiethBirthday() {
    for (LocalDate birth = LocalDate.of(1880, 1, 1);
        birth.getYear() < 1960;
        birth = birth.plusDays(1)) {
      long days = birth.plusYears(90).toEpochDay() - birth.toEpochDay();
      assertThat(AgeUnit.DAYS.isOver89(BigDecimal.valueOf(days))).isTrue();
      assertThat(AgeUnit.WEEKS.isOver89(BigDecimal.valueOf(days / 7.0))).isTrue();
      assertThat(AgeUnit.HOURS.isOver89(BigDecimal.valueOf(days * 24))).isTrue();
    }
  }
}
