package org.cloister.gateway.demo;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.SplittableRandom;

/// One invented person, with values that PREVENT and CKD-EPI were published for: SBP 90 to 180
/// mm[Hg], total cholesterol 130 to 320 and HDL 20 to 100 mg/dL, eGFR 15 to 140, BMI 18.5 to 39.9.
/// The draws keep a margin to these limits, so that no rounding in another unit passes one.
///
/// @param key of every resource id; unique among the people of one seed for all that matters
/// @param ageYears completed years
/// @param totalCholesterol mg/dL
/// @param hdl mg/dL
/// @param creatinineHundredths 0.01 mg/dL
/// @param egfr CKD-EPI 2021 of the creatinine, mL/min/1.73 m2
/// @param bmiTenths 0.1 kg/m2
record SyntheticPerson(
    String key,
    SyntheticName name,
    Sex sex,
    int ageYears,
    LocalDate birthDate,
    int systolic,
    int diastolic,
    int totalCholesterol,
    int hdl,
    int creatinineHundredths,
    double egfr,
    int bmiTenths,
    Smoking smoking,
    Disease disease,
    Treatment bloodPressure,
    Treatment lipids) {
  private static final int LOWEST_EGFR = 25;
  private static final int HIGHEST_EGFR = 130;

  enum Sex {
    FEMALE("woman"),
    MALE("man");

    private final String noun;

    Sex(String noun) {
      this.noun = noun;
    }

    String noun() {
      return noun;
    }
  }

  enum Smoking {
    NEVER,
    FORMER,
    CURRENT
  }

  /// The one problem on the list.
  enum Disease {
    DIABETES,
    HYPERTENSION
  }

  /// Whether a drug of the kind is taken. Where it is not, the medication list holds another one: a
  /// list must be there, or "not treated" could not be told from "not known".
  enum Treatment {
    TREATED,
    UNTREATED
  }

  static LocalDate dateOf(Instant asOf) {
    return LocalDate.ofInstant(asOf, ZoneOffset.UTC);
  }

  /// Who may be drawn.
  ///
  /// @param youngest completed years
  /// @param oldest completed years
  record Cast(Sex sex, int youngest, int oldest) {
    SyntheticPerson draw(SplittableRandom random, LocalDate today) {
      int ageYears = within(random, youngest, oldest);
      int creatinineHundredths = creatinine(random, ageYears);
      int systolic = within(random, 98, 172);
      Disease disease = random.nextInt(100) < 35 ? Disease.DIABETES : Disease.HYPERTENSION;
      return new SyntheticPerson(
          "sp-" + HexFormat.of().toHexDigits(random.nextLong()),
          SyntheticName.draw(random, sex),
          sex,
          ageYears,
          // At least a week from a birthday: completed years do not depend on a time zone.
          today.minusYears(ageYears).minusDays(within(random, 7, 350)),
          systolic,
          Math.min(within(random, 58, 98), systolic - 25),
          within(random, 140, 300),
          within(random, 28, 92),
          creatinineHundredths,
          egfr(ageYears, creatinineHundredths / 100.0),
          within(random, 192, 388),
          smoking(random.nextInt(100)),
          disease,
          treated(random, disease == Disease.HYPERTENSION ? 70 : 40),
          treated(random, 45));
    }

    private static Smoking smoking(int percentile) {
      return percentile < 50 ? Smoking.NEVER : percentile < 78 ? Smoking.FORMER : Smoking.CURRENT;
    }

    private static Treatment treated(SplittableRandom random, int percent) {
      return random.nextInt(100) < percent ? Treatment.TREATED : Treatment.UNTREATED;
    }

    /// Redrawn until the filtration rate is one that PREVENT was published for.
    private int creatinine(SplittableRandom random, int ageYears) {
      while (true) {
        int hundredths =
            switch (sex) {
              case FEMALE -> within(random, 50, 160);
              case MALE -> within(random, 60, 190);
            };
        double egfr = egfr(ageYears, hundredths / 100.0);
        if (egfr >= LOWEST_EGFR && egfr <= HIGHEST_EGFR) {
          return hundredths;
        }
      }
    }

    /// CKD-EPI 2021, creatinine: Inker LA et al., N Engl J Med 2021;385:1737-49. Written here once
    /// more, so that the record of an invented person agrees with itself; no answer is made of it.
    private double egfr(int ageYears, double creatinine) {
      double knot = sex == Sex.FEMALE ? 0.7 : 0.9;
      double below = sex == Sex.FEMALE ? -0.241 : -0.302;
      return 142
          * StrictMath.pow(Math.min(creatinine / knot, 1), below)
          * StrictMath.pow(Math.max(creatinine / knot, 1), -1.200)
          * StrictMath.pow(0.9938, ageYears)
          * (sex == Sex.FEMALE ? 1.012 : 1);
    }
  }

  /// Uniform, both ends included.
  private static int within(SplittableRandom random, int low, int high) {
    return random.nextInt(low, high + 1);
  }
}
