package org.cloister.deid.rule;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Values that are published, and so say nothing of a person by themselves: code systems, units,
/// languages. Each list is a text beside the presets, a value a line, `#` before a remark.
final class PublishedLists {
  private static final List<String> NAMES =
      List.of(
          "code-systems",
          "identifier-systems",
          "units",
          "languages",
          "media-types",
          "currencies",
          "resource-types",
          "extensions");

  private PublishedLists() {}

  static Map<String, Set<String>> all() {
    Map<String, Set<String>> lists = new LinkedHashMap<>();
    for (String name : NAMES) {
      Set<String> values = new LinkedHashSet<>();
      PresetText.read(name + ".txt")
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("# "))
          .forEach(values::add);
      lists.put(name, Collections.unmodifiableSet(values));
    }
    return Collections.unmodifiableMap(lists);
  }
}
