package org.cloister.deid.rule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cloister.deid.r4.Element;
import org.cloister.deid.r4.R4;
import org.cloister.deid.r4.Type;
import org.cloister.deid.rule.CompiledPlan.Entry;
import org.cloister.deid.rule.Decision.Verb;
import org.cloister.deid.rule.ObjectPlan.Case;
import org.cloister.deid.rule.ObjectPlan.ElementPlan;

/// Makes of rules one decision for every element of every type.
///
/// It walks down from each resource type with the rules that may still match, its candidates. Two
/// places of the same type with the same candidates have the same plan, so the walk ends although
/// an Extension may hold Extensions without end: there are only so many ways to be part of the way
/// through so many rules.
final class PlanCompiler {
  private final R4 r4;
  private final Map<String, List<Rule>> rulesOfType = new HashMap<>();
  private final Map<Place, CompiledPlan> plans = new LinkedHashMap<>();
  private final Set<Rule> deciding = new HashSet<>();
  private final Map<Rule, Rule> decidedBefore = new HashMap<>();

  private record Place(String type, List<Candidate> candidates) {}

  PlanCompiler(R4 r4, Collection<Rule> rules) {
    this.r4 = r4;
    for (Rule rule : rules) {
      rulesOfType.computeIfAbsent(rule.path().type(), _ -> new ArrayList<>()).add(rule);
    }
  }

  /// The plan for a type where nothing is around it.
  CompiledPlan plan(String type) throws RuleException {
    Type found = type(type);
    return plan(found, beginning(found, 0));
  }

  Collection<CompiledPlan> plans() {
    return Collections.unmodifiableCollection(plans.values());
  }

  boolean isDeciding(Rule rule) {
    return deciding.contains(rule);
  }

  /// The rule that decides in place of one that never does, if any does.
  Optional<Rule> decidingBefore(Rule rule) {
    return Optional.ofNullable(decidedBefore.get(rule));
  }

  static Action without(Element element) {
    return element.isRequired() ? new Action.Mask() : new Action.Drop();
  }

  private CompiledPlan plan(Type type, List<Candidate> candidates) throws RuleException {
    List<Candidate> numbered = renumbered(candidates);
    Place place = new Place(type.name(), numbered);
    CompiledPlan known = plans.get(place);
    if (known != null) {
      return known;
    }
    CompiledPlan plan = new CompiledPlan(type.name());
    plans.put(place, plan);
    List<Entry> entries = new ArrayList<>();
    for (Element element : type.elements()) {
      entries.add(entry(element, numbered));
    }
    plan.fill(entries);
    return plan;
  }

  /// The same candidates with origins 0, 1, 2…, so that depth makes no difference between places.
  private static List<Candidate> renumbered(List<Candidate> candidates) {
    List<Integer> origins = candidates.stream().map(Candidate::origin).distinct().sorted().toList();
    return candidates.stream()
        .map(c -> c.withOrigin(origins.indexOf(c.origin())))
        .sorted(Candidate.STRONGEST_FIRST)
        .toList();
  }

  private Entry entry(Element element, List<Candidate> around) throws RuleException {
    if (element.property().equals("modifierExtension")) {
      return new Entry(
          new ElementPlan.Whole(element, new Action.Drop()), Optional.empty(), List.of());
    }
    Choices choices = Choices.of(candidates(element, around));
    Entry otherwise = decide(element, choices.otherwise());
    if (choices.cases().isEmpty()) {
      return otherwise;
    }
    List<Entry> inner = new ArrayList<>();
    List<Case> cases = new ArrayList<>();
    for (Map.Entry<List<String>, List<Candidate>> choice : choices.cases().entrySet()) {
      Entry decided = decide(element, choice.getValue());
      inner.add(decided);
      cases.add(new Case(choices.property(), choice.getKey(), decided.plan()));
    }
    inner.add(otherwise);
    return new Entry(
        new ElementPlan.Choose(element, cases, otherwise.plan()), Optional.empty(), inner);
  }

  /// Those that go on from the object around to this element, and those that begin here.
  private List<Candidate> candidates(Element element, List<Candidate> around) {
    Type type = type(element.type());
    List<Candidate> found = new ArrayList<>();
    int origin = 0;
    for (Candidate candidate : around) {
      origin = Math.max(origin, candidate.origin() + 1);
      if (candidate.isComplete()) {
        found.add(candidate.inherited());
      } else if (PathCheck.leadsTo(candidate.next(), element)) {
        found.add(candidate.advanced());
      }
    }
    found.addAll(beginning(type, origin));
    if (type.kind() == Type.Kind.BACKBONE && !type.name().equals(element.path())) {
      found.addAll(again(type));
    }
    found.removeIf(c -> !c.isComplete() && !canGoOn(c, type));
    return found;
  }

  private static boolean canGoOn(Candidate candidate, Type type) {
    return type.elements().stream().anyMatch(e -> PathCheck.leadsTo(candidate.next(), e));
  }

