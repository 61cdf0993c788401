package org.cloister.gateway.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// @param directory further models, `<id>/<version>/{model.onnx,manifest.json}` and `index.json`;
///   absent means the shipped pack alone
@ConfigurationProperties(prefix = "cloister.models", ignoreUnknownFields = false)
public record ModelSettings(@Nullable Path directory) {}
