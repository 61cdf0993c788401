package org.cloister.deid.rule;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a rule file says, with what it extends: read, not yet held against FHIR.
///
/// @param codes which codes its pseudonyms ask for
/// @param resources the types that it accepts; empty for all
/// @param rules by their path as it is written
/// @param lists the values of each `%name`
record RuleFile(
    String name,
    Codes codes,
    Map<String, Integer> resources,
    Map<String, Rule> rules,
    Map<String, Set<String>> lists) {
  /// Where a pseudonym comes from.
  enum Codes {
    RANDOM,
    KEYED
  }

  RuleFile {
    resources = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(resources));
    rules = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(rules));
    lists = Map.copyOf(lists);
  }

  List<Rule> inOrder() {
    return List.copyOf(rules.values());
  }
}
