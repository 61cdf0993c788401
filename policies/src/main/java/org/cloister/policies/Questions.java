package org.cloister.policies;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.cloister.policies.CedarQuestion.Act;
import org.cloister.policies.CedarQuestion.Fact;
import org.cloister.policies.consent.ConsentScope.Outcome;

/// Reduces each call to what Cedar is told of it: facts, and no patient, person or token. Never
/// changes.
final class Questions {
  private final Optional<Set<String>> roles;
  private final List<SignInRule> signIn;

  /// @param roles those that the schema lists; empty where it lists none and takes any
  /// @param signIn the rules that a person's sign-in must meet, all of them
  Questions(Optional<Set<String>> roles, List<SignInRule> signIn) {
    this.roles = roles;
    this.signIn = List.copyOf(signIn);
  }

  /// Whether a token can have this role to any effect.
  boolean knows(String role) {
    return roles.isEmpty() || roles.get().contains(role);
  }

  CedarQuestion of(AccessRequest request, Outcome consent) {
    Caller caller = request.caller();
    Set<Fact> facts =
        facts(caller, request.purpose(), request.tenant(), Optional.of(request.patientId()));
    boolean covered =
        caller.mayDo('c', request.result().fhirType())
            && request.resourceTypes().stream().allMatch(type -> caller.mayDo('r', type));
    add(facts, Fact.SCOPES_COVER, covered);
    add(facts, Fact.USE_RESTRICTED, isRestricted(request.purpose(), request.restricted()));
    add(
        facts,
        Fact.REASON_GIVEN,
        request.breakGlassReason().filter(reason -> !reason.isBlank()).isPresent());
    return question(Act.INFER, caller, request.model().value(), request.purpose(), facts)
        .with(consent);
  }

  CedarQuestion of(ReadRequest request, Outcome consent) {
    Caller caller = request.caller();
    Set<Fact> facts = facts(caller, request.purpose(), request.tenant(), request.patientId());
    add(
        facts,
        Fact.SCOPES_COVER,
        caller.mayDo(request.interaction().permission(), request.resourceType()));
    add(facts, Fact.USE_RESTRICTED, isRestricted(request.purpose(), request.restricted()));
    return question(Act.READ_RESULT, caller, request.resourceType(), request.purpose(), facts)
        .with(consent);
  }

  CedarQuestion of(OversightRequest request) {
    Caller caller = request.caller();
    Set<Fact> facts = facts(caller, request.purpose(), request.tenant(), request.patientId());
    add(facts, Fact.SCOPES_COVER, request.action().isCoveredBy(caller));
    return question(request.action().act(), caller, request.tenant(), request.purpose(), facts);
  }

  CedarQuestion of(ConsentWrite request) {
    Caller caller = request.caller();
    Set<Fact> facts =
        facts(caller, request.purpose(), request.tenant(), Optional.of(request.patientId()));
    add(facts, Fact.SCOPES_COVER, caller.mayDo(request.interaction().permission(), "Consent"));
    return question(Act.KEEP_CONSENT, caller, "Consent", request.purpose(), facts);
  }

  CedarQuestion of(Deidentification request) {
    Caller caller = request.caller();
    Set<Fact> facts = facts(caller, request.purpose(), request.tenant(), Optional.empty());
    add(facts, Fact.SCOPES_COVER, caller.mayDo('c', "Bundle"));
    add(facts, Fact.LIMITED_DATA_SET, request.kind() == Deidentification.Kind.LIMITED_DATA_SET);
    return question(Act.DEIDENTIFY, caller, request.domain(), request.purpose(), facts);
  }

  /// With no Consent on file.
  private CedarQuestion question(
      Act act, Caller caller, String resource, Optional<PurposeOfUse> purpose, Set<Fact> facts) {
    return new CedarQuestion(
        act,
        caller.clientId(),
        caller.roles().stream().filter(this::knows).collect(Collectors.toUnmodifiableSet()),
        resource,
        purpose.map(Enum::name).orElse(CedarQuestion.UNSTATED),
        caller.purposes().stream().map(Enum::name).collect(Collectors.toUnmodifiableSet()),
        facts,
        Outcome.NONE_ON_FILE);
  }

  /// What is asked about every call.
  private Set<Fact> facts(
      Caller caller, Optional<PurposeOfUse> purpose, String tenant, Optional<String> patientId) {
    Set<Fact> facts = EnumSet.noneOf(Fact.class);
    add(facts, Fact.TOKEN_COMPLETE, caller.isComplete());
    add(
        facts,
        Fact.SIGN_IN_SUFFICES,
        signIn.stream().allMatch(rule -> rule.isMetBy(caller, purpose)));
    add(facts, Fact.TENANT_MATCHES, !tenant.isBlank() && tenant.equals(caller.tenant()));
    add(
        facts,
        Fact.PATIENT_IN_COMPARTMENT,
        caller.patient().isEmpty() || caller.patient().equals(patientId));
    add(facts, Fact.PATIENT_NAMED, patientId.filter(id -> !id.isBlank()).isPresent());
    add(
        facts,
        Fact.PERSON_NAMED,
        caller.fhirUser().filter(person -> !person.isBlank()).isPresent());
    return facts;
  }

  private static void add(Set<Fact> facts, Fact fact, boolean holds) {
    if (holds) {
      facts.add(fact);
    }
  }

  private static boolean isRestricted(
      Optional<PurposeOfUse> purpose, Set<PurposeOfUse> restricted) {
    return purpose.filter(restricted::contains).isPresent();
  }
}
