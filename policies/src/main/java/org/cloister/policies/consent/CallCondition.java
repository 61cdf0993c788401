package org.cloister.policies.consent;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The conditions of a provision on who asks, when, and what for. An absent condition holds.
///
/// @param period when the rule is in force
/// @param purposes any of them
/// @param actors any of them; an empty entry is somebody whom we cannot identify
/// @param actions any of them
record CallCondition(
    Span period, List<Code> purposes, List<Optional<ResourceName>> actors, List<Action> actions) {

  /// Kinds of use, codes of `http://terminology.hl7.org/CodeSystem/consentaction`, and the
  /// product's own `infer`.
  enum Action {
    COLLECT,
    ACCESS,
    USE,
    DISCLOSE,
    CORRECT,
    /// Use by a model.
    INFER,
    /// A kind of use that we do not know.
    UNKNOWN;

    Match isDone(ConsentQuestion.Use use) {
      return switch (this) {
        case COLLECT, CORRECT -> Match.NO;
        case UNKNOWN, DISCLOSE -> Match.MAYBE;
        case INFER -> Match.of(use == ConsentQuestion.Use.INFER);
        case USE -> use == ConsentQuestion.Use.INFER ? Match.YES : Match.MAYBE;
        case ACCESS -> use == ConsentQuestion.Use.READ ? Match.YES : Match.MAYBE;
      };
    }
  }

  private static final Set<String> PERSONS =
      Set.of("Practitioner", "Patient", "RelatedPerson", "Person");

  CallCondition {
    purposes = List.copyOf(purposes);
    actors = List.copyOf(actors);
    actions = List.copyOf(actions);
  }

  Match holds(ConsentQuestion question) {
    return Match.of(!lapsed(question))
        .and(purpose(question))
        .and(action(question))
        .and(actor(question));
  }

  boolean lapsed(ConsentQuestion question) {
    return !period.contains(question.at());
  }

  /// Whether the rule names this purpose and may name this kind of use, whoever asks.
  boolean namesTheCase(ConsentQuestion question) {
    return purpose(question) == Match.YES && action(question) != Match.NO;
  }

  private Match purpose(ConsentQuestion question) {
    return purposes.stream()
        .map(named -> Purposes.speaks(named, question.purpose()))
        .reduce(Match::or)
        .orElse(Match.YES);
  }

  private Match action(ConsentQuestion question) {
    return actions.stream()
        .map(action -> action.isDone(question.use()))
        .reduce(Match::or)
        .orElse(Match.YES);
  }

  private Match actor(ConsentQuestion question) {
    List<ResourceName> asking =
        question.actors().stream().flatMap(name -> ResourceName.parse(name).stream()).toList();
    return actors.stream()
        .map(named -> named.map(name -> isAmong(name, asking)).orElse(Match.MAYBE))
        .reduce(Match::or)
        .orElse(Match.YES);
  }

  /// A token that names a practitioner tells that no other practitioner asks; it does not tell to
  /// which groups the practitioner belongs.
  private static Match isAmong(ResourceName named, List<ResourceName> asking) {
    if (asking.stream().anyMatch(named::same)) {
      return Match.YES;
    }
    return asking.stream().anyMatch(other -> kind(other).equals(kind(named)))
        ? Match.NO
        : Match.MAYBE;
  }

  private static String kind(ResourceName name) {
    return PERSONS.contains(name.type()) ? "Person" : name.type();
  }

  @Override
  public String toString() {
    return "CallCondition[redacted]";
  }
}
