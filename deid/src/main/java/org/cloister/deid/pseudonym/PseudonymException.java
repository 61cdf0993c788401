package org.cloister.deid.pseudonym;

/// A pseudonym could not be given or resolved. The message names no original and no code.
public final class PseudonymException extends Exception {
  private static final long serialVersionUID = 1L;

  public PseudonymException(String message, Throwable cause) {
    super(message, cause);
  }

  public PseudonymException(String message) {
    super(message);
  }
}
