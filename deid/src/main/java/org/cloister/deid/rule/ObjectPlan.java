package org.cloister.deid.rule;

import java.util.List;
import org.cloister.deid.r4.Element;

/// What becomes of every property of one kind of JSON object. Plans form a graph, not a tree:
/// `Extension.extension` leads back to its own plan.
public interface ObjectPlan {
  /// `Patient`, `Patient.contact`, `HumanName`: the type of the object, for messages and tables.
  String type();

  /// One for each element of the type, in the order of [org.cloister.deid.r4.Type#elements].
  List<ElementPlan> elements();

  /// What becomes of one property.
  sealed interface ElementPlan {
    Element element();

    /// The action decides the value, whole; on a list, each member.
    record Whole(Element element, Action action) implements ElementPlan {}

    /// A JSON object, or a list of them, each by the plan. Left out if nothing of it remains.
    record Descend(Element element, ObjectPlan plan) implements ElementPlan {}

    /// A resource of any accepted type, by the plan of its own `resourceType`.
    record Resource(Element element) implements ElementPlan {}

    /// The first case whose property has one of its values in the object decides; each member of a
    /// list for itself. Extensions by `url` and identifiers by `system` are of this kind.
    record Choose(Element element, List<Case> cases, ElementPlan otherwise) implements ElementPlan {
      public Choose {
        cases = List.copyOf(cases);
      }
    }
  }

  /// @param property a string property of the object that is decided on
  record Case(String property, List<String> values, ElementPlan plan) {
    public Case {
      values = List.copyOf(values);
    }
  }
}
