package org.cloister.bench;

/// The command line is wrong; the message says how.
public final class UsageException extends Exception {
  private static final long serialVersionUID = 1;

  public UsageException(String message) {
    super(message);
  }
}
