package org.cloister.gateway;

/// Turns a failed start into one sentence for the operator.
final class Causes {
  private Causes() {}

  /// The innermost message: wiring wraps the sentence that says what to do in several that do not.
  static String sentence(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
  }
}
