package org.cloister.gateway.infer;

import java.io.IOException;
import java.util.Optional;
import org.cloister.audit.AuditException;
import org.cloister.audit.Outcome;
import org.cloister.deid.Deidentified;
import org.cloister.deid.IdentifiedBundle;
import org.cloister.deid.ParsedBundle;
import org.cloister.deid.fhir.Read;
import org.cloister.deid.sealing.SealingException;
import org.cloister.gateway.answer.AnswerResources;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.identity.Authentication.Authenticated;
import org.cloister.gateway.identity.Authentication.Unauthenticated;
import org.cloister.models.Manifest;
import org.cloister.models.ModelResult;
import org.cloister.models.Prediction;
import org.cloister.models.metering.Stage;
import org.cloister.policies.AccessRequest;
import org.cloister.policies.Caller;
import org.cloister.policies.Decision;
import org.cloister.policies.Permit;

/// The one path of an inference. It reads top to bottom, and the order is the point:
///
/// 1. *Who asks?* Before a byte of the body is read, so that a stranger costs nothing.
/// 2. *What was sent?* Bounded, then parsed; from here on nothing is a string with meaning.
/// 3. *May they?* Scopes, compartment, purpose, Consent and policies give a [Permit], or nothing.
/// 4. *The minimum.* The permit and the model's safelist give a de-identified case. The intent is
///    on its way to the disk meanwhile.
/// 5. *Run.* The model sees the case.
/// 6. *Interpret and seal.* The prediction becomes FHIR, and what is kept of it is sealed.
/// 7. *Record.* Only a receipt of the durable outcome makes a reply.
///
/// Each stage takes what only the one before can make. Whatever happens on the way, a bug included,
/// ends in stage 7. Safe for many threads; a call stays on its thread.
public final class InferencePipeline {
  private final PipelineParts parts;
  private final Reception reception;
  private final Recording recording;

  public InferencePipeline(PipelineParts parts, Admission admission, Recording recording) {
    this.parts = parts;
    this.reception = new Reception(admission, recording);
    this.recording = recording;
  }

  /// Answers one call. Never throws: a bug is a recorded failure, an unwritable log is
  /// [Reply.Unrecorded].
  public Reply infer(Submission submission) {
    return reception.answer(_ -> {}, call -> authenticate(submission, call));
  }

  /// Notes that a caller went away before its reply was written.
  public void undelivered(Reply.Recorded reply) {
    recording.undelivered(reply);
  }

  // 1. Who asks?
  private Ending authenticate(Submission submission, Call call)
      throws IOException, SealingException, AuditException {
    return switch (parts.authenticator().authenticate(submission.authorization().orElse(null))) {
      case Unauthenticated(var cause) -> {
        call.body().unauthenticated(cause.name());
        yield Refused.because(Refused.code(cause));
      }
      case Authenticated(var caller) -> {
        call.by(caller);
        yield parse(submission, caller, call);
      }
    };
  }

  // 2. What was sent?
  private Ending parse(Submission submission, Caller caller, Call call)
      throws IOException, SealingException, AuditException {
    call.meter().enter(Stage.PARSE);
    Optional<byte[]> body = submission.body(parts.reader().limits().maximumBytes());
    if (body.isEmpty()) {
      return Refused.because(OutcomeCode.TOO_LONG);
    }
    call.requestBytes(body.get().length);
    return switch (parts.reader().read(body.get())) {
      case Read.TooLong _ -> Refused.because(OutcomeCode.TOO_LONG);
      case Read.Malformed _ -> Refused.because(OutcomeCode.MALFORMED);
      case Read.Invalid(var violations) -> Refused.invalid(violations);
      case Read.Accepted(var resource) ->
          switch (InferParameters.check(resource, submission.handling())) {
            case InferParameters.Rejected rejected -> Refused.parameter(rejected);
            case InferParameters.Accepted(var parameters) ->
                switch (IdentifiedBundle.parse(call.id(), parameters.input())) {
                  case ParsedBundle.Refused(var violations) -> Refused.invalid(violations);
                  case ParsedBundle.Accepted(var bundle) -> {
                    call.about(bundle.patientId(), parameters);
                    call.birthYearsFrom(bundle.birthYearsFrom());
                    yield decide(submission, caller, parameters, bundle, call);
                  }
                };
          };
    };
  }

