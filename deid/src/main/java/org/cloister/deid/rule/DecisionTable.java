package org.cloister.deid.rule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.cloister.deid.rule.CompiledPlan.Entry;
import org.cloister.deid.rule.ObjectPlan.ElementPlan;

/// Every decision that a rule set comes to, written out.
final class DecisionTable {
  private final List<String> lines = new ArrayList<>();
  private final Set<String> undecided = new TreeSet<>();
  private final Set<Label> labels = EnumSet.noneOf(Label.class);
  private final Map<CompiledPlan, String> pathOf = new HashMap<>();
  private final Deque<CompiledPlan> toWrite = new ArrayDeque<>();

  private DecisionTable() {}

  static DecisionTable of(Map<String, CompiledPlan> resources, CompiledPlan besidePrimitives) {
    DecisionTable table = new DecisionTable();
    resources.forEach((type, plan) -> {
      var _ = table.visit(plan, type);
    });
    var _ = table.visit(besidePrimitives, "Element");
    while (!table.toWrite.isEmpty()) {
      CompiledPlan plan = table.toWrite.removeFirst();
      plan.entries().forEach(e -> table.write(e, table.path(plan)));
    }
    return table;
  }

  /// @return the path where the plan is listed
  private String visit(CompiledPlan plan, String path) {
    String known = pathOf.putIfAbsent(plan, path);
    if (known == null) {
      toWrite.addLast(plan);
      return path;
    }
    return known;
  }

  private String path(CompiledPlan plan) {
    return pathOf.getOrDefault(plan, plan.type());
  }

  private void write(Entry entry, String around) {
    write(entry, around, around + "." + entry.plan().element().property());
  }

  private void write(Entry entry, String around, String path) {
    switch (entry.plan()) {
      case ElementPlan.Whole whole -> write(path, entry, whole);
      case ElementPlan.Descend descend -> {
        String listed = visit((CompiledPlan) descend.plan(), path);
        line(path, entry, listed.equals(path) ? "by its parts" : "as " + listed, "");
      }
      case ElementPlan.Resource _ -> line(path, entry, "by its own type", "");
      case ElementPlan.Choose choose -> writeCases(choose, entry, around);
    }
  }

  private void writeCases(ElementPlan.Choose choose, Entry entry, String around) {
    String path = around + "." + choose.element().property();
    for (int i = 0; i < choose.cases().size(); i++) {
      ObjectPlan.Case found = choose.cases().get(i);
      String values =
          found.values().size() == 1
              ? "= '" + found.values().getFirst() + "'"
              : "in " + found.values().size() + " values";
      write(entry.inner().get(i), around, path + ".where(" + found.property() + " " + values + ")");
    }
    write(entry.inner().getLast(), around, path);
  }

  private void write(String path, Entry entry, ElementPlan.Whole whole) {
    if (entry.isModifierExtension()) {
      line(path, entry, "refuse the document", "built in");
    } else if (entry.isUndecided()) {
      undecided.add(path);
      line(path, entry, "drop", "no rule");
    } else {
      addLabel(whole.action());
      entry.rule().ifPresent(r -> line(path, entry, r.decision().text(), r.where()));
    }
  }

  private void line(String path, Entry entry, String decision, String where) {
    String type = entry.plan().element().type();
    lines.add((path + "  " + type + "  " + decision + "  " + where).stripTrailing());
  }

  private void addLabel(Action action) {
    switch (action) {
      case Action.Drop _, Action.Mask _, Action.ScrubText _, Action.KeepListed _ ->
          labels.add(Label.REDACTED);
      case Action.Year _, Action.BirthYear _, Action.AggregateAge _, Action.Zip3 _ ->
          labels.add(Label.ABSTRED);
      case Action.Pseudonymise _ -> labels.add(Label.PSEUDED);
      case Action.Encrypt _ -> labels.add(Label.MASKED);
      // No code of the system says that a value was moved or replaced.
      case Action.ShiftDate _, Action.Perturb _, Action.Substitute _, Action.Keep _ -> {}
    }
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  List<String> undecided() {
    return List.copyOf(undecided);
  }

  Set<Label> labels() {
    return labels.isEmpty() ? EnumSet.noneOf(Label.class) : EnumSet.copyOf(labels);
  }
}
