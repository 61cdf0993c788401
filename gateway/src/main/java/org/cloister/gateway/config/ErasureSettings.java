package org.cloister.gateway.config;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Erasure and the backups that outlive it.
///
/// @param journal file that remembers which keys were destroyed; absent means `erasure.journal` in
///   the data directory, which a restore of that directory takes back with it: name one on another
///   disk
/// @param backupHorizon how long the oldest backup of the database is kept, 1 to 366 days; an
///   erasure is complete when it is over, and its certificate says so
@ConfigurationProperties(prefix = "cloister.erasure", ignoreUnknownFields = false)
public record ErasureSettings(@Nullable Path journal, @DefaultValue("30d") Duration backupHorizon) {
  public ErasureSettings {
    requireNonNull(backupHorizon, "cloister.erasure.backup-horizon");
    if (backupHorizon.toDays() < 1 || backupHorizon.toDays() > 366) {
      throw new IllegalArgumentException("cloister.erasure.backup-horizon must be 1d to 366d");
    }
  }
}
