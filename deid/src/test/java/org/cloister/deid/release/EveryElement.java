package org.cloister.deid.release;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.cloister.deid.r4.Element;
import org.cloister.deid.r4.R4;
import org.cloister.deid.r4.Type;
import org.cloister.deid.rule.Action;
import org.cloister.deid.rule.ObjectPlan;
import org.cloister.deid.rule.ObjectPlan.ElementPlan;

/// Plans of all types of R4 that ask one function about every primitive element.
final class EveryElement {
  private final R4 r4;
  private final Function<Element, Action> decision;
  private final Map<String, Plan> plans = new HashMap<>();

  EveryElement(R4 r4, Function<Element, Action> decision) {
    this.r4 = r4;
    this.decision = decision;
  }

  record Plan(String type, List<ElementPlan> elements) implements ObjectPlan {}

  Optional<ObjectPlan> plan(String resourceType) {
    return Optional.of(of(resourceType));
  }

  ObjectPlan of(String type) {
    Plan known = plans.get(type);
    if (known != null) {
      return known;
    }
    Plan plan = new Plan(type, new ArrayList<>());
    plans.put(type, plan);
    for (Element element : r4.type(type).orElseThrow().elements()) {
      plan.elements().add(element(element));
    }
    return plan;
  }

  private ElementPlan element(Element element) {
    if (element.type().equals("Resource")) {
      return new ElementPlan.Resource(element);
    }
    Type type = r4.type(element.type()).orElseThrow();
    return type.kind() == Type.Kind.PRIMITIVE
        ? new ElementPlan.Whole(element, decision.apply(element))
        : new ElementPlan.Descend(element, of(type.name()));
  }

  /// Codes for ids and references, years, no text; other values pass.
  static Action sensible(Element element) {
    String property = element.property();
    if (element.path().endsWith("Extension.url") || property.equals("system")) {
      return new Action.Keep();
    } else if (property.equals("reference") || property.equals("fullUrl")) {
      return new Action.Pseudonymise(Action.Pseudonymise.Form.REFERENCE);
    } else if (property.equals("id")) {
      return new Action.Pseudonymise(Action.Pseudonymise.Form.ID);
    } else if (element.path().equals("Identifier.value")) {
      return new Action.Pseudonymise(Action.Pseudonymise.Form.IDENTIFIER);
    } else if (element.path().startsWith("Bundle.entry.request.")) {
      return property.equals("method")
          ? new Action.Keep()
          : new Action.Pseudonymise(Action.Pseudonymise.Form.REQUEST);
    } else if (element.path().equals("Patient.birthDate")) {
      return new Action.BirthYear();
    } else if (element.path().equals("Quantity.value")) {
      return new Action.AggregateAge();
    } else if (property.equals("postalCode")) {
      return new Action.Zip3();
    }
    return switch (element.type()) {
      case "code", "boolean", "decimal", "integer", "positiveInt", "unsignedInt" ->
          new Action.Keep();
      case "date", "dateTime" -> new Action.Year();
      default -> new Action.Drop();
    };
  }
}
