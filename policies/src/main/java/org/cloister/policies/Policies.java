package org.cloister.policies;

import com.google.errorprone.annotations.ThreadSafe;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cloister.policies.CedarAnswer.Effect;
import org.cloister.policies.CedarQuestion.Act;
import org.cloister.policies.CedarQuestion.Fact;
import org.cloister.policies.Decision.Reason;
import org.cloister.policies.consent.Code;
import org.cloister.policies.consent.ConsentQuestion;
import org.cloister.policies.consent.ConsentQuestion.Use;
import org.cloister.policies.consent.ConsentScope;
import org.cloister.policies.consent.ConsentScope.Outcome;
import org.cloister.policies.consent.PatientConsents;

/// The one place where a call is permitted or refused.
///
/// Each call is reduced to facts (do the scopes cover it, is the patient the one of the launch,
/// what do the Consents say) and the facts are put to the Cedar policies. Nothing is permitted that
/// no policy permits; a forbid wins; an error refuses. The same request gets the same decision from
/// the same policy set. Safe for concurrent use.
@ThreadSafe
public final class Policies {
  private static final String CONSENT = "Consent";

  private final Sha256 policySet;

  @SuppressWarnings("ThreadSafe") // its parts are, see below
  private final PolicyChecks.Checked checked;

  @SuppressWarnings("ThreadSafe") // guards its own memory
  private final CedarPolicies cedar;

  @SuppressWarnings("ThreadSafe") // List.copyOf of records
  private final List<PolicyRule> rules;

  @SuppressWarnings("ThreadSafe") // Optional of Set.copyOf
  private final Optional<Set<String>> knownRoles;

  @SuppressWarnings("ThreadSafe") // Optional of Set.copyOf
  private final Optional<Set<String>> knownResourceTypes;

  @SuppressWarnings("ThreadSafe") // List.copyOf of immutable records
  private final List<SignInRule> signIn;

  private Policies(Sha256 policySet, PolicyChecks.Checked checked, List<SignInRule> signIn) {
    this.policySet = policySet;
    this.checked = checked;
    this.cedar = checked.cedar();
    this.rules = checked.rules();
    this.knownRoles = checked.roles();
    this.knownResourceTypes = checked.resourceTypes();
    this.signIn = List.copyOf(signIn);
  }

  /// The policies that come with the product.
  ///
  /// @throws PolicyException if the Cedar library cannot be loaded
  public static Policies shipped() throws PolicyException {
    return of(PolicyFiles.shipped());
  }

  /// The policies of a directory: its `*.cedar` files and its `schema.cedarschema`. They take the
  /// place of the shipped ones as a whole.
  ///
  /// @throws PolicyException if anything in it is not as it must be; see [PolicyChecks]
  public static Policies fromDirectory(Path directory) throws PolicyException {
    return of(PolicyFiles.in(directory));
  }

  private static Policies of(PolicyFiles files) throws PolicyException {
    return new Policies(files.hash(), PolicyChecks.check(files), List.of());
  }

  /// The same policies, told whether whoever calls signed in as all of these rules ask.
  ///
  /// @throws IllegalArgumentException if one binds a role that no token can have
  public Policies requiring(List<SignInRule> signInRules) {
    for (SignInRule rule : signInRules) {
      if (rule.role().filter(role -> !isKnown(knownRoles, role)).isPresent()) {
        throw new IllegalArgumentException(
            "cloister.identity.sign-in names a role that the policies do not know: "
                + rule.role().get());
      }
    }
    return new Policies(policySet, checked, signInRules);
  }

  /// SHA-256 over the sorted names and contents of all policy files and the schema.
  public Sha256 policySet() {
    return policySet;
  }

  /// The policies in force, in the order of their files.
  public List<PolicyRule> rules() {
    return rules;
  }

  /// May this caller ask this model about this patient, for this purpose? Total: every request has
  /// an answer, and an error is a denial.
  public Decision decide(AccessRequest request) {
    ConsentScope consent =
        consent(
            request.consents(),
            request.purpose(),
            purpose ->
                new ConsentQuestion(
                    request.patientId(),
                    Use.INFER,
                    purpose,
                    request.caller().actorReferences(),
                    request.at(),
                    request.resources()));
    CedarQuestion question = question(request, consent.outcome());
    CedarAnswer answer = cedar.ask(question);
    Optional<CedarAnswer> override =
        isInTheWay(consent) && request.breakGlassReason().isPresent()
            ? Optional.of(breakGlass(question))
            : Optional.empty();
    DecisionTrace trace = trace(Stream.concat(Stream.of(answer), override.stream()));
    if (override.isPresent() && override.get().effect() == Effect.ALLOW) {
      return decision(request, Access.BREAK_GLASS, trace(override.stream()), consent.overridden());
    }
    return answer.effect() == Effect.ALLOW
        ? decision(request, Access.ORDINARY, trace(Stream.of(answer)), consent)
        : new Decision.Denied(
            isOnlyRestricted(question, override.isPresent())
                ? Reason.RESTRICTED
                : reason(question, answer),
            trace.under(consent));
  }

