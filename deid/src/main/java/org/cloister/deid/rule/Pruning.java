package org.cloister.deid.rule;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cloister.deid.rule.CompiledPlan.Entry;
import org.cloister.deid.rule.ObjectPlan.Case;
import org.cloister.deid.rule.ObjectPlan.ElementPlan;

/// Drops as a whole what nothing of is kept, so that nobody walks through it.
final class Pruning {
  private final Set<ObjectPlan> keeping = new HashSet<>();

  private Pruning() {}

  static void prune(Collection<CompiledPlan> plans) {
    Pruning pruning = new Pruning();
    boolean changed = true;
    while (changed) {
      changed = false;
      for (CompiledPlan plan : plans) {
        if (plan.entries().stream().anyMatch(pruning::keeps)) {
          changed |= pruning.keeping.add(plan);
        }
      }
    }
    for (CompiledPlan plan : plans) {
      plan.replaceElements(plan.elements().stream().map(pruning::pruned).toList());
    }
  }

  private boolean keeps(Entry entry) {
    return switch (entry.plan()) {
      case ElementPlan.Whole whole -> keeps(whole.action(), entry);
      case ElementPlan.Descend descend -> keeping.contains(descend.plan());
      case ElementPlan.Resource _ -> true;
      case ElementPlan.Choose _ -> entry.inner().stream().anyMatch(this::keeps);
    };
  }

  /// What is masked only because it is required is not worth an object of its own.
  private static boolean keeps(Action action, Entry entry) {
    return switch (action) {
      case Action.Drop _ -> false;
      case Action.Mask _ ->
          entry.rule().filter(r -> r.decision().verb() == Decision.Verb.MASK).isPresent();
      default -> true;
    };
  }

  private ElementPlan pruned(ElementPlan plan) {
    return switch (plan) {
      case ElementPlan.Descend descend when !keeping.contains(descend.plan()) ->
          new ElementPlan.Whole(plan.element(), PlanCompiler.without(plan.element()));
      case ElementPlan.Choose choose -> pruned(choose);
      case ElementPlan.Descend _, ElementPlan.Whole _, ElementPlan.Resource _ -> plan;
    };
  }

  private ElementPlan pruned(ElementPlan.Choose choose) {
    ElementPlan otherwise = pruned(choose.otherwise());
    List<Case> cases =
        choose.cases().stream()
            .map(c -> new Case(c.property(), c.values(), pruned(c.plan())))
            .filter(c -> !c.plan().equals(otherwise))
            .toList();
    return cases.isEmpty() ? otherwise : new ElementPlan.Choose(choose.element(), cases, otherwise);
  }
}
