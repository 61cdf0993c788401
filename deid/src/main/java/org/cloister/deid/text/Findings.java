package org.cloister.deid.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What has been found in one text so far. Overlapping finds become one.
final class Findings {
  record Found(int start, int end, Label label, WrittenDate date) {
    Span span() {
      return new Span(start, end, label);
    }
  }

  private final Tokens tokens;
  private final boolean[] claimed;
  private final List<Found> found = new ArrayList<>();

  Findings(Tokens tokens) {
    this.tokens = tokens;
    this.claimed = new boolean[tokens.size()];
  }

  boolean isFree(int token) {
    return token >= 0 && token < claimed.length && !claimed[token];
  }

  /// From the first token to the last, both included.
  void add(int first, int last, Label label) {
    add(first, last, label, WrittenDate.VAGUE);
  }

  void addDate(int first, int last, WrittenDate date) {
    add(first, last, Label.DATE, date);
  }

  private void add(int first, int last, Label label, WrittenDate date) {
    for (int i = first; i <= last; i++) {
      claimed[i] = true;
    }
    found.add(new Found(tokens.start(first), tokens.end(last), label, date));
  }

  /// A stretch that may begin or end within a token; the tokens it touches are taken.
  void addStretch(int start, int end, Label label) {
    for (int i = firstEndingAfter(start); i < tokens.size() && tokens.start(i) < end; i++) {
      claimed[i] = true;
    }
    found.add(new Found(start, end, label, WrittenDate.VAGUE));
  }

  private int firstEndingAfter(int at) {
    int low = 0;
    int high = tokens.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (tokens.end(middle) <= at) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  List<Found> merged() {
    found.sort(
        Comparator.comparingInt(Found::start)
            .thenComparing(Comparator.comparingInt(Found::end).reversed()));
    List<Found> merged = new ArrayList<>(found.size());
    for (Found next : found) {
      if (!merged.isEmpty() && next.start() < merged.getLast().end()) {
        merged.add(union(merged.removeLast(), next));
      } else {
        merged.add(next);
      }
    }
    return merged;
  }

  /// A find within another is part of it. Two that merely overlap keep the first's label, and a
  /// date among them is no longer one.
  private static Found union(Found first, Found next) {
    return next.end() <= first.end()
        ? first
        : new Found(first.start(), next.end(), first.label(), WrittenDate.VAGUE);
  }
}
