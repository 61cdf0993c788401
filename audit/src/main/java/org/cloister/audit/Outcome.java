package org.cloister.audit;

import java.util.Arrays;
import java.util.Optional;

/// How it ended. The text forms are part of the log's format and never change.
public enum Outcome {
  /// Not ended yet: an intent.
  PENDING("pending"),
  OK("ok"),
  /// Policy or consent forbade it.
  DENIED("denied"),
  /// The request could not be served as it was: malformed, unsafe, missing inputs.
  REFUSED("refused"),
  FAILED("failed"),
  /// The caller went away.
  CANCELLED("cancelled"),
  /// The log closed an intent whose process or request died: nothing was released.
  UNKNOWN("unknown");

  private final String text;

  Outcome(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  static Optional<Outcome> ofText(String text) {
    return Arrays.stream(values()).filter(o -> o.text.equals(text)).findFirst();
  }
}
