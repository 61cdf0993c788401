package org.cloister.gateway.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// The two keys that a hospital must supply. Neither has a default; the demo makes its own at first
/// start in its data directory.
///
/// @param encryption file with the key-encryption key (`./cloister key create FILE`), mode 0600
/// @param log file with the log's Ed25519 signing key, PKCS#8 PEM, mode 0600
@ConfigurationProperties(prefix = "cloister.keys", ignoreUnknownFields = false)
public record KeySettings(@Nullable Path encryption, @Nullable Path log) {}
