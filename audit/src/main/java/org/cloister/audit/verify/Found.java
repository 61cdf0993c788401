package org.cloister.audit.verify;

import org.cloister.audit.verify.Verdict.Tampered;

/// Ends a verification with what was found.
final class Found extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Tampered tampered;

  Found(String where, String sentence) {
    super(sentence, null, false, false);
    this.tampered = new Tampered(where, sentence);
  }

  Tampered tampered() {
    return tampered;
  }
}
