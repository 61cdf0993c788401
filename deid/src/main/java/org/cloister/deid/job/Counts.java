package org.cloister.deid.job;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// How much was done; counts only, never values.
///
/// @param documents written
/// @param skipped documents that could not be released and were left out
/// @param actions values by what became of them
/// @param resources written, by type, Bundles and contained resources included
public record Counts(
    long documents,
    long skipped,
    SortedMap<String, Long> actions,
    SortedMap<String, Long> resources) {
  /// Compact JSON holds this outside of strings only: within one, each quote has a backslash.
  private static final byte[] RESOURCE_TYPE =
      "\"resourceType\":\"".getBytes(StandardCharsets.US_ASCII);

  public Counts {
    actions = Collections.unmodifiableSortedMap(new TreeMap<>(actions));
    resources = Collections.unmodifiableSortedMap(new TreeMap<>(resources));
  }

  static Counts none() {
    return new Counts(0, 0, new TreeMap<>(), new TreeMap<>());
  }

  public Counts plus(Counts other) {
    SortedMap<String, Long> bothActions = new TreeMap<>(actions);
    other.actions.forEach((name, n) -> bothActions.merge(name, n, Long::sum));
    SortedMap<String, Long> bothResources = new TreeMap<>(resources);
    other.resources.forEach((type, n) -> bothResources.merge(type, n, Long::sum));
    return new Counts(
        documents + other.documents, skipped + other.skipped, bothActions, bothResources);
  }

  /// Adds the types of the resources of a document, compact JSON, to `types`.
  static void countTypes(byte[] document, Map<String, Long> types) {
    int last = document.length - RESOURCE_TYPE.length;
    for (int i = 0; i <= last; i++) {
      if (document[i] == '"' && document[i + 1] == 'r' && isResourceType(document, i)) {
        int start = i + RESOURCE_TYPE.length;
        int end = start;
        while (end < document.length && document[end] != '"') {
          end++;
        }
        types.merge(
            new String(document, start, end - start, StandardCharsets.US_ASCII), 1L, Long::sum);
        i = end;
      }
    }
  }

  private static boolean isResourceType(byte[] document, int at) {
    for (int i = 0; i < RESOURCE_TYPE.length; i++) {
      if (document[at + i] != RESOURCE_TYPE[i]) {
        return false;
      }
    }
    return true;
  }
}
