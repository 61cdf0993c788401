package org.cloister.deid.rule;

import java.util.List;
import java.util.Set;

/// Where a rule applies: a type, and elements from there. The part of FHIRPath that it is written
/// in selects elements without counting, joining or computing.
///
/// @param text as it is written
/// @param type the type that it starts at: `Patient`, `HumanName`, `dateTime`, `Resource`
/// @param filter which values of that type
record RulePath(String text, String type, Filter filter, List<Step> steps) {
  /// @param element its name in FHIRPath: `value`, not `valueQuantity`
  /// @param ofType the one type of a choice, or empty for all
  record Step(String element, String ofType, Filter filter) {}

  /// `where(property = 'a')` or `where(property in %list)`; [#NONE] lets all through.
  record Filter(String property, Set<String> values) {
    static final Filter NONE = new Filter("", Set.of());

    Filter {
      values = Set.copyOf(values);
    }

    boolean isNone() {
      return property.isEmpty();
    }
  }

  RulePath {
    steps = List.copyOf(steps);
  }

  /// What must hold of the value that the first `matched` steps lead to.
  Filter filterAt(int matched) {
    return matched == 0 ? filter : steps.get(matched - 1).filter();
  }
}
