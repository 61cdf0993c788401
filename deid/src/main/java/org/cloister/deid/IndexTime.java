package org.cloister.deid;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.cloister.deid.Chart.Measurement;
import org.cloister.policies.consent.ConsentScope;

/// The moment that ages and look-backs are counted from: what the caller asked for, else the newest
/// measurement that any input of the safelist could use.
final class IndexTime {
  /// Senders' clocks are not ours: what lies this little ahead counts as now.
  static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  private IndexTime() {}

  /// Whether an as-of time may be used. A time later today stands for "today".
  static boolean isFuture(Instant asOf, Clock clock) {
    Instant now = clock.instant();
    return asOf.isAfter(now.plus(CLOCK_SKEW))
        && asOf.atOffset(ZoneOffset.UTC)
            .toLocalDate()
            .isAfter(now.atOffset(ZoneOffset.UTC).toLocalDate());
  }

  /// The time asked for, or now where that lies later today.
  static Moment of(Instant asOf, Clock clock) {
    Instant now = clock.instant();
    return at(asOf.isAfter(now) ? now : asOf, clock);
  }

  /// The date is that of the clock's zone, which should be the hospital's.
  private static Moment at(Instant instant, Clock clock) {
    LocalDate date = instant.atZone(clock.getZone()).toLocalDate();
    return new Moment(instant, date, Moment.Precision.TIME);
  }

  /// Empty when there is no such measurement.
  static Optional<Moment> newest(Chart chart, Safelist safelist, ConsentScope scope, Clock clock) {
    Moment latest = at(clock.instant().plus(CLOCK_SKEW), clock);
    Moment newest = null;
    for (Input input : safelist.inputs()) {
      for (String code : loinc(input)) {
        for (Measurement measurement : chart.measurements().getOrDefault(code, List.of())) {
          Moment effective = measurement.effective();
          if (!effective.isAfter(latest)
              && (newest == null || effective.at().isAfter(newest.at()))
              && !measurement.source().isWithheld(scope)) {
            newest = effective;
          }
        }
      }
    }
    return Optional.ofNullable(newest);
  }

  private static List<String> loinc(Input input) {
    return switch (input) {
      case Input.Quantity quantity -> quantity.loinc();
      case Input.Finding finding -> finding.loinc();
      case Input.Age _, Input.Sex _, Input.Problem _, Input.Medication _ -> List.of();
    };
  }
}
