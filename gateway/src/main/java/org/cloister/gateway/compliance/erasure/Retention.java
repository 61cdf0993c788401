package org.cloister.gateway.compliance.erasure;

import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// How long records are kept, by their kind: at least as long as every law that binds the hospital
/// asks for, and not longer than was set (GDPR 5(1)(e)).
///
/// @param laws that bind the hospital
/// @param inference intents and outcomes
/// @param access reads and denials
/// @param system acts of the installation
public record Retention(Set<Law> laws, Period inference, Period access, Period system) {
  /// Laws and standards that ask for a term, in the words of spec-clarifications.
  public enum Law {
    /// Regulation (EU) 2024/1689 Articles 19(1) and 26(6): logs at least 6 months.
    AI_ACT("AI Act 19(1)", Period.ofMonths(6)),
    /// Regulation (EU) 2025/327 Article 9: access information at least 3 years.
    EHDS("EHDS 9", Period.ofYears(3)),
    /// NEN 7513:2018: 5 years.
    NEN_7513("NEN 7513", Period.ofYears(5)),
    /// 45 CFR 164.316(b)(2)(i): 6 years.
    HIPAA("45 CFR 164.316(b)(2)(i)", Period.ofYears(6)),
    /// ASTM E2147-18: 10 years, or 2 years after majority where that is later: see [Minors].
    ASTM_E2147("ASTM E2147", Period.ofYears(10));

    private final String text;
    private final Period least;

    Law(String text, Period least) {
      this.text = text;
      this.least = least;
    }
  }

  public Retention {
    laws = Set.copyOf(laws);
  }

  /// The longest term of these laws.
  public static Period least(Set<Law> laws) {
    return laws.stream()
        .map(law -> law.least)
        .max(Comparator.comparingLong(Period::toTotalMonths))
        .orElseThrow(() -> new IllegalArgumentException("no law binds"));
  }

  /// For a certificate, shortest term first.
  String lawNames() {
    return laws.stream().sorted().map(law -> law.text).collect(Collectors.joining(", "));
  }

  /// The longest of the three terms.
  Period longest() {
    return List.of(inference, access, system).stream()
        .max(Comparator.comparingLong(Period::toTotalMonths))
        .orElseThrow();
  }

  /// The shortest of the three terms.
  Period shortest() {
    return List.of(inference, access, system).stream()
        .min(Comparator.comparingLong(Period::toTotalMonths))
        .orElseThrow();
  }

  /// Records made before this instant have reached the end of the term.
  static Instant end(Period term, Instant now) {
    return now.atOffset(ZoneOffset.UTC).minus(term).toInstant();
  }

  /// The first day on which a record of the kind with the longest term may be disposed of.
  LocalDate disposal(Instant made) {
    return made.atOffset(ZoneOffset.UTC).toLocalDate().plus(longest()).plusDays(1);
  }
}
