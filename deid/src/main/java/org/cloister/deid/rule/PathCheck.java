package org.cloister.deid.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.cloister.deid.r4.Element;
import org.cloister.deid.r4.R4;
import org.cloister.deid.r4.Type;
import org.cloister.deid.rule.RulePath.Filter;
import org.cloister.deid.rule.RulePath.Step;

/// Holds the path of a rule against the standard, so that a misspelt one is found before it fails
/// to protect anything.
final class PathCheck {
  private static final String CHOICE = "[x]";

  private final R4 r4;
  private final Rule rule;

  private PathCheck(R4 r4, Rule rule) {
    this.r4 = r4;
    this.rule = rule;
  }

  static void check(R4 r4, Rule rule) throws RuleException {
    new PathCheck(r4, rule).check();
  }

  /// Whether the step takes this property of its object.
  static boolean leadsTo(Step step, Element element) {
    return nameInPaths(element).equals(step.element())
        && (step.ofType().isEmpty() || step.ofType().equals(element.type()));
  }

  /// `deceased` for `Patient.deceased[x]`.
  private static String nameInPaths(Element element) {
    String path = element.path();
    String name = path.substring(path.lastIndexOf('.') + 1);
    return name.endsWith(CHOICE) ? name.substring(0, name.length() - CHOICE.length()) : name;
  }

  private void check() throws RuleException {
    RulePath path = rule.path();
    Optional<Type> start = r4.type(path.type());
    if (start.isEmpty()) {
      throw error("there is no type " + path.type() + Spelling.suggestion(path.type(), r4.names()));
    }
    if (path.steps().isEmpty() && start.get().kind() == Type.Kind.RESOURCE) {
      throw error("name an element; types that are not accepted are left out of 'resources'");
    }
    if (!path.filter().isNone() && start.get().kind() == Type.Kind.RESOURCE) {
      throw error("a resource cannot be chosen by what it holds");
    }
    List<Type> types = List.of(start.get());
    checkFilter(path.filter(), types);
    for (int i = 0; i < path.steps().size(); i++) {
      if (i > 0 && types.getFirst().kind() == Type.Kind.RESOURCE) {
        throw error("another resource stands there: begin a rule at its type");
      }
      types = after(path.steps().get(i), types);
      checkFilter(path.steps().get(i).filter(), types);
    }
  }

  private List<Type> after(Step step, List<Type> types) throws RuleException {
    if (step.element().equals("modifierExtension")) {
      throw error("a document with a modifierExtension is refused, whatever rules say");
    }
    List<Type> reached = new ArrayList<>();
    for (Type type : types) {
      type.elements().stream()
          .filter(e -> leadsTo(step, e))
          .flatMap(e -> r4.type(e.type()).stream())
          .forEach(reached::add);
    }
    if (reached.isEmpty()) {
      throw error(missing(step, types));
    }
    return reached;
  }

  private String missing(Step step, List<Type> types) {
    List<Element> elements = types.stream().flatMap(t -> t.elements().stream()).toList();
    for (Element element : elements) {
      if (element.property().equals(step.element()) && element.path().endsWith(CHOICE)) {
        return "in a path "
            + element.property()
            + " is written "
            + nameInPaths(element)
            + ".ofType("
            + element.type()
            + ")";
      }
    }
    String names = String.join(" or ", types.stream().map(Type::name).distinct().limit(3).toList());
    boolean isWrongType = elements.stream().anyMatch(e -> nameInPaths(e).equals(step.element()));
    return isWrongType
        ? names + "." + step.element() + " is never of type " + step.ofType()
        : names
            + " has no element "
            + step.element()
            + Spelling.suggestion(
                step.element(), elements.stream().map(PathCheck::nameInPaths).toList());
  }

  private void checkFilter(Filter filter, List<Type> types) throws RuleException {
    if (filter.isNone()) {
      return;
    }
    Stream<Element> elements = types.stream().flatMap(t -> t.elements().stream());
    boolean isString =
        elements.anyMatch(e ->
            e.property().equals(filter.property())
                && !e.isList()
                && r4.type(e.type()).filter(PathCheck::isWritten).isPresent());
    if (!isString) {
      throw error(
          "values cannot be chosen by '"
              + filter.property()
              + "': "
              + types.getFirst().name()
              + " has no single text of that name");
    }
  }

  private static boolean isWritten(Type type) {
    return type.kind() == Type.Kind.PRIMITIVE && !type.name().equals("boolean");
  }

  private RuleException error(String reason) {
    return rule.error(rule.path().text() + ": " + reason);
  }
}
