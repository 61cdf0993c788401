package org.cloister.gateway.store;

/// The embedded PostgreSQL could not be started. The message is one sentence that tells what was
/// found and what to do; it names files, never their content.
public final class StoreException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String message;

  StoreException(String message) {
    super(message);
    this.message = message;
  }

  StoreException(String message, Throwable cause) {
    super(message, cause);
    this.message = message;
  }

  /// The sentence; never null.
  @Override
  public String getMessage() {
    return message;
  }
}