  private List<Candidate> beginning(Type type, int origin) {
    List<Candidate> found = new ArrayList<>();
    int distance = 0;
    for (Optional<Type> at = Optional.of(type); at.isPresent(); at = r4.type(at.get().base())) {
      for (Rule rule : rulesOfType.getOrDefault(at.get().name(), List.of())) {
        found.add(new Candidate(rule, origin, 0, distance, false));
      }
      distance++;
    }
    return found;
  }

  /// `Questionnaire.item.item` is a `Questionnaire.item` once more: what rules say of the one holds
  /// for the other, at any depth, unless they say more of that.
  private List<Candidate> again(Type type) {
    List<String> names = List.of(type.name().split("\\."));
    List<Candidate> found = new ArrayList<>();
    for (Rule rule : rulesOfType.getOrDefault(names.getFirst(), List.of())) {
      List<String> path = rule.path().steps().stream().map(RulePath.Step::element).toList();
      List<String> there = names.subList(1, names.size());
      if (path.size() >= there.size() && path.subList(0, there.size()).equals(there)) {
        found.add(new Candidate(rule, 0, there.size(), 0, false));
      }
    }
    return found;
  }

  private Entry decide(Element element, List<Candidate> candidates) throws RuleException {
    List<Candidate> strongestFirst = candidates.stream().sorted(Candidate.STRONGEST_FIRST).toList();
    Optional<Candidate> strongest =
        strongestFirst.stream().filter(c -> c.isComplete() && isFor(c, element)).findFirst();
    if (strongest.isEmpty()) {
      return undecided(element, strongestFirst);
    }
    Candidate best = strongest.get();
    deciding.add(best.rule());
    strongestFirst.stream()
        .filter(c -> c.isComplete() && !c.rule().equals(best.rule()))
        .forEach(c -> decidedBefore.putIfAbsent(c.rule(), best.rule()));
    if (best.rule().decision().verb() == Verb.BY_TYPE) {
      return decide(element, beneath(best, candidates));
    }
    if (type(element.type()).kind() == Type.Kind.PRIMITIVE) {
      return single(element, best.rule());
    }
    return object(element, best, strongestFirst);
  }

  /// Without the complete rules that begin where this one does, or further out.
  private static List<Candidate> beneath(Candidate byType, List<Candidate> candidates) {
    return candidates.stream()
        .filter(c -> !c.isComplete() || c.origin() > byType.origin())
        .toList();
  }

  /// A rule for a whole type that keeps what the standard lists says nothing where it lists
  /// nothing.
  private static boolean isFor(Candidate candidate, Element element) {
    Rule rule = candidate.rule();
    return !rule.decision().isByBinding()
        || !rule.path().steps().isEmpty()
        || !element.codes().isEmpty();
  }

  private Entry undecided(Element element, List<Candidate> onTheWay) throws RuleException {
    Type type = type(element.type());
    ElementPlan plan =
        switch (type.kind()) {
          case PRIMITIVE -> new ElementPlan.Whole(element, without(element));
          case RESOURCE -> new ElementPlan.Resource(element);
          case COMPLEX, BACKBONE ->
              new ElementPlan.Descend(
                  element, plan(type, onTheWay.stream().filter(c -> !c.isComplete()).toList()));
        };
    return new Entry(plan, Optional.empty(), List.of());
  }

  private static Entry single(Element element, Rule rule) throws RuleException {
    Action action =
        rule.decision()
            .action(element)
            .orElseThrow(() ->
                rule.error(
                    rule.decision().text()
                        + " does not fit "
                        + element.path()
                        + ", "
                        + article(element.type())
                        + (hasNoList(rule, element)
                            ? " without a closed list in the standard: name one with %"
                            : "")));
    return new Entry(new ElementPlan.Whole(element, action), Optional.of(rule), List.of());
  }

  private static boolean hasNoList(Rule rule, Element element) {
    return rule.decision().isByBinding() && element.codes().isEmpty();
  }

  private static String article(String type) {
    return ("aeiou".indexOf(type.charAt(0)) >= 0 ? "an " : "a ") + type;
  }

  private Entry object(Element element, Candidate best, List<Candidate> strongestFirst)
      throws RuleException {
    Rule rule = best.rule();
    if (!rule.decision().fitsObjects()) {
      throw rule.error(
          rule.decision().text()
              + " decides a single value, and "
              + element.path()
              + " is an object ("
              + element.type()
              + "): write by-type, drop, or rules for its parts");
    }
    List<Candidate> within = new ArrayList<>();
    strongestFirst.stream()
        .filter(c -> !c.isComplete() && Candidate.STRONGEST_FIRST.compare(c, best) < 0)
        .forEach(within::add);
    Type type = type(element.type());
    if (within.isEmpty() || type.kind() == Type.Kind.RESOURCE) {
      Action whole = rule.decision().verb() == Verb.MASK ? new Action.Mask() : without(element);
      return new Entry(new ElementPlan.Whole(element, whole), Optional.of(rule), List.of());
    }
    within.add(best);
    return new Entry(
        new ElementPlan.Descend(element, plan(type, within)), Optional.of(rule), List.of());
  }

  private Type type(String name) {
    return r4.type(name)
        .orElseThrow(() -> new IllegalStateException("FHIR R4 defines no type " + name));
  }
}
