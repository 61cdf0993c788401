package org.cloister.gateway.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// @param directory the hospital's own `*.cedar` files and `schema.cedarschema`; absent means the
///   shipped set
@ConfigurationProperties(prefix = "cloister.policies", ignoreUnknownFields = false)
public record PolicySettings(@Nullable Path directory) {}
