package org.cloister.audit.verify;

import java.io.IOException;

/// A file of the log could not be had, for a reason that can be shown: the message is one plain
/// sentence without anything that the other side sent.
final class SourceFault extends IOException {
  private static final long serialVersionUID = 1L;

  SourceFault(String sentence) {
    super(sentence);
  }

  /// What to tell of a failure to read; other failures may carry anything in their message.
  static String sentence(IOException failure) {
    return failure instanceof SourceFault
        ? String.valueOf(failure.getMessage())
        : "The log's files could not be read.";
  }
}
