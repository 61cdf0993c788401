package org.cloister.deid.rule;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The rule files that come with the product.
final class PresetText {
  /// What all presets have in common. It is no preset: it decides too little to be used alone.
  private static final String FOUNDATION = "foundation";

  static final List<String> NAMES =
      Stream.concat(Stream.of(FOUNDATION), Arrays.stream(Preset.values()).map(Preset::wireName))
          .toList();

  private PresetText() {}

  static Optional<String> of(String name) {
    return NAMES.contains(name) ? Optional.of(read(name + ".yaml")) : Optional.empty();
  }

  static String read(String resource) {
    try (InputStream in = PresetText.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