  /// May this caller read back results? The Consents are asked about reading, not about inference.
  public ReadDecision decideRead(ReadRequest request) {
    if (!isKnown(knownResourceTypes, request.resourceType())) {
      return new ReadDecision.Denied(Reason.FORBIDDEN, trace(Stream.empty()));
    }
    ConsentScope consent =
        consent(
            request.patientId().isPresent() ? request.consents() : PatientConsents.none(),
            request.purpose(),
            purpose ->
                new ConsentQuestion(
                    request.patientId().orElse(""),
                    Use.READ,
                    purpose,
                    request.caller().actorReferences(),
                    request.at(),
                    request.resources()));
    CedarQuestion question = question(request, consent.outcome());
    CedarAnswer answer = cedar.ask(question);
    DecisionTrace trace = trace(Stream.of(answer));
    return answer.effect() == Effect.ALLOW && request.purpose().isPresent()
        ? new ReadDecision.Permitted(
            new ReadPermit(
                request.requestId(),
                request.resourceType(),
                request.purpose().get(),
                trace,
                consent))
        : new ReadDecision.Denied(
            isOnlyRestricted(question, false) ? Reason.RESTRICTED : reason(question, answer),
            trace.under(consent));
  }

  /// May this caller oversee the gateway in this way? No Consent bears on it.
  public OversightDecision decideOversight(OversightRequest request) {
    Caller caller = request.caller();
    Set<Fact> facts = facts(caller, request.purpose(), request.tenant(), request.patientId());
    add(facts, Fact.SCOPES_COVER, request.action().isCoveredBy(caller));
    CedarQuestion question =
        question(
            request.action().act(),
            caller,
            request.tenant(),
            request.purpose(),
            facts,
            Outcome.NONE_ON_FILE);
    CedarAnswer answer = cedar.ask(question);
    DecisionTrace trace = trace(Stream.of(answer));
    return answer.effect() == Effect.ALLOW && request.purpose().isPresent()
        ? new OversightDecision.Permitted(
            new OversightGrant(
                request.requestId(), request.action(), request.purpose().get(), trace))
        : new OversightDecision.Denied(reason(question, answer), trace);
  }

  /// May this caller put this patient's Consent on file? The Consents already there have no say: a
  /// patient who denied everything can still change their mind, and be heard.
  public ConsentWrite.Decision decideConsentWrite(ConsentWrite request) {
    Caller caller = request.caller();
    Set<Fact> facts =
        facts(caller, request.purpose(), request.tenant(), Optional.of(request.patientId()));
    add(facts, Fact.SCOPES_COVER, caller.mayDo(request.interaction().permission(), CONSENT));
    CedarQuestion question =
        question(Act.KEEP_CONSENT, caller, CONSENT, request.purpose(), facts, Outcome.NONE_ON_FILE);
    CedarAnswer answer = cedar.ask(question);
    DecisionTrace trace = trace(Stream.of(answer));
    return answer.effect() == Effect.ALLOW && request.purpose().isPresent()
        ? new ConsentWrite.Decision.Permitted(
            new ConsentWritePermit(request.requestId(), request.patientId(), trace))
        : new ConsentWrite.Decision.Denied(reason(question, answer), trace);
  }

  /// May this caller have data de-identified for this domain? No single Consent bears on it: a
  /// document may hold many patients, and whose it is nobody has read yet.
  public Deidentification.Decision decideDeidentification(Deidentification request) {
    Caller caller = request.caller();
    Set<Fact> facts = facts(caller, request.purpose(), request.tenant(), Optional.empty());
    add(facts, Fact.SCOPES_COVER, caller.mayDo('c', "Bundle"));
    add(facts, Fact.LIMITED_DATA_SET, request.kind() == Deidentification.Kind.LIMITED_DATA_SET);
    CedarQuestion question =
        question(
            Act.DEIDENTIFY,
            caller,
            request.domain(),
            request.purpose(),
            facts,
            Outcome.NONE_ON_FILE);
    CedarAnswer answer = cedar.ask(question);
    DecisionTrace trace = trace(Stream.of(answer));
    return answer.effect() == Effect.ALLOW && request.purpose().isPresent()
        ? new Deidentification.Decision.Permitted(
            new DeidentificationPermit(
                request.requestId(), request.domain(), request.purpose().get(), trace))
        : new Deidentification.Decision.Denied(reason(question, answer), trace);
  }

