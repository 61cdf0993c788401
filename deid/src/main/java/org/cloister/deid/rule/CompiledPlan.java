package org.cloister.deid.rule;

import java.util.List;
import java.util.Optional;

/// A plan with the rules that made it. It is filled after it is made, for plans may lead back to
/// themselves; nobody outside this package sees it before it is full.
final class CompiledPlan implements ObjectPlan {
  private final String type;
  private List<Entry> entries = List.of();
  private List<ElementPlan> elements = List.of();

  /// @param rule the rule that decides; none where each part decides for itself, or nothing does
  /// @param inner of a choice: its cases, then what holds otherwise
  record Entry(ElementPlan plan, Optional<Rule> rule, List<Entry> inner) {
    boolean isUndecided() {
      return rule.isEmpty() && plan instanceof ElementPlan.Whole && !isModifierExtension();
    }

    /// An extension that changes the meaning of what it stands in: no rule can decide it, a
    /// document with one is refused.
    boolean isModifierExtension() {
      return plan.element().property().equals("modifierExtension");
    }
  }

  CompiledPlan(String type) {
    this.type = type;
  }

  void fill(List<Entry> decided) {
    entries = List.copyOf(decided);
    elements = entries.stream().map(Entry::plan).toList();
  }

  void replaceElements(List<ElementPlan> pruned) {
    elements = List.copyOf(pruned);
  }

  @Override
  public String type() {
    return type;
  }

  @Override
  public List<ElementPlan> elements() {
    return elements;
  }

  List<Entry> entries() {
    return entries;
  }

  @Override
  public String toString() {
    return "CompiledPlan[" + type + "]";
  }
}
