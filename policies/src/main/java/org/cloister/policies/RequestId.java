package org.cloister.policies;

import com.google.errorprone.annotations.Immutable;
import java.util.UUID;

/// Names one call. A [Permit] and everything made under it carry this id, so that evidence of one
/// call cannot be used in another.
@Immutable
public record RequestId(UUID value) {
  public static RequestId random() {
    return new RequestId(UUID.randomUUID());
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
