package org.cloister.gateway.infer;

import java.util.Optional;
import java.util.function.Supplier;

/// A call that a test hands to a pipeline without HTTP.
///
/// @param content asked for when the pipeline reads it
public record GivenSubmission(Optional<String> authorization, Supplier<byte[]> content)
    implements Submission {
  @Override
  public Optional<String> patientInPath() {
    return Optional.empty();
  }

  @Override
  public Handling handling() {
    return Handling.STRICT;
  }

  @Override
  public Optional<byte[]> body(int limit) {
    byte[] bytes = content.get();
    return bytes.length > limit ? Optional.empty() : Optional.of(bytes);
  }
}
