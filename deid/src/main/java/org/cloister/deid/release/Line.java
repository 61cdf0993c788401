package org.cloister.deid.release;

import java.util.ArrayList;
import java.util.List;

/// A line of NDJSON with a document on it.
///
/// @param number from 1, blank lines counted
/// @param place without the line's end
public record Line(int number, Place place) {
  /// The lines of a buffer's first `length` bytes, without blank ones. The last needs no end.
  public static List<Line> of(byte[] buffer, int length) {
    List<Line> lines = new ArrayList<>();
    int number = 1;
    for (int from = 0; from < length; number++) {
      int to = from;
      while (to < length && buffer[to] != '\n') {
        to++;
      }
      if (!isBlank(buffer, from, to)) {
        lines.add(new Line(number, new Place(from, to)));
      }
      from = to + 1;
    }
    return lines;
  }

  /// Where the documents of these lines stand.
  public static List<Place> places(List<Line> lines) {
    return lines.stream().map(Line::place).toList();
  }

  private static boolean isBlank(byte[] buffer, int from, int to) {
    for (int i = from; i < to; i++) {
      if (buffer[i] != ' ' && buffer[i] != '\t' && buffer[i] != '\r') {
        return false;
      }
    }
    return true;
  }
}
