package org.cloister.deid.release;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.cloister.deid.pseudonym.PseudonymException;
import org.cloister.deid.release.StepPlan.Member;
import org.cloister.deid.release.Tally.Fate;

/// Writes one document anew by its plans. Objects and lists of which nothing remains are taken back
/// with their names: FHIR allows no empty ones. Not safe for concurrent use.
@SuppressWarnings("EnumOrdinal") // as in Tally
final class Rewriter {
  private static final byte[] COMPANION = ascii("\"_");
  private static final byte[] MASKED =
      ascii(
          "{\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/data-absent-reason\","
              + "\"valueCode\":\"masked\"}]}");
  private static final String YEARS =
      "\"unit\":\"a\",\"system\":\"http://unitsofmeasure.org\",\"code\":\"a\"}";
  private static final byte[] NINETY_OR_OLDER =
      ascii("{\"value\":90,\"comparator\":\">=\"," + YEARS);
  private static final byte[] NINETY = ascii("{\"value\":90," + YEARS);

  private final JsonIndex index;
  private final Vocabulary vocabulary;
  private final Map<String, StepPlan> plans;
  private final StepPlan companions;
  private final MetaWriter meta;
  private final Ages ages;
  private final Writing writing;
  private final ValueWriter values;

  /// The resource being written, for dates and text.
  private ResourceScope scope = ResourceScope.NONE;

  /// @param companions the plan of what stands beside primitive values
  /// @param labels for `meta.security`, Codings in JSON with commas between
  Rewriter(
      Writing writing,
      ValueWriter values,
      Map<String, StepPlan> plans,
      StepPlan companions,
      byte[] labels) {
    this.writing = writing;
    this.values = values;
    this.index = writing.index();
    this.vocabulary = writing.vocabulary();
    this.plans = plans;
    this.companions = companions;
    this.meta = new MetaWriter(this, writing, labels);
    this.ages = new Ages(index, vocabulary);
  }

  /// Stops the writing: the document holds what the rules do not accept.
  static final class NotAccepted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotAccepted(String path) {
      super(path, null, false, false);
    }

