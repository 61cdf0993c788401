package org.cloister.deid.release;

/// Where a document stands in a buffer: `[from, to)`.
public record Place(int from, int to) {
  public int length() {
    return to - from;
  }
}
