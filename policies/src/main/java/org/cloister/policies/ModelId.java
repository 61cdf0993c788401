package org.cloister.policies;

import com.google.errorprone.annotations.Immutable;
import java.util.Optional;
import java.util.regex.Pattern;

/// The name of a model variant as callers, policies, manifests and records spell it, for example
/// `prevent-2023-base`. Lower-case letters, digits, dots and hyphens, 1 to 64 characters.
@Immutable
public record ModelId(String value) implements Comparable<ModelId> {
  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9.-]{0,63}");

  public ModelId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("not a model id");
    }
  }

  /// The id, or empty where the text has not its form. The text is never repeated in an error.
  public static Optional<ModelId> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new ModelId(text)) : Optional.empty();
  }

  @Override
  public int compareTo(ModelId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