    String path() {
      return String.valueOf(getMessage());
    }
  }

  /// Writes a whole document.
  void document() throws PseudonymException {
    var _ = resource(JsonIndex.ROOT, "Resource");
  }

  private boolean resource(int node, String position) throws PseudonymException {
    if (!index.isObject(node)) {
      return false;
    }
    String type = index.textOf(node, vocabulary.resourceType);
    StepPlan plan = plans.get(type);
    if (plan == null) {
      throw new NotAccepted(vocabulary.isResourceType(type) ? type : position + ".resourceType");
    }
    ResourceScope outer = scope;
    scope = outer.enter(type, node, position.endsWith(".contained"));
    writing.countResource();
    writing.out().write(plan.opening());
    if (meta.labels(scope)) {
      meta.write(plan, node);
    }
    var _ = members(plan, node, true);
    writing.out().write('}');
    scope = outer;
    return true;
  }

  private boolean object(StepPlan plan, int node) throws PseudonymException {
    if (!index.isObject(node)) {
      return false;
    }
    int mark = writing.out().size();
    writing.out().write('{');
    boolean isWritten = members(plan, node, false);
    if (!isWritten) {
      writing.takeBackTo(mark);
      return false;
    }
    writing.out().write('}');
    return true;
  }

  private boolean quantity(StepPlan plan, Member member, int node) throws PseudonymException {
    if (!index.isObject(node)) {
      return false;
    }
    return switch (ages.judge(scope, plan.isAge(), node)) {
      case NO_AGE, UP_TO_89 -> object(plan, node);
      case UNTOLD -> writing.drop();
      case OVER_89 -> over89(member.element().path());
    };
  }

  /// A bound of a Range takes no comparator (sqty-1); without an upper bound it is open upwards,
  /// which is what "90 or older" says.
  private boolean over89(String path) {
    if (path.equals("Range.high")) {
      return writing.drop();
    }
    writing.count(Fate.GENERALISED);
    writing.out().write(path.equals("Range.low") ? NINETY : NINETY_OR_OLDER);
    return true;
  }

  boolean members(StepPlan plan, int object, boolean follows) throws PseudonymException {
    boolean isWritten = follows;
    int stop = index.next(object);
    for (int node = index.first(object); node < stop; node = index.next(node)) {
      int name = index.name(node);
      if (isWrittenElsewhere(name, object)) {
        continue;
      }
      Member member = name < 0 ? null : plan.member(name);
      if (member == null) {
        writing.count(Fate.DROPPED);
        continue;
      }
      isWritten |= member(member, object, node, isWritten);
    }
    return isWritten;
  }

  private boolean isWrittenElsewhere(int name, int object) {
    return name == vocabulary.resourceType
        ? object == scope.resource()
        : meta.wrote(name, object, scope);
  }

  private boolean member(Member member, int object, int node, boolean follows)
      throws PseudonymException {
    int mark = writing.out().size();
    boolean isCompanion = index.name(node) == member.companion();
    if (member.step() instanceof Step.Mask(boolean isPrimitive)) {
      return mask(member, isPrimitive, object, isCompanion, follows);
    }
    if (isCompanion
        && member.element().isRequired()
        && index.member(object, member.name()) != JsonIndex.NONE) {
      return writing.drop(); // its place may be taken by why the value is absent
    }
    if (follows) {
      writing.out().write(',');
    }
    boolean isWritten;
    if (member.companion() != ByteKeys.NONE && member.element().isList()) {
      isWritten = primitives(member, object, node, isCompanion);
    } else if (isCompanion) {
      named(member, true);
      isWritten = !(member.step() instanceof Step.Drop) && companion(node);
    } else {
      named(member, false);
      isWritten =
          member.element().isList()
              ? list(member, object, node)
              : value(member.step(), member, object, node);
    }
    if (isWritten) {
      return true;
    }
    writing.takeBackTo(mark);
    boolean isPrimitive = member.companion() != ByteKeys.NONE;
    return member.element().isRequired() && mask(member, isPrimitive, object, isCompanion, follows);
  }

  void named(Member member, boolean isCompanion) {
    if (isCompanion) {
      writing.out().write(COMPANION);
      writing.out().write(member.opening(), 1, member.opening().length);
    } else {
      writing.out().write(member.opening());
    }
  }

  private boolean mask(
      Member member, boolean isPrimitive, int object, boolean isCompanion, boolean follows) {
    if (isCompanion && index.member(object, member.name()) != JsonIndex.NONE) {
      return false;
    }
    writing.count(Fate.MASKED);
    if (follows) {
      writing.out().write(',');
    }
    named(member, isPrimitive);
    if (member.element().isList()) {
      writing.out().write('[');
    }
    writing.out().write(MASKED);
    if (member.element().isList()) {
      writing.out().write(']');
    }
    return true;
  }

  private boolean list(Member member, int object, int node) throws PseudonymException {
    if (!index.isArray(node)) {
      return writing.drop();
    }
    writing.out().write('[');
    boolean isWritten = false;
    int stop = index.next(node);
    for (int item = index.first(node); item < stop; item = index.next(item)) {
      int mark = writing.out().size();
      if (isWritten) {
        writing.out().write(',');
      }
      if (value(member.step(), member, object, item)) {
        isWritten = true;
      } else {
        writing.takeBackTo(mark);
      }
    }
    writing.out().write(']');
    return isWritten;
  }

  /// A list of primitive values and the list of their companions go together, item by item: an item
  /// of which one part remains keeps its place with a null for the other.
  private boolean primitives(Member member, int object, int node, boolean isCompanion)
      throws PseudonymException {
    int other = index.member(object, isCompanion ? member.name() : member.companion());
    if (other == JsonIndex.NONE && !isCompanion) {
      named(member, false);
      return list(member, object, node);
    }
    if (isCompanion && other != JsonIndex.NONE) {
      return false;
    }
    return new PrimitiveList(this, writing)
        .write(member, object, isCompanion ? other : node, isCompanion ? node : other);
  }

  /// The companion of a primitive value: its id and extensions.
  boolean companion(int node) throws PseudonymException {
    return object(companions, node);
  }

  boolean value(Step step, Member member, int object, int node) throws PseudonymException {
    return switch (step) {
      case Step.Descend(var plan) ->
          plan.aggregatesAge() ? quantity(plan, member, node) : object(plan, node);
      case Step.Resource() -> resource(node, member.element().path());
      case Step.Choose choose -> value(chosen(choose, node), member, object, node);
      case Step.Mask _ -> writing.drop();
      default -> values.write(step, scope, object, node);
    };
  }

  private Step chosen(Step.Choose choose, int node) {
    for (Step.Choice choice : choose.choices()) {
      int property = index.member(node, choice.property());
      if (property == JsonIndex.NONE) {
        continue;
      }
      int found = values.find(choice.values(), property);
      if (found != ByteKeys.NONE) {
        return choice.steps().get(found);
      }
    }
    return choose.otherwise();
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
