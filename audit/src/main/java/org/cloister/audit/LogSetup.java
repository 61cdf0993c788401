package org.cloister.audit;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import javax.sql.DataSource;

/// What a log runs on.
record LogSetup(DataSource source, LogIdentity identity, LogConfig config, Clock clock) {
  /// The time in the resolution of the log: microseconds, as PostgreSQL keeps it.
  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
