package org.cloister.bench.audit;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cloister.bench.report.Bar;

/// How long one kind of question took, each time it was asked.
///
/// @param count asked so often
/// @param p50 median, ms
/// @param p95 ms
/// @param max ms
record Timed(int count, double p50, double p95, double max) {
  /// One question.
  @FunctionalInterface
  interface Question {
    /// @param number which one, from 0
    void ask(int number) throws Exception;
  }

  /// Asks a few times before it measures, so that neither the compiler nor an empty cache of plans
  /// is measured. The pages of the table may or may not be in memory: what is asked differs.
  static Timed of(int count, Question question) throws Exception {
    int warm = Math.min(count, 5);
    double[] millis = new double[count];
    for (int i = -warm; i < count; i++) {
      long began = System.nanoTime();
      question.ask(i + warm);
      if (i >= 0) {
        millis[i] = (System.nanoTime() - began) / 1e6;
      }
    }
    Arrays.sort(millis);
    return new Timed(
        count,
        millis[count / 2],
        millis[Math.min(count - 1, (int) Math.ceil(count * 0.95) - 1)],
        millis[count - 1]);
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("count", count);
    json.put("p50Millis", Bar.rounded(p50));
    json.put("p95Millis", Bar.rounded(p95));
    json.put("maxMillis", Bar.rounded(max));
    return json;
  }
}
