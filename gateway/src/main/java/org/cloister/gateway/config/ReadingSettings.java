package org.cloister.gateway.config;

import static java.util.Objects.requireNonNull;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// Bounds on what is read before anything is parsed.
///
/// @param maxBody largest request body, 1KB to 64MB; a larger one is answered 413
/// @param maxDepth deepest nesting of JSON objects and arrays, 8 to 256
@ConfigurationProperties(prefix = "cloister.reading", ignoreUnknownFields = false)
public record ReadingSettings(
    @DefaultValue("4MB") DataSize maxBody, @DefaultValue("48") int maxDepth) {
  public ReadingSettings {
    requireNonNull(maxBody, "cloister.reading.max-body");
    if (maxBody.compareTo(DataSize.ofKilobytes(1)) < 0
        || maxBody.compareTo(DataSize.ofMegabytes(64)) > 0) {
      throw new IllegalArgumentException("cloister.reading.max-body must be 1KB to 64MB");
    }
    if (maxDepth < 8 || maxDepth > 256) {
      throw new IllegalArgumentException("cloister.reading.max-depth must be 8 to 256");
    }
  }
}
