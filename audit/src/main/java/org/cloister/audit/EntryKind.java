package org.cloister.audit;

import java.util.Arrays;
import java.util.Optional;

/// What a record is about. The text forms are part of the log's format and never change.
public enum EntryKind {
  /// About to do something; closed by one [#OUTCOME].
  INTENT("intent"),
  /// What became of an intent.
  OUTCOME("outcome"),
  /// Policy said no; nothing was begun.
  DENIAL("denial"),
  /// Someone read something that was stored.
  ACCESS("access"),
  /// An act of the installation itself: configuration, keys, start.
  SYSTEM("system");

  private final String text;

  EntryKind(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  static Optional<EntryKind> ofText(String text) {
    return Arrays.stream(values()).filter(k -> k.text.equals(text)).findFirst();
  }
}
