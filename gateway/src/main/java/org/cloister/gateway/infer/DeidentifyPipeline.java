package org.cloister.gateway.infer;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cloister.audit.Outcome;
import org.cloister.deid.release.Release;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.compliance.restriction.RestrictionRegister;
import org.cloister.gateway.deidentify.DeidentifyParameters;
import org.cloister.gateway.deidentify.DeidentifyParameters.Parsed;
import org.cloister.gateway.deidentify.DeidentifyQuery;
import org.cloister.gateway.deidentify.Lines;
import org.cloister.gateway.deidentify.ReleaseDomain;
import org.cloister.gateway.deidentify.ReleaseDomains;
import org.cloister.gateway.deidentify.ReleaseRules;
import org.cloister.gateway.identity.Authentication.Authenticated;
import org.cloister.gateway.identity.Authentication.Unauthenticated;
import org.cloister.gateway.identity.CallerAuthenticator;
import org.cloister.models.metering.Stage;
import org.cloister.policies.Caller;
import org.cloister.policies.Deidentification;
import org.cloister.policies.DeidentificationPermit;
import org.cloister.policies.Policies;

/// The one path of a de-identification. It reads top to bottom:
///
/// 1. *Who asks?* Before a byte of the body is read.
/// 2. *What was sent?* Bounded; of the body, only where the document lies.
/// 3. *May they?* Scopes, purpose and policies, for this domain, give a [DeidentificationPermit].
/// 4. *De-identify.* Bytes to bytes, searched for the input's own identifiers, and about nobody who
///    restricts this use. The intent is on its way to the disk meanwhile.
/// 5. *Record.* Only a receipt of the durable outcome makes a reply.
///
/// Whatever happens on the way, a bug included, ends in stage 5. The record is about no patient: it
/// names rules, domain, sizes and counts, and holds nothing of a document. Safe for many threads.
public final class DeidentifyPipeline {
  /// What the pipeline stands on.
  ///
  /// @param tenant the organisation whose data this gateway serves
  public record Parts(
      String tenant,
      CallerAuthenticator authenticator,
      Policies policies,
      RestrictionRegister restrictions,
      ReleaseDomains domains) {}

  private final Parts parts;
  private final Reception reception;
  private final Recording recording;

  public DeidentifyPipeline(Parts parts, Admission admission, Recording recording) {
    this.parts = parts;
    this.reception = new Reception(admission, recording);
    this.recording = recording;
  }

  /// Answers one call. Never throws: a bug is a recorded failure, an unwritable log is
  /// [Reply.Unrecorded].
  ///
  /// @param statedPurpose the `Cloister-Purpose` header
  public Reply deidentify(
      Submission submission, Optional<String> statedPurpose, DeidentifyQuery query) {
    Asked asked = new Asked(submission, statedPurpose, query);
    return reception.answer(Call::deidentifies, call -> authenticate(asked, call));
  }

  /// Notes that a caller went away before its reply was written.
  public void undelivered(Reply.Recorded reply) {
    recording.undelivered(reply);
  }

  /// A call before anything in it is believed.
  private record Asked(
      Submission submission, Optional<String> statedPurpose, DeidentifyQuery query) {}

  // 1. Who asks?
  private Ending authenticate(Asked asked, Call call) throws IOException {
    String authorization = asked.submission().authorization().orElse(null);
    return switch (parts.authenticator().authenticate(authorization)) {
      case Unauthenticated(var cause) -> {
        call.body().unauthenticated(cause.name());
        yield Refused.because(Refused.code(cause));
      }
      case Authenticated(var caller) -> {
        call.by(caller);
        yield parse(asked, caller, call);
      }
    };
  }

  // 2. What was sent?
  private Ending parse(Asked asked, Caller caller, Call call) throws IOException {
    call.meter().enter(Stage.PARSE);
    Optional<byte[]> body = asked.submission().body(parts.domains().largestBody());
    if (body.isEmpty()) {
      return Refused.because(OutcomeCode.TOO_LONG);
    }
    call.requestBytes(body.get().length);
    return switch (DeidentifyParameters.parse(asked.query(), body.get())) {
      case Parsed.Malformed(long offset) -> malformed("", offset);
      case Parsed.Rejected(var fault, var text) ->
          Refused.as(Outcome.REFUSED, Issue.of(code(fault)).saying(text));
      case Parsed.Accepted(var parameters) -> {
        Optional<ReleaseDomain> domain = parts.domains().named(parameters.domain());
        Optional<ReleaseRules> rules = domain.flatMap(it -> it.rules(parameters.preset()));
        yield domain.isEmpty() || rules.isEmpty()
            ? Refused.as(
                Outcome.REFUSED,
                Issue.of(OutcomeCode.PARAMETER_INVALID)
                    .typed("code-invalid")
                    .saying(
                        domain.isEmpty()
                            ? "This server has no such domain."
                            : "This domain has no such preset."))
            : decide(
                asked, caller, parameters, new Target(domain.get(), rules.get(), body.get()), call);
      }
    };
  }

  /// What is to be done with what.
  @SuppressWarnings("ArrayRecordComponent") // one call's own, never compared
  private record Target(ReleaseDomain domain, ReleaseRules rules, byte[] body) {}

