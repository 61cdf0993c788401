package org.cloister.deid.release;

import java.nio.charset.StandardCharsets;

/// A stretch of the document as characters, for readers of dates; no characters but ASCII can be in
/// what they accept. One view is moved from value to value.
final class AsciiView implements CharSequence {
  private final byte[] bytes;
  private int start;
  private int end;

  AsciiView(byte[] bytes) {
    this.bytes = bytes;
  }

  AsciiView over(int newStart, int newEnd) {
    start = newStart;
    end = newEnd;
    return this;
  }

  @Override
  public int length() {
    return end - start;
  }

  @Override
  public char charAt(int index) {
    return (char) (bytes[start + index] & 0xFF);
  }

  @Override
  public CharSequence subSequence(int from, int to) {
    return new String(bytes, start + from, to - from, StandardCharsets.ISO_8859_1);
  }

  @Override
  public String toString() {
    return subSequence(0, length()).toString();
  }
}
