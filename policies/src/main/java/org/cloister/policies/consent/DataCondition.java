package org.cloister.policies.consent;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The conditions of a provision on the data. An absent condition holds.
///
/// @param labels security labels; confidentiality is a mark on a scale, any other label is there or
///   not
/// @param types FHIR resource types, any of them
/// @param dataPeriod clinical time of the data
/// @param instances single resources, any of them; an empty entry is one that we cannot identify
record DataCondition(
    List<Code> labels,
    List<String> types,
    Optional<Span> dataPeriod,
    List<Optional<ResourceName>> instances) {
  static final String CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";

  /// From unrestricted to very restricted.
  static final List<String> SCALE = List.of("U", "L", "M", "N", "R", "V");

  DataCondition {
    labels = List.copyOf(labels);
    types = List.copyOf(types);
    instances = List.copyOf(instances);
  }

  /// Whether the data is what a rule of this effect speaks of. Of data about which nothing is known
  /// (an empty `resource`), no conditional permission holds and every conditional denial may.
  Match holds(Provision.Effect effect, Optional<ConsentedResource> resource) {
    if (resource.isEmpty()) {
      return isUnconditional() ? Match.YES : Match.MAYBE;
    }
    ConsentedResource data = resource.get();
    return label(effect, data)
        .and(types.isEmpty() ? Match.YES : Match.of(types.contains(data.type())))
        .and(dataPeriod.map(period -> isDated(effect, data, period)).orElse(Match.YES))
        .and(instance(data));
  }

  private boolean isUnconditional() {
    return labels.isEmpty() && types.isEmpty() && dataPeriod.isEmpty() && instances.isEmpty();
  }

  /// "If the consent specifies a security label of R then it applies to all resources that are
  /// labeled R or lower: for Confidentiality, it's a high water mark"
  /// (https://hl7.org/fhir/R4/consent-definitions.html#Consent.provision.securityLabel). That is
  /// how a permission reads; a denial of R applies to R and higher. A permission needs both a
  /// confidentiality within the mark and one of the other labels; a denial needs either.
  private Match label(Provision.Effect effect, ConsentedResource data) {
    if (labels.isEmpty()) {
      return Match.YES;
    }
    List<Code> marks =
        labels.stream().filter(label -> label.system().equals(CONFIDENTIALITY)).toList();
    List<Code> others =
        labels.stream().filter(label -> !label.system().equals(CONFIDENTIALITY)).toList();
    Match other = Match.of(others.stream().anyMatch(data.labels()::contains));
    return switch (effect) {
      case PERMIT ->
          (marks.isEmpty() ? Match.YES : isWithin(marks, data))
              .and(others.isEmpty() ? Match.YES : other);
      case DENY -> isAtOrAbove(marks, data).or(other);
    };
  }

  /// An unlabelled resource is within no mark: nobody said that it is not restricted.
  private static Match isWithin(List<Code> marks, ConsentedResource data) {
    Optional<Integer> level = level(data.labels());
    int mark = marks.stream().mapToInt(label -> SCALE.indexOf(label.code())).max().orElse(-1);
    return Match.of(level.isPresent() && level.get() <= mark);
  }

  private static Match isAtOrAbove(List<Code> marks, ConsentedResource data) {
    Optional<Integer> level = level(data.labels());
    int mark = marks.stream().mapToInt(label -> SCALE.indexOf(label.code())).min().orElse(99);
    return Match.of(level.isPresent() && level.get() >= mark);
  }

  /// The highest confidentiality among the labels; a code outside of the scale counts as the
  /// highest.
  private static Optional<Integer> level(Set<Code> labels) {
    return labels.stream()
        .filter(label -> label.system().equals(CONFIDENTIALITY))
        .map(label -> SCALE.indexOf(label.code()))
        .map(index -> index < 0 ? SCALE.size() : index)
        .max(Comparator.naturalOrder());
  }

  /// The Patient resource has no clinical time and is what every permission is about, so a limit in
  /// time does not reach it.
  private static Match isDated(Provision.Effect effect, ConsentedResource data, Span period) {
    if (data.type().equals("Patient")) {
      return Match.of(effect == Provision.Effect.PERMIT);
    }
    return data.clinicalTime()
        .map(time ->
            switch (effect) {
              case PERMIT -> Match.of(period.encloses(time));
              case DENY -> Match.of(period.overlaps(time));
            })
        .orElse(Match.MAYBE);
  }

  private Match instance(ConsentedResource data) {
    return instances.stream()
        .map(named -> named.map(data::isNamed).orElse(Match.MAYBE))
        .reduce(Match::or)
        .orElse(Match.YES);
  }

  @Override
  public String toString() {
    return "DataCondition[redacted]";
  }
}
