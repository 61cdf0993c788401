package org.cloister.gateway.compliance.report;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/// Whom a breach must be told, and by when. A breach counts as one of many patients until their
/// number is known: that clock is the shorter one.
enum BreachDuty {
  /// GDPR Art. 33(1): "not later than 72 hours after having become aware of it".
  AUTHORITY("authority", "Supervisory authority"),
  /// "In no case later than 60 calendar days after discovery"; GDPR Art. 34 adds: without undue
  /// delay, where the risk is high.
  PATIENTS("patients", "Each patient"),
  /// More than 500 residents of one State.
  MEDIA("media", "Media, if more than 500 live in one State"),
  SECRETARY("hhs", "Secretary of HHS"),
  COVERED_ENTITY("covered-entity", "Covered entity, by a business associate");

  /// 72 hours.
  private static final Duration AWARE = Duration.ofDays(3);

  private static final Duration NOTICE = Duration.ofDays(60);
  private static final long MANY = 500;

  private final String code;
  private final String title;

  BreachDuty(String code, String title) {
    this.code = code;
    this.title = title;
  }

  /// Part of the format of the log; never changes.
  String code() {
    return code;
  }

  String title() {
    return title;
  }

  static Optional<BreachDuty> of(String code) {
    for (BreachDuty duty : values()) {
      if (duty.code.equals(code)) {
        return Optional.of(duty);
      }
    }
    return Optional.empty();
  }

  /// @param at latest instant; empty where the duty does not arise
  /// @param rule that says so
  record Due(Optional<Instant> at, String rule) {
    private static Due by(Instant at, String rule) {
      return new Due(Optional.of(at), rule);
    }
  }

  /// @param patients how many are affected; `Long.MAX_VALUE` where nobody knows yet
  Due due(Instant discovered, long patients) {
    Instant notice = discovered.plus(NOTICE);
    return switch (this) {
      case AUTHORITY -> Due.by(discovered.plus(AWARE), "GDPR Art. 33(1)");
      case PATIENTS -> Due.by(notice, "45 CFR 164.404(b)");
      case MEDIA ->
          new Due(patients > MANY ? Optional.of(notice) : Optional.empty(), "45 CFR 164.406");
      // "500 or more" at once, "less than 500" within 60 days of the end of the calendar year.
      case SECRETARY ->
          patients >= MANY
              ? Due.by(notice, "45 CFR 164.408(b)")
              : Due.by(endOfYear(discovered).plus(NOTICE), "45 CFR 164.408(c)");
      case COVERED_ENTITY -> Due.by(notice, "45 CFR 164.410(b)");
    };
  }

  private static Instant endOfYear(Instant discovered) {
    return discovered
        .atZone(ZoneOffset.UTC)
        .toLocalDate()
        .withDayOfYear(1)
        .plusYears(1)
        .atStartOfDay(ZoneOffset.UTC)
        .toInstant();
  }
}
