package org.cloister.deid.job;

/// This input, as it is, cannot be de-identified: only another one can.
final class StoppedException extends Exception {
  private static final long serialVersionUID = 1L;
  private final String sentence;

  StoppedException(String sentence) {
    super(sentence);
    this.sentence = sentence;
  }

  @Override
  public String getMessage() {
    return sentence;
  }
}
