package org.cloister.deid.job;

/// What a document that cannot be released does to its file.
public enum OnError {
  /// Nothing of the file is published.
  STOP,
  /// The document is left out and its line number reported.
  SKIP
}
