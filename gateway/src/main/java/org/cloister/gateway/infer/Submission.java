package org.cloister.gateway.infer;

import java.io.IOException;
import java.util.Optional;

/// One call of `$infer` as it came over the wire, before anything in it is believed.
public interface Submission {
  /// The `Authorization` header.
  Optional<String> authorization();

  /// `{id}` of `/Patient/{id}/$infer`.
  Optional<String> patientInPath();

  /// Whether unknown parameters are ignored (`Prefer: handling=lenient`) instead of refused.
  Handling handling();

  /// Reads the body, at most `limit` bytes; called once, and only for a caller who is known.
  ///
  /// @return empty when the body is longer
  Optional<byte[]> body(int limit) throws IOException;

  enum Handling {
    STRICT,
    LENIENT
  }
}