  /// A permit names a purpose, so without one there is none, whatever the policies say.
  private static Decision decision(
      AccessRequest request, Access access, DecisionTrace trace, ConsentScope consent) {
    return request
        .purpose()
        .<Decision>map(purpose ->
            new Decision.Permitted(
                new Permit(request.requestId(), request.model(), purpose, access, trace, consent)))
        .orElseGet(() -> new Decision.Denied(Reason.FORBIDDEN, trace));
  }

  /// Break-glass overrides the Consent and nothing else: a policy must permit the override, and the
  /// call itself must be one that is permitted where no Consent is on file.
  private CedarAnswer breakGlass(CedarQuestion question) {
    CedarAnswer override = cedar.ask(question.as(Act.BREAK_GLASS));
    CedarAnswer otherwise = cedar.ask(question.with(Outcome.NONE_ON_FILE));
    if (override.effect() != Effect.ALLOW || otherwise.effect() != Effect.ALLOW) {
      return override.effect() == Effect.ALLOW ? otherwise : override;
    }
    return new CedarAnswer(
        Effect.ALLOW,
        Stream.concat(override.policyIds().stream(), otherwise.policyIds().stream())
            .distinct()
            .toList());
  }

  private static boolean isInTheWay(ConsentScope consent) {
    return consent.outcome() == Outcome.DENY || !consent.withheld().isEmpty();
  }

  private static ConsentScope consent(
      PatientConsents consents,
      Optional<PurposeOfUse> purpose,
      Function<Code, ConsentQuestion> question) {
    // Without a purpose the call is refused anyway; no Consent can be asked about it.
    Code code =
        new Code(PurposeOfUse.SYSTEM, purpose.map(Enum::name).orElse(CedarQuestion.UNSTATED));
    return consents.evaluate(question.apply(code));
  }

  private CedarQuestion question(AccessRequest request, Outcome consent) {
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
    return question(Act.INFER, caller, request.model().value(), request.purpose(), facts, consent);
  }

  private CedarQuestion question(ReadRequest request, Outcome consent) {
    Caller caller = request.caller();
    Set<Fact> facts = facts(caller, request.purpose(), request.tenant(), request.patientId());
    add(
        facts,
        Fact.SCOPES_COVER,
        caller.mayDo(request.interaction().permission(), request.resourceType()));
    add(facts, Fact.USE_RESTRICTED, isRestricted(request.purpose(), request.restricted()));
    return question(
        Act.READ_RESULT, caller, request.resourceType(), request.purpose(), facts, consent);
  }

  private CedarQuestion question(
      Act act,
      Caller caller,
      String resource,
      Optional<PurposeOfUse> purpose,
      Set<Fact> facts,
      Outcome consent) {
    return new CedarQuestion(
        act,
        caller.clientId(),
        caller.roles().stream()
            .filter(role -> isKnown(knownRoles, role))
            .collect(Collectors.toUnmodifiableSet()),
        resource,
        purpose.map(Enum::name).orElse(CedarQuestion.UNSTATED),
        caller.purposes().stream().map(Enum::name).collect(Collectors.toUnmodifiableSet()),
        facts,
        consent);
  }

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

  /// Whether the call would be permitted if nothing restricted the use of the patient's data. Only
  /// who could ask otherwise is told of it.
  private boolean isOnlyRestricted(CedarQuestion question, boolean breaksGlass) {
    CedarQuestion open = question.unrestricted();
    return question.facts().contains(Fact.USE_RESTRICTED)
        && (cedar.ask(open).effect() == Effect.ALLOW
            || (breaksGlass && breakGlass(open).effect() == Effect.ALLOW));
  }

  private Reason reason(CedarQuestion question, CedarAnswer answer) {
    if (answer.effect() == Effect.FAILED) {
      return Reason.POLICY_ERROR;
    }
    if (!question.facts().contains(Fact.SIGN_IN_SUFFICES)
        && cedar.ask(question.signedIn()).effect() == Effect.ALLOW) {
      return Reason.WEAK_SIGN_IN;
    }
    return question.facts().contains(Fact.SCOPES_COVER)
        ? Reason.FORBIDDEN
        : Reason.INSUFFICIENT_SCOPE;
  }

  private DecisionTrace trace(Stream<CedarAnswer> answers) {
    return new DecisionTrace(
        policySet, answers.flatMap(answer -> answer.policyIds().stream()).distinct().toList());
  }

  private static boolean isKnown(Optional<Set<String>> known, String word) {
    return known.isEmpty() || known.get().contains(word);
  }
}
