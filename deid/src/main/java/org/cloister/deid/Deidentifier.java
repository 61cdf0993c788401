package org.cloister.deid;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cloister.deid.Deidentified.Insufficient;
import org.cloister.deid.Deidentified.Released;
import org.cloister.deid.Deidentified.UsedInput;
import org.cloister.deid.InputProblem.Kind;
import org.cloister.policies.Permit;

/// Copies what one safelist asks for out of an identified bundle into a fresh case.
///
/// Guarantees:
/// - nothing gets into a case but numbers that an entry of the safelist asked for, in its unit;
///   dates become whole days before the index time, ages above 89 become 90, everything else stays
///   behind;
/// - a resource that the permit's consent withholds is never read for a value;
/// - all that is wrong is reported at once, in the order of the safelist, exclusions last, and no
///   report holds a value of the patient;
/// - equal bundle, permit, safelist and time: equal case. The order of the entries does not matter.
///
/// Nothing here knows whether the small set of numbers is unique to one person: a case is protected
/// health information where the law says so, and is sealed when it is kept.
///
/// Safe for concurrent use.
public final class Deidentifier {
  private final Clock clock;
  private final Ucum ucum;

  /// @param clock tells what is in the future; its zone, which should be the hospital's, decides on
  ///   which day an as-of time falls
  public Deidentifier(Clock clock) {
    this.clock = clock;
    this.ucum = new Ucum();
  }

  /// @param asOf the index time for ages and look-backs; absent means the newest measurement that
  ///   an entry of the safelist could use. A time later on the same UTC day counts as now, a later
  ///   one is refused.
  /// @throws IllegalArgumentException if the permit is for another request or another model: a bug
  ///   of the caller, never a matter of data
  public Deidentified deidentify(
      IdentifiedBundle bundle, Permit permit, Safelist safelist, Optional<Instant> asOf) {
    if (!permit.requestId().equals(bundle.requestId())) {
      throw new IllegalArgumentException("the permit is for another request");
    }
    if (!permit.model().equals(safelist.model())) {
      throw new IllegalArgumentException("the permit is for another model");
    }
    if (asOf.isPresent() && IndexTime.isFuture(asOf.get(), clock)) {
      return new Insufficient(List.of(FUTURE));
    }
    Question question =
        new Question(
            bundle.chart(),
            permit.consentScope(),
            asOf.isPresent()
                ? Optional.of(IndexTime.of(asOf.get(), clock))
                : IndexTime.newest(bundle.chart(), safelist, permit.consentScope(), clock));
    List<Outcome> outcomes = answers(question, safelist);
    List<InputProblem> problems = problems(question, safelist, outcomes);
    return problems.isEmpty() ? released(bundle, safelist, outcomes) : new Insufficient(problems);
  }

  private List<Outcome> answers(Question question, Safelist safelist) {
    MeasurementExtraction measurements = new MeasurementExtraction(question, ucum);
    ListExtraction lists = new ListExtraction(question);
    PersonExtraction person = new PersonExtraction(question);
    List<Outcome> outcomes = new ArrayList<>(safelist.inputs().size());
    for (Input input : safelist.inputs()) {
      outcomes.add(
          switch (input) {
            case Input.Age age -> person.age(age);
            case Input.Sex sex -> person.sex(sex);
            case Input.Quantity quantity -> measurements.quantity(quantity);
            case Input.Finding finding -> measurements.finding(finding);
            case Input.Problem problem -> lists.problem(problem);
            case Input.Medication medication -> lists.medication(medication);
          });
    }
    return outcomes;
  }

  private static List<InputProblem> problems(
      Question question, Safelist safelist, List<Outcome> outcomes) {
    List<InputProblem> problems = new ArrayList<>();
    for (int i = 0; i < outcomes.size(); i++) {
      Input input = safelist.inputs().get(i);
      switch (outcomes.get(i)) {
        case Outcome.Present _ -> {}
        case Outcome.Unusable(InputProblem problem) -> problems.add(problem);
        case Outcome.Absent(InputProblem problem) -> {
          if (input.presence() == Input.Presence.MANDATORY) {
            standIn(input, problem, safelist, outcomes).ifPresent(problems::add);
          }
        }
      }
    }
    ListExtraction lists = new ListExtraction(question);
    for (Safelist.Exclusion exclusion : safelist.exclusions()) {
      if (lists.isExcluded(exclusion)) {
        problems.add(
            new InputProblem(
                exclusion.name(),
                InputProblem.SYSTEM,
                exclusion.name(),
                Kind.EXCLUDED,
                exclusion.reason()));
      }
    }
    // A model of problems and sex alone has no input that would have asked for the time.
    if (problems.isEmpty() && question.index().isEmpty()) {
      problems.add(UNDATED);
    }
    return problems;
  }

  /// An input that another model can supply is no problem while that model's inputs are there;
  /// otherwise both ways out are named.
  private static Optional<InputProblem> standIn(
      Input input, InputProblem problem, Safelist safelist, List<Outcome> outcomes) {
    if (!(input instanceof Input.Quantity quantity) || quantity.computedBy().isEmpty()) {
      return Optional.of(problem);
    }
    List<String> lacking = new ArrayList<>();
    List<String> unusable = new ArrayList<>();
    for (int i = 0; i < outcomes.size(); i++) {
      Input other = safelist.inputs().get(i);
      if (quantity.computedBy().get().inputs().contains(other.name())) {
        switch (outcomes.get(i)) {
          case Outcome.Present _ -> {}
          case Outcome.Absent _ -> lacking.add(Problems.named(other));
          // Its own problem says what is wrong with it.
          case Outcome.Unusable _ -> unusable.add(Problems.named(other));
        }
      }
    }
    if (lacking.isEmpty() && unusable.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new InputProblem(
            problem.input(),
            problem.system(),
            problem.code(),
            problem.kind(),
            problem.message()
                + " It cannot be computed either, "
                + (lacking.isEmpty()
                    ? "because " + String.join(" and ", unusable) + " cannot be used as it stands"
                    : "for want of " + String.join(" and ", lacking))
                + "."));
  }

  private static Deidentified released(
      IdentifiedBundle bundle, Safelist safelist, List<Outcome> outcomes) {
    List<Feature> features = new ArrayList<>(outcomes.size());
    List<UsedInput> used = new ArrayList<>(outcomes.size());
    for (Outcome outcome : outcomes) {
      if (outcome instanceof Outcome.Present(Feature feature, List<Source> sources)) {
        features.add(feature);
        for (Source source : sources) {
          used.add(new UsedInput(feature.input(), source.reference()));
        }
      }
    }
    return new Released(
        new DeidentifiedCase(bundle.requestId(), safelist.model(), features, safelist.profile()),
        used);
  }

  private static final String AS_OF = "asOf";

  private static final InputProblem FUTURE =
      new InputProblem(
          AS_OF,
          InputProblem.SYSTEM,
          AS_OF,
          Kind.IMPLAUSIBLE,
          "The as-of time lies in the future; leave it out or send one that has passed.");

  private static final InputProblem UNDATED =
      new InputProblem(
          AS_OF,
          InputProblem.SYSTEM,
          AS_OF,
          Kind.MISSING,
          "No dated measurement was found, so an as-of time is needed.");
}
