package org.cloister.deid.rule;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.cloister.deid.r4.R4;

/// Rules, checked and compiled: one decision for every element of every accepted resource type.
/// Immutable once made, and safe for concurrent use.
///
/// Nothing passes for want of a rule: an element that no rule decides is left out, and a resource
/// type that is not accepted has no plan. [#table] is the proof: it shows each value that a
/// resource may hold with the line that decides it.
public final class RuleSet {
  private final RuleFile file;
  private final Map<String, ObjectPlan> plans;
  private final ObjectPlan besidePrimitives;
  private final DecisionTable table;
  private final String hash;

  private RuleSet(
      RuleFile file,
      Map<String, ObjectPlan> plans,
      ObjectPlan besidePrimitives,
      DecisionTable table) {
    this.file = file;
    this.plans = plans;
    this.besidePrimitives = besidePrimitives;
    this.table = table;
    this.hash = RuleHash.of(file, plans.keySet());
  }

  /// @param name of the file, for messages; without its ending it names the rules
  /// @throws RuleException on the first thing wrong: the file is not YAML, or says something twice,
  ///   or names what FHIR R4 does not have, or holds an action that does not fit, or a rule that
  ///   never applies; or it is named like a preset, for which its releases would be taken
  public static RuleSet parse(String name, String yaml, R4 r4) throws RuleException {
    String plain = RuleReader.nameOf(name);
    if (PresetText.NAMES.contains(plain)) {
      throw new RuleException(
          name, 1, plain + " is the name of a preset: give rules of your own another");
    }
    return compile(name, yaml, r4);
  }

  private static RuleSet compile(String name, String yaml, R4 r4) throws RuleException {
    RuleFile file = RuleReader.read(name, yaml);
    List<Rule> rules = file.inOrder();
    for (Rule rule : rules) {
      PathCheck.check(r4, rule);
    }
    PlanCompiler compiler = new PlanCompiler(r4, rules);
    Map<String, CompiledPlan> compiled = new TreeMap<>();
    for (String type : accepted(file, name, r4)) {
      compiled.put(type, compiler.plan(type));
    }
    CompiledPlan besidePrimitives = compiler.plan("Element");
    for (Rule rule : rules) {
      if (rule.isOwn() && !compiler.isDeciding(rule)) {
        throw rule.error(neverApplies(rule, compiler));
      }
    }
    DecisionTable table = DecisionTable.of(compiled, besidePrimitives);
    Pruning.prune(compiler.plans());
    return new RuleSet(
        file, Collections.unmodifiableMap(new TreeMap<>(compiled)), besidePrimitives, table);
  }

  public static RuleSet preset(Preset preset, R4 r4) {
    String name = preset.wireName();
    try {
      return compile(name + ".yaml", PresetText.of(name).orElseThrow(), r4);
    } catch (RuleException e) {
      throw new IllegalStateException("a preset does not compile: " + e.getMessage(), e);
    }
  }

  private static Set<String> accepted(RuleFile file, String name, R4 r4) throws RuleException {
    for (Map.Entry<String, Integer> named : file.resources().entrySet()) {
      if (!r4.resourceTypes().contains(named.getKey())) {
        throw new RuleException(
            name,
            named.getValue(),
            "there is no resource type "
                + named.getKey()
                + Spelling.suggestion(named.getKey(), r4.resourceTypes()));
      }
    }
    return file.resources().isEmpty() ? r4.resourceTypes() : file.resources().keySet();
  }

  private static String neverApplies(Rule rule, PlanCompiler compiler) {
    return rule.path().text()
        + ": this rule never applies: "
        + compiler
            .decidingBefore(rule)
            .map(r -> "'" + r.path().text() + "' (" + r.where() + ") decides before it")
            .orElse("no accepted resource type has such a value");
  }

  public String name() {
    return file.name();
  }

  /// Empty if resources of this type are refused.
  public Optional<ObjectPlan> plan(String resourceType) {
    return Optional.ofNullable(plans.get(resourceType));
  }

  /// In alphabetical order.
  public Set<String> resourceTypes() {
    return plans.keySet();
  }

  /// What becomes of the object that JSON puts beside a primitive value, `_birthDate`: an `id` and
  /// extensions.
  public ObjectPlan besidePrimitives() {
    return besidePrimitives;
  }

  /// Whether the law behind these rules asks for codes that are not derived from what they stand
  /// for: then they must be random, and kept in a vault.
  public boolean asksForRandomCodes() {
    return file.codes() == RuleFile.Codes.RANDOM;
  }

  /// What these rules do to a record, for its `meta.security`: no more than they say.
  public Set<Label> labels() {
    return Collections.unmodifiableSet(EnumSet.copyOf(table.labels()));
  }

  /// One line for each value that an accepted resource may hold: path, type, decision, and the line
  /// of the rule that makes it. What two types share is listed once, where it is met first.
  public List<String> table() {
    return table.lines();
  }

  /// The paths of values that no rule decides; they are left out.
  public List<String> undecided() {
    return table.undecided();
  }

  /// SHA-256, in hexadecimal digits, of what the rules say: paths, decisions, lists, accepted
  /// types. Remarks, order and layout make no difference to it.
  public String hash() {
    return hash;
  }

  @Override
  public String toString() {
    return "RuleSet[" + name() + ", " + hash + "]";
  }
}
