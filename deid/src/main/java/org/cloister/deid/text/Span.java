package org.cloister.deid.text;

/// A stretch of text that identifies somebody.
///
/// @param start the first character, as an index into the text
/// @param end the character after the last
public record Span(int start, int end, Label label) {
  public Span {
    if (start < 0 || end <= start) {
      throw new IllegalArgumentException("a span is not empty");
    }
  }
}
