package org.cloister.deid.rule;

/// Rules that cannot be used: where, and why. The message quotes the rules, never data.
public final class RuleException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final int line;
  private final String reason;

  RuleException(String file, int line, String reason) {
    super(file + ":" + line + ": " + reason);
    this.file = file;
    this.line = line;
    this.reason = reason;
  }

  public String file() {
    return file;
  }

  /// Counted from 1.
  public int line() {
    return line;
  }

  public String reason() {
    return reason;
  }
}
