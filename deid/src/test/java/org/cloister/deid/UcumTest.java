package org.cloister.deid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UcumTest {
  private static final Ucum UCUM = new Ucum();

  @ParameterizedTest
  @CsvSource({
    "7.2, mg/dL, mg/dL, 7.2",
    "1.1, mg/dl, mg/dL, 1.1",
    "45, g/L, g/dL, 4.5",
    "3, g/L, g/dL, 0.3",
    "250000, /uL, 10*9/L, 250",
    "250, 10*3/uL, 10*9/L, 250",
    "250, K/uL, 10*9/L, 250",
    "250, x10^9/L, 10*9/L, 250",
    "98.6, [degF], Cel, 37",
    "98.6, degF, Cel, 37",
    "310.15, K, Cel, 37",
    "37, °C, Cel, 37",
    "180, cm, m, 1.8",
    "70, [in_i], m, 1.778",
    "150, lb, kg, 68.0388555",
    "120, mmHg, mm[Hg], 120",
    "72, {beats}/min, /min, 72",
    "72, bpm, /min, 72",
    "24, meq/L, mmol/L, 24",
    "24, mEq/L, mmol/L, 24",
    "30, ug/mg{creat}, mg/g, 30",
    "61, mL/min/1.73m2, mL/min/{1.73_m2}, 61",
    "61, mL/min/{1.73_m2}, mL/min/{1.73_m2}, 61",
    "61, 'mL/min/1.73 m2', mL/min/{1.73_m2}, 61",
    "40, IU/L, U/L, 40",
    "27, kg/m^2, kg/m2, 27",
    "21, %, 1, 0.21",
    "88.4, µmol/L, umol/L, 88.4",
  })
  void conversion_isExactWhereTheFactorIs(String value, String from, String to, double expected) {
    assertThat(UCUM.conversion(from, to).orElseThrow().apply(new BigDecimal(value)).doubleValue())
        .isEqualTo(expected);
  }

  /// 1 kPa = 7.50062 mm[Hg] (NIST SP 811, conventional millimetre of mercury).
  @Test
  void conversion_ofPressureAgreesWithTheLiterature() {
    assertThat(UCUM.conversion("kPa", "mm[Hg]").orElseThrow().apply(BigDecimal.TEN).doubleValue())
        .isCloseTo(75.0062, within(0.0002));
  }

  @ParameterizedTest
  @CsvSource({
    "umol/L, mg/dL",
    "mmol/mol, %",
    "mmol/L, 10*9/L",
    "10*9/L, mmol/L",
    "mL/min, mL/min/{1.73_m2}",
    "mL/min/{1.73_m2}, mL/min",
    "/min/L, U/L",
    "'[pH]', 1",
    "dB, 1",
    "'[degF]', K",
    "kg, Cel",
    "mmol/L, kg",
    "C, Cel",
    "bogus, mg/dL",
    "(((((((, mg/dL",
    "mg/dL/mg/dL/mg/dL/mg/dL/mg/dL/mg/dL/mg/dL/mg/dL/mg/dL/mg/dL/mg/dL, mg/dL",
    "'', mg/dL",
    "'', %",
  })
  void conversion_isRefusedWhereMedicineWouldNotConvert(String from, String to) {
    assertThat(UCUM.conversion(from, to)).isEmpty();
  }

  @Test
  void conversion_takesNoUnitForTheNumberOne() {
    assertThat(
            UCUM.conversion("", "{INR}").orElseThrow().apply(new BigDecimal("2.4")).doubleValue())
        .isEqualTo(2.4);
  }

  @Test
  void conversion_staysCorrectWhenTheTableOverflows() {
    for (int i = 0; i < 3000; i++) {
      assertThat(UCUM.conversion("nonsense" + i, "mg/dL")).isEmpty();
    }
    assertThat(UCUM.conversion("g/L", "mg/dL").orElseThrow().apply(BigDecimal.ONE))
        .isEqualByComparingTo("100");
  }
}
