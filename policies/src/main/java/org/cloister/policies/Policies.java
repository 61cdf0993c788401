package org.cloister.policies;

import com.google.errorprone.annotations.ThreadSafe;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
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
  private final Sha256 policySet;

  @SuppressWarnings("ThreadSafe") // its parts are, see below
  private final PolicyChecks.Checked checked;

  @SuppressWarnings("ThreadSafe") // guards its own memory
  private final CedarPolicies cedar;

  @SuppressWarnings("ThreadSafe") // never changes
  private final Questions questions;

  private Policies(Sha256 policySet, PolicyChecks.Checked checked, List<SignInRule> signIn) {
    this.policySet = policySet;
    this.checked = checked;
    this.cedar = checked.cedar();
    this.questions = new Questions(checked.roles(), signIn);
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

  /// The same policies, told whether a person who calls signed in as all of these rules ask.
  ///
  /// @throws IllegalArgumentException if one binds a role that no token can have
  public Policies requiring(List<SignInRule> signInRules) {
    for (SignInRule rule : signInRules) {
      if (rule.role().filter(role -> !questions.knows(role)).isPresent()) {
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
    return checked.rules();
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
    CedarQuestion question = questions.of(request, consent.outcome());
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
    if (checked.resourceTypes().filter(it -> !it.contains(request.resourceType())).isPresent()) {
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
    CedarQuestion question = questions.of(request, consent.outcome());
    return switch (ruling(question, request.purpose())) {
      case Ruling.Allowed(var purpose, var trace) ->
          new ReadDecision.Permitted(
              new ReadPermit(request.requestId(), request.resourceType(), purpose, trace, consent));
      case Ruling.Refused(var reason, var trace) ->
          new ReadDecision.Denied(
              isOnlyRestricted(question, false) ? Reason.RESTRICTED : reason, trace.under(consent));
    };
  }

  /// May this caller oversee the gateway in this way? No Consent bears on it.
  public OversightDecision decideOversight(OversightRequest request) {
    return switch (ruling(questions.of(request), request.purpose())) {
      case Ruling.Allowed(var purpose, var trace) ->
          new OversightDecision.Permitted(
              new OversightGrant(request.requestId(), request.action(), purpose, trace));
      case Ruling.Refused(var reason, var trace) -> new OversightDecision.Denied(reason, trace);
    };
  }

  /// May this caller put this patient's Consent on file? The Consents already there have no say: a
  /// patient who denied everything can still change their mind, and be heard.
  public ConsentWrite.Decision decideConsentWrite(ConsentWrite request) {
    return switch (ruling(questions.of(request), request.purpose())) {
      case Ruling.Allowed(var _, var trace) ->
          new ConsentWrite.Decision.Permitted(
              new ConsentWritePermit(request.requestId(), request.patientId(), trace));
      case Ruling.Refused(var reason, var trace) -> new ConsentWrite.Decision.Denied(reason, trace);
    };
  }

  /// May this caller have data de-identified for this domain? No single Consent bears on it: a
  /// document may hold many patients, and whose it is nobody has read yet. The permit says what is
  /// decided where one of them turns out to restrict the use of their data.
  public Deidentification.Decision decideDeidentification(Deidentification request) {
    CedarQuestion question = questions.of(request);
    return switch (ruling(question, request.purpose())) {
      case Ruling.Allowed(var purpose, var trace) ->
          new Deidentification.Decision.Permitted(
              new DeidentificationPermit(
                  request.requestId(),
                  request.domain(),
                  purpose,
                  trace,
                  refusal(question.restricted())));
      case Ruling.Refused(var reason, var trace) ->
          new Deidentification.Decision.Denied(reason, trace);
    };
  }

  /// What became of a question.
  private sealed interface Ruling {
    /// @param purpose the stated one: a permit names a purpose, so without one there is none,
    ///   whatever the policies say
    record Allowed(PurposeOfUse purpose, DecisionTrace trace) implements Ruling {}

    record Refused(Reason reason, DecisionTrace trace) implements Ruling {}
  }

  private Ruling ruling(CedarQuestion question, Optional<PurposeOfUse> stated) {
    CedarAnswer answer = cedar.ask(question);
    DecisionTrace trace = trace(Stream.of(answer));
    return answer.effect() == Effect.ALLOW && stated.isPresent()
        ? new Ruling.Allowed(stated.get(), trace)
        : new Ruling.Refused(reason(question, answer), trace);
  }

  /// What refuses this question; empty where it is permitted.
  private Optional<DecisionTrace> refusal(CedarQuestion question) {
    CedarAnswer answer = cedar.ask(question);
    return answer.effect() == Effect.ALLOW
        ? Optional.empty()
        : Optional.of(trace(Stream.of(answer)));
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
}
