package org.cloister.deid.rule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.cloister.deid.rule.RulePath.Filter;

/// The candidates at one element, parted by what their filters let through.
///
/// @param property what the filters ask for; empty if there are none
/// @param cases lists of values, and the candidates that hold for them
/// @param otherwise the candidates that hold for any other value
record Choices(
    String property, Map<List<String>, List<Candidate>> cases, List<Candidate> otherwise) {
  static Choices of(List<Candidate> candidates) throws RuleException {
    String property = "";
    Set<String> values = new TreeSet<>();
    for (Candidate candidate : candidates) {
      Filter filter = candidate.filter();
      if (filter.isNone()) {
        continue;
      }
      if (!property.isEmpty() && !property.equals(filter.property())) {
        throw candidate
            .rule()
            .error(
                "another rule asks for the "
                    + property
                    + " of the same element, this one for its "
                    + filter.property()
                    + ": only one of them can choose");
      }
      property = filter.property();
      values.addAll(filter.values());
    }
    Map<List<Candidate>, List<String>> valuesOf = new LinkedHashMap<>();
    for (String value : values) {
      valuesOf.computeIfAbsent(holding(candidates, value), _ -> new ArrayList<>()).add(value);
    }
    Map<List<String>, List<Candidate>> cases = new LinkedHashMap<>();
    valuesOf.forEach((holding, found) -> cases.put(List.copyOf(found), holding));
    return new Choices(
        property, cases, candidates.stream().filter(c -> c.filter().isNone()).toList());
  }

  private static List<Candidate> holding(List<Candidate> candidates, String value) {
    return candidates.stream()
        .filter(c -> c.filter().isNone() || c.filter().values().contains(value))
        .toList();
  }
}
