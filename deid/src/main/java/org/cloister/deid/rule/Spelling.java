package org.cloister.deid.rule;

import java.util.Collection;
import java.util.Comparator;

/// What a misspelt word was probably meant to be.
final class Spelling {
  private static final int MOST_EDITS = 3;

  private Spelling() {}

  /// `; did you mean birthDate?`, or nothing if no candidate is near.
  static String suggestion(String word, Collection<String> candidates) {
    return candidates.stream()
        .filter(c -> edits(word, c) <= Math.min(MOST_EDITS, c.length() / 2))
        .min(Comparator.<String>comparingInt(c -> edits(word, c)).thenComparing(c -> c))
        .map(c -> "; did you mean " + c + "?")
        .orElse("");
  }

  /// Levenshtein's distance.
  private static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
