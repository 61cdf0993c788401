package org.cloister.policies.consent;

import com.google.errorprone.annotations.Immutable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cloister.policies.consent.ConsentScope.Outcome;
import org.cloister.policies.consent.Provision.Verdict;
import org.hl7.fhir.r4.model.Consent;

/// The Consents of one patient, as they are on file, read once into immutable rules.
///
/// Reading, after IHE Privacy Consent on FHIR and FHIR R4, resource by resource:
///
/// 1. Only a Consent with status `active` whose root `period` includes the time of the question
///    counts.
/// 2. A root `permit` covers the purposes it names (and narrower ones; all, where it names none)
///    and is exhaustive for them. About other purposes a Consent is silent: a permission for
///    research says nothing about treatment.
/// 3. Nested provisions are exceptions to their parent.
/// 4. Of those of one scope that are not silent, the newest by `dateTime` stands; between scopes,
///    and where no order is certain, a denial wins.
/// 5. Whatever we do not understand denies.
///
/// Consents from two places ([#together]) are read place by place, so that a newer one that a
/// caller hands in takes the place of none that is kept here; between the places a denial wins.
@Immutable
public final class PatientConsents {
  /// The system of [#INFER], for `Consent.provision.action`.
  public static final String ACTION_SYSTEM =
      "https://cloister.health/fhir/CodeSystem/consent-action";

  /// "Use by a model": a provision with this action alone speaks of inference and leaves reading
  /// alone.
  public static final String INFER = "infer";

  private static final Comparator<ConsentRule> NEWEST_FIRST =
      Comparator.<ConsentRule, Instant>comparing(rule -> rule.issued().orElse(Span.ALWAYS).from())
          .reversed()
          .thenComparing(rule -> rule.id().orElse(""));

  private static final PatientConsents NONE = new PatientConsents(List.of());

  /// The Consents of one place.
  ///
  /// @param active newest first
  /// @param ids of all, the inactive ones too
  private record Place(List<ConsentRule> active, Set<String> ids) {
    Place {
      active = List.copyOf(active);
      ids = Set.copyOf(ids);
    }

    Place without(Set<String> others) {
      return new Place(
          active.stream().filter(rule -> rule.id().filter(others::contains).isEmpty()).toList(),
          ids);
    }
  }

  @SuppressWarnings("Immutable") // List.copyOf of records
  private final List<Place> places;

  private PatientConsents(List<Place> places) {
    this.places = List.copyOf(places);
  }

  /// No Consent on file.
  public static PatientConsents none() {
    return NONE;
  }

  /// Reads Consents of one patient; later changes to them change nothing here. The order does not
  /// matter.
  public static PatientConsents of(List<Consent> consents) {
    if (consents.isEmpty()) {
      return NONE;
    }
    List<ConsentRule> active =
        consents.stream()
            .filter(consent -> consent.getStatus() == Consent.ConsentState.ACTIVE)
            .map(ConsentReader::read)
            .sorted(NEWEST_FIRST)
            .toList();
    Set<String> ids =
        consents.stream()
            .flatMap(consent -> Optional.ofNullable(consent.getIdElement().getIdPart()).stream())
            .collect(Collectors.toUnmodifiableSet());
    return new PatientConsents(List.of(new Place(active, ids)));
  }

  /// These Consents, kept here, and those that a caller hands in. Of a Consent that is in both, by
  /// its id, the kept version counts, whatever its status: a caller's copy may be older, and a
  /// withdrawn Consent must not come back with it.
  public PatientConsents together(PatientConsents handedIn) {
    if (places.isEmpty()) {
      return handedIn;
    }
    if (handedIn.places.isEmpty()) {
      return this;
    }
    Set<String> kept =
        places.stream().flatMap(place -> place.ids().stream()).collect(Collectors.toSet());
    return new PatientConsents(
        Stream.concat(places.stream(), handedIn.places.stream().map(place -> place.without(kept)))
            .toList());
  }

  /// What the Consents let this call use. Total: every question has an answer.
  public ConsentScope evaluate(ConsentQuestion question) {
    Stream<Optional<ConsentedResource>> subjects =
        question.resources().isEmpty()
            ? Stream.of(Optional.empty())
            : question.resources().stream().map(Optional::of);
    List<Resolution> resolutions = subjects.map(it -> resolve(question, it)).toList();
    Verdict overall = overall(resolutions);
    Set<String> withheld = new HashSet<>();
    for (Resolution resolution : resolutions) {
      if (resolution.verdict() == Verdict.DENY) {
        resolution.resource().ifPresent(it -> withheld.add(it.reference()));
      }
    }
    return new ConsentScope(
        switch (overall) {
          case DENY -> Outcome.DENY;
          case PERMIT -> Outcome.PERMIT;
          case SILENT -> Outcome.NONE_ON_FILE;
        },
        decidingId(resolutions, overall),
        withheld);
  }

  /// @param rule the first of the Consents that said so
  private record Resolution(
      Optional<ConsentedResource> resource, Verdict verdict, Optional<ConsentRule> rule) {}

  private record Voice(ConsentRule rule, Verdict verdict) {}

  private Resolution resolve(ConsentQuestion question, Optional<ConsentedResource> resource) {
    List<Voice> standing = new ArrayList<>();
    for (Place place : places) {
      List<Voice> voices =
          place.active().stream()
              .map(rule -> new Voice(rule, rule.verdict(question, resource)))
              .filter(voice -> voice.verdict() != Verdict.SILENT)
              .toList();
      standing.addAll(standing(voices, question.at()));
    }
    Verdict verdict =
        standing.stream().map(Voice::verdict).reduce(Provision::max).orElse(Verdict.SILENT);
    return new Resolution(
        resource,
        verdict,
        standing.stream().filter(voice -> voice.verdict() == verdict).map(Voice::rule).findFirst());
  }

  /// Those that no certainly newer Consent of the same scope has replaced. One that is dated after
  /// the question replaces nothing.
  private static List<Voice> standing(List<Voice> voices, Instant at) {
    Map<String, Instant> newest = new HashMap<>();
    for (Voice voice : voices) {
      voice
          .rule()
          .issued()
          .map(Span::from)
          .filter(issued -> !issued.isAfter(at))
          .ifPresent(issued ->
              newest.merge(
                  voice.rule().scope(), issued, (one, other) -> one.isAfter(other) ? one : other));
    }
    return voices.stream()
        .filter(voice ->
            !voice.rule().isIssuedBefore(newest.getOrDefault(voice.rule().scope(), Instant.MIN)))
        .toList();
  }

  /// Deny where nothing is left; permit where all that is left is expressly permitted.
  private static Verdict overall(List<Resolution> resolutions) {
    List<Verdict> left =
        resolutions.stream()
            .map(Resolution::verdict)
            .filter(verdict -> verdict != Verdict.DENY)
            .toList();
    if (left.isEmpty()) {
      return Verdict.DENY;
    }
    return left.contains(Verdict.SILENT) ? Verdict.SILENT : Verdict.PERMIT;
  }

  /// The Consent behind the outcome; where the outcome is silence, one that withholds something.
  private static Optional<String> decidingId(List<Resolution> resolutions, Verdict overall) {
    return Stream.concat(
            resolutions.stream().filter(it -> it.verdict() == overall), resolutions.stream())
        .flatMap(it -> it.rule().stream())
        .flatMap(rule -> rule.id().stream())
        .findFirst();
  }

  @Override
  public String toString() {
    return "PatientConsents[redacted]";
  }
}