  // 3. May they?
  private Ending decide(
      Submission submission,
      Caller caller,
      InferParameters parameters,
      IdentifiedBundle bundle,
      Call call)
      throws SealingException, AuditException {
    call.meter().enter(Stage.AUTHORISE);
    if (isAnother(submission.patientInPath(), bundle) || isAnother(parameters.subject(), bundle)) {
      return Refused.parameter(InferParameters.OTHER_PATIENT);
    }
    Optional<Manifest> manifest = parts.models().manifest(parameters.model());
    if (manifest.isEmpty()) {
      return Refused.because(OutcomeCode.UNKNOWN_MODEL);
    }
    AccessRequest request =
        new AccessRequest(
            call.id(),
            caller,
            parameters.model(),
            Interpreter.resultOf(manifest.get()),
            parameters.purpose(),
            parts.tenant(),
            bundle.patientId(),
            bundle.consentedResources(),
            parts.consents().onFile(bundle.patientId()).together(bundle.consents()),
            parts.restrictions().barred(bundle.patientId()),
            parameters.breakGlassReason(),
            call.at());
    return switch (parts.policies().decide(request)) {
      case Decision.Denied(var reason, var trace) -> {
        call.body().decision(trace, Optional.empty());
        call.asked(manifest.get());
        call.policySet(trace.policySet());
        yield Refused.as(
            Outcome.DENIED, Issue.of(Refused.code(reason)).ofDecision(call.id().value()));
      }
      case Decision.Permitted(var permit) -> {
        call.permitted(permit, manifest.get());
        // On its way to the disk while the next stages run. If the process dies from here on, the
        // next start closes the intent: not released.
        recording.begin(call);
        yield deidentify(parameters, bundle, permit, manifest.get(), call);
      }
    };
  }

  private static boolean isAnother(Optional<String> patientId, IdentifiedBundle bundle) {
    return patientId.isPresent() && !patientId.get().equals(bundle.patientId());
  }

  // 4. The minimum.
  private Ending deidentify(
      InferParameters parameters,
      IdentifiedBundle bundle,
      Permit permit,
      Manifest manifest,
      Call call)
      throws SealingException, AuditException {
    call.meter().enter(Stage.DEIDENTIFY);
    return switch (parts
        .deidentifier()
        .deidentify(bundle, permit, manifest.safelist(), parameters.asOf())) {
      case Deidentified.Insufficient(var problems) -> Refused.insufficient(problems);
      case Deidentified.Released released -> predict(bundle, permit, released, call);
    };
  }

  // 5. Run.
  private Ending predict(
      IdentifiedBundle bundle, Permit permit, Deidentified.Released released, Call call)
      throws SealingException, AuditException {
    call.meter().enter(Stage.RUN);
    return switch (parts.models().predict(released.released(), call.meter())) {
      case ModelResult.Refused(var problems) -> Refused.insufficient(problems);
      case ModelResult.Predicted(var prediction) ->
          interpret(bundle, permit, released, prediction, call);
    };
  }

  // 6. Interpret and seal.
  private Ending interpret(
      IdentifiedBundle bundle,
      Permit permit,
      Deidentified.Released released,
      Prediction prediction,
      Call call)
      throws SealingException, AuditException {
    call.meter().enter(Stage.INTERPRET);
    call.ran(released.released(), prediction);
    call.reduced(bundle, permit, released);
    AnswerResources answer =
        parts.interpreter().answer(call, prediction, bundle.patientId(), permit, released);
    call.meter().enter(Stage.SEAL);
    call.requireUnerased();
    return parts.results().seal(bundle.patientId(), call.outcomeRecord().value(), answer);
  }
}
