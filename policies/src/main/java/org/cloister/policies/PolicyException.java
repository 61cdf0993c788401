package org.cloister.policies;

import java.nio.file.Path;

/// A policy set that cannot be used. The message names the file, the line and what is wrong, with
/// the policy engine's suggestion; it is for the operator, and holds nothing of any request.
public final class PolicyException extends Exception {
  private final String file;
  private final int line;

  PolicyException(String file, int line, String problem) {
    super(file + ":" + line + ": " + problem);
    this.file = file;
    this.line = line;
  }

  PolicyException(String source, String problem, Throwable cause) {
    super(source + ": " + problem, cause);
    this.file = source;
    this.line = 0;
  }

  /// Name of the file within its directory, or of the directory where no file is at fault.
  public String file() {
    return file;
  }

  /// Line of the file, from 1; 0 where no line is at fault.
  public int line() {
    return line;
  }

  static String nameOf(Path file) {
    return String.valueOf(file.getFileName());
  }
}
