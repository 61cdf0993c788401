package org.cloister.gateway.compliance.erasure;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.cloister.audit.Rider;
import org.cloister.audit.Subject;

/// Which records of children are kept beyond everyone's term: ASTM E2147-18 wants ten years or two
/// after majority, whichever is later. Immutable.
///
/// No birth date is kept for it. A row says of a blind index until when its records stay, in steps
/// of five years, and there is one only where that is later than the term.
public final class Minors {
  /// Majority at 18, and two years.
  private static final int AGE = 20;

  private static final int STEP = 5;

  private static final String KEEP =
      "insert into kept_for_minor (tenant, subject, kept_until) values (?, ?, ?)"
          + " on conflict (tenant, subject) do update set kept_until = excluded.kept_until"
          + " where kept_for_minor.kept_until < excluded.kept_until";

  private final Retention retention;

  public Minors(Retention retention) {
    this.retention = retention;
  }

  /// What is committed with a record so that it is kept long enough; empty for almost everyone.
  ///
  /// @param birthYearsFrom the first of the five years in which the patient was born; empty where
  ///   that is not known, and then nothing is kept for it
  /// @param at when the record is made
  public Optional<Rider> keep(Subject patient, OptionalInt birthYearsFrom, Instant at) {
    if (birthYearsFrom.isEmpty() || !retention.laws().contains(Retention.Law.ASTM_E2147)) {
      return Optional.empty();
    }
    // Whoever was born on the last day of the five years is 20 on the day before.
    LocalDate until = LocalDate.of(birthYearsFrom.getAsInt() + STEP + AGE, 1, 1);
    LocalDate term = at.atOffset(ZoneOffset.UTC).toLocalDate().plus(retention.shortest());
    return until.isAfter(term)
        ? Optional.of(new Rider(KEEP, List.of(patient.tenant(), patient.key(), until)))
        : Optional.empty();
  }
}
