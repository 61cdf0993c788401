package org.cloister.deid.release;

import java.util.Arrays;

/// Stretches of the output that came from the input, in the order in which they were written. Not
/// safe for concurrent use.
final class Stretches {
  private int[] bounds = new int[64];
  private int size;

  /// @param from the first byte; of a string, the one after the quotation mark
  /// @param to the byte after the last
  void add(int from, int to) {
    if (size + 2 > bounds.length) {
      bounds = Arrays.copyOf(bounds, bounds.length * 2);
    }
    bounds[size++] = from;
    bounds[size++] = to;
  }

  /// Forgets what reaches beyond this end of the output.
  void takeBackTo(int outputSize) {
    while (size > 0 && bounds[size - 1] > outputSize) {
      size -= 2;
    }
  }

  int count() {
    return size / 2;
  }

  int from(int stretch) {
    return bounds[2 * stretch];
  }

  int to(int stretch) {
    return bounds[2 * stretch + 1];
  }
}
