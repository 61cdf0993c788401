package org.cloister.gateway.deidentify;

import java.util.List;
import java.util.Optional;

/// Who gets data under one set of codes: codes of two domains cannot be linked.
///
/// @param name such as `heart-study`
/// @param rules those that may be asked for, the first where none is named
public record ReleaseDomain(String name, List<ReleaseRules> rules) {
  public ReleaseDomain {
    rules = List.copyOf(rules);
    if (rules.isEmpty()) {
      throw new IllegalArgumentException("a domain has at least one set of rules");
    }
    if (rules.stream().map(ReleaseRules::name).distinct().count() < rules.size()) {
      throw new IllegalArgumentException(
          "the domain " + name + " has two sets of rules of one name: one would hide the other");
    }
  }

  /// @param preset the one asked for; empty means the domain's first
  public Optional<ReleaseRules> rules(Optional<String> preset) {
    return preset.isEmpty()
        ? Optional.of(rules.getFirst())
        : rules.stream().filter(it -> it.name().equals(preset.get())).findFirst();
  }
}
