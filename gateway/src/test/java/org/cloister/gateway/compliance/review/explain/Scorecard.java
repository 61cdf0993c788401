package org.cloister.gateway.compliance.review.explain;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// How well alerts match planted misuse.
record Scorecard(int found, int planted, int alerts, Map<String, int[]> foundAndPlantedByKind) {

  static Scorecard of(Map<String, String> misuse, Set<String> alerts) {
    Map<String, int[]> byKind = new TreeMap<>();
    int found = 0;
    for (var planted : misuse.entrySet()) {
      int[] counts = byKind.computeIfAbsent(planted.getValue(), _ -> new int[2]);
      counts[1]++;
      if (alerts.contains(planted.getKey())) {
        counts[0]++;
        found++;
      }
    }
    return new Scorecard(found, misuse.size(), alerts.size(), byKind);
  }

  double recall() {
    return found / (double) planted;
  }

  double precision() {
    return found / (double) alerts;
  }

  double recall(String kind) {
    int[] counts = foundAndPlantedByKind.getOrDefault(kind, new int[] {0, 0});
    return counts[1] == 0 ? 1 : counts[0] / (double) counts[1];
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(
        "precision %.3f recall %.3f (%d of %d, %d alerts)"
            .formatted(precision(), recall(), found, planted, alerts));
    foundAndPlantedByKind.forEach((kind, counts) ->
        text.append("; ").append(kind).append(' ').append(counts[0]).append('/').append(counts[1]));
    return text.toString();
  }
}
