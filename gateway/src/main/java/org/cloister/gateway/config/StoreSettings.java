package org.cloister.gateway.config;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Where everything durable lives.
///
/// @param data directory of the embedded PostgreSQL and of the demo's keys; created with mode 0700
/// @param url JDBC URL of an external PostgreSQL 15 or newer; absent means the embedded one
/// @param username of the external PostgreSQL
/// @param passwordFile file that holds its password, mode 0600
/// @param connections size of the connection pool, 2 to 200; the log's sequencer takes one more
@ConfigurationProperties(prefix = "cloister.store", ignoreUnknownFields = false)
public record StoreSettings(
    @DefaultValue("data") Path data,
    @Nullable String url,
    @Nullable String username,
    @Nullable Path passwordFile,
    @DefaultValue("8") int connections) {
  public StoreSettings {
    requireNonNull(data, "cloister.store.data");
    if (url != null && !url.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException("cloister.store.url must begin with jdbc:postgresql:");
    }
    if (url != null && (username == null || passwordFile == null)) {
      throw new IllegalArgumentException(
          "cloister.store.url needs cloister.store.username and cloister.store.password-file");
    }
    if (connections < 2 || connections > 200) {
      throw new IllegalArgumentException("cloister.store.connections must be 2 to 200");
    }
  }

  /// The external database, if one is configured.
  public Optional<External> external() {
    return url == null || username == null || passwordFile == null
        ? Optional.empty()
        : Optional.of(new External(url, username, passwordFile));
  }

  /// @param passwordFile holds the password; its content is never logged
  public record External(String url, String username, Path passwordFile) {}
}
