package org.cloister.deid.job;

/// A job, or one file of it, could not be done. The message names files, positions and rules, never
/// a value.
public final class JobException extends Exception {
  private static final long serialVersionUID = 1L;

  public JobException(String message) {
    super(message);
  }

  public JobException(String message, Throwable cause) {
    super(message, cause);
  }
}