  private static OutcomeCode code(DeidentifyParameters.Fault fault) {
    return switch (fault) {
      case MISSING -> OutcomeCode.PARAMETER_MISSING;
      case INVALID -> OutcomeCode.PARAMETER_INVALID;
    };
  }

  // 3. May they?
  private Ending decide(
      Asked asked, Caller caller, DeidentifyParameters parameters, Target target, Call call) {
    call.meter().enter(Stage.AUTHORISE);
    call.rules(target.rules().hash());
    Asker asker = Asker.of(caller, parameters.purpose().or(asked::statedPurpose));
    call.purpose(asker.purpose());
    call.body().details(details(asked.query(), target));
    Deidentification question =
        new Deidentification(
            call.id(),
            caller,
            asker.purpose(),
            parts.tenant(),
            target.domain().name(),
            target.rules().kind());
    return switch (parts.policies().decideDeidentification(question)) {
      case Deidentification.Decision.Denied(var reason, var trace) -> {
        call.body().decision(trace, Optional.empty());
        call.policySet(trace.policySet());
        yield Refused.as(
            Outcome.DENIED, Issue.of(Refused.code(reason)).ofDecision(call.id().value()));
      }
      case Deidentification.Decision.Permitted(var permit) -> {
        call.permitted(permit);
        // On its way to the disk while the next stage runs. If the process dies from here on, the
        // next start closes the intent: not released.
        recording.begin(call);
        yield deidentify(permit, asked.query(), parameters, target, call);
      }
    };
  }

  // 4. De-identify.
  private Ending deidentify(
      DeidentificationPermit permit,
      DeidentifyQuery query,
      DeidentifyParameters parameters,
      Target target,
      Call call) {
    if (!permit.requestId().equals(call.id()) || !permit.domain().equals(parameters.domain())) {
      throw new IllegalStateException("a permit is for its own call and domain");
    }
    call.meter().enter(Stage.DEIDENTIFY);
    RestrictedUse restricted = new RestrictedUse(permit, parts.restrictions());
    return switch (Lines.deidentify(
        target.rules().engine(), query.format(), parameters, target.body(), restricted)) {
      case Lines.Result.Stopped(int line, int offset, Release.Restricted(long at)) ->
          restricted.isKnown()
              ? restricted(permit, line(query, line), offset + at, call)
              : Refused.as(Outcome.FAILED, Issue.of(OutcomeCode.UNAVAILABLE));
      case Lines.Result.Stopped stopped -> stopped(line(query, stopped.line()), stopped);
      case Lines.Result.Released released -> {
        Map<String, Object> details = details(query, target);
        Map<String, Object> counts = new LinkedHashMap<>();
        released.tally().asMap().forEach((fate, count) -> counts.put(name(fate.name()), count));
        details.put("counts", counts);
        details.put("documents", released.lines());
        details.put("resources", released.tally().resources());
        details.put("answerBytes", released.document().length);
        call.body().details(details);
        yield new Ending.Deidentified(released.document());
      }
    };
  }

  private static Map<String, Object> details(DeidentifyQuery query, Target target) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("domain", target.domain().name());
    details.put("preset", target.rules().name());
    details.put("rules", target.rules().hash().hex());
    details.put("format", name(query.format().name()));
    details.put("requestBytes", target.body().length);
    return details;
  }

  private static String name(String constant) {
    return constant.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String line(DeidentifyQuery query, int number) {
    return query.format() == DeidentifyQuery.Format.NDJSON ? "Line " + number + ": " : "";
  }

  /// Only who would be answered otherwise is told of a restriction: there is a permit.
  private static Refused restricted(
      DeidentificationPermit permit, String line, long offset, Call call) {
    call.body().decision(permit.whereRestricted().orElseThrow(), Optional.empty());
    return Refused.as(
        Outcome.DENIED,
        Issue.of(OutcomeCode.RESTRICTED)
            .saying(line + OutcomeCode.RESTRICTED.text() + " See byte " + offset + ".")
            .ofDecision(call.id().value()));
  }

  private static Refused stopped(String line, Lines.Result.Stopped stopped) {
    return switch (stopped.release()) {
      case Release.Malformed(long offset, var what) ->
          malformed(line + what + ": ", stopped.offset() + offset);
      case Release.Refused(var path) ->
          Refused.as(
              Outcome.REFUSED,
              Issue.of(OutcomeCode.NOT_ACCEPTED_BY_RULES)
                  .saying(line + OutcomeCode.NOT_ACCEPTED_BY_RULES.text())
                  .at(path));
      case Release.Withheld _ ->
          Refused.as(
              Outcome.REFUSED,
              Issue.of(OutcomeCode.WITHHELD).saying(line + OutcomeCode.WITHHELD.text()));
      case Release.Unavailable _ -> Refused.as(Outcome.FAILED, Issue.of(OutcomeCode.UNAVAILABLE));
      case Release.Restricted _, Release.Released _ ->
          throw new IllegalStateException("what is released did not stop, and the other is said");
    };
  }

  private static Refused malformed(String before, long offset) {
    return Refused.as(
        Outcome.REFUSED,
        Issue.of(OutcomeCode.MALFORMED)
            .saying(before + OutcomeCode.MALFORMED.text() + " See byte " + offset + "."));
  }
}
