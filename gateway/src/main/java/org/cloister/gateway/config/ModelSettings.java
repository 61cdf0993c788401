package org.cloister.gateway.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param directory further models, `<id>/<version>/{model.onnx,manifest.json,card.md}`,
///   `index.json` and `model.sig`; absent means the shipped pack alone
/// @param trustedKeys files with the public keys (PEM) of which one must have signed the directory;
///   needed with it, without a default
@ConfigurationProperties(prefix = "cloister.models", ignoreUnknownFields = false)
public record ModelSettings(@Nullable Path directory, @DefaultValue List<Path> trustedKeys) {
  public ModelSettings {
    trustedKeys = List.copyOf(trustedKeys);
    if (directory != null && trustedKeys.isEmpty()) {
      throw new IllegalArgumentException(
          "cloister.models.trusted-keys is not set: name the public keys whose signature on"
              + " cloister.models.directory is believed (`cloister models create-key FILE` makes"
              + " one)");
    }
  }
}
