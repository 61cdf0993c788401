package org.cloister.gateway.compliance;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.audit.Entry;
import org.cloister.audit.EntryKind;
import org.cloister.audit.Fact;
import org.cloister.audit.Outcome;
import org.cloister.audit.Receipt;
import org.cloister.audit.RecordId;
import org.cloister.audit.Rider;
import org.cloister.audit.Subject;
import org.cloister.deid.sealing.SealingException;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.identity.Authentication.Authenticated;
import org.cloister.gateway.identity.Authentication.Unauthenticated;
import org.cloister.gateway.identity.CallerAuthenticator;
import org.cloister.gateway.record.Awaiting;
import org.cloister.gateway.record.RecordBody;
import org.cloister.gateway.record.RecordSealer;
import org.cloister.policies.Caller;
import org.cloister.policies.OversightDecision;
import org.cloister.policies.OversightGrant;
import org.cloister.policies.OversightRequest;
import org.cloister.policies.Policies;
import org.cloister.policies.PurposeOfUse;
import org.cloister.policies.RequestId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The front door of every officer's route: who, may they, do, record, reply; in this order and in
/// this class alone. Refusals are recorded as well, and where nothing can be recorded nothing is
/// answered. Safe for many threads.
public final class Oversight {
  private static final Logger LOG = LoggerFactory.getLogger(Oversight.class);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  /// What the front door stands on.
  ///
  /// @param tenant the organisation whose gateway this is
  public record Parts(
      String tenant, CallerAuthenticator authenticator, Policies policies, RecordSealer sealer) {}

  private final Parts parts;
  private final AuditLog log;
  private final Clock clock;

  public Oversight(Parts parts, AuditLog log, Clock clock) {
    this.parts = parts;
    this.log = log;
    this.clock = clock;
  }

  /// Does what is asked for if the officer may, and gives the reply once its record is durable.
  /// Total: every failure becomes a recorded refusal, or [OversightReply.Unrecorded].
  public OversightReply perform(Credentials credentials, Demand demand, Deed deed) {
    RequestId request = RequestId.random();
    try {
      return switch (parts.authenticator().authenticate(credentials.authorization().orElse(null))) {
        case Unauthenticated(var cause) -> {
          RecordBody body = new RecordBody(request);
          body.unauthenticated(cause.name());
          yield refuse(
              new Refusal(demand, body, Optional.empty(), Optional.empty()),
              Outcome.DENIED,
              Issue.of(
                  switch (cause) {
                    case EXPIRED -> OutcomeCode.TOKEN_EXPIRED;
                    case UNAVAILABLE -> OutcomeCode.UNAVAILABLE;
                    case MISSING, MALFORMED, INVALID -> OutcomeCode.UNAUTHENTICATED;
                  }));
        }
        case Authenticated(var caller) ->
            decide(caller, purpose(caller, credentials.purpose()), demand, request, deed);
      };
    } catch (AuditException e) {
      return new OversightReply.Unrecorded();
    } catch (RuntimeException bug) {
      LOG.error("Recording an act of oversight failed: {}", bug.getClass().getName());
      return new OversightReply.Unrecorded();
    }
  }

  /// Records an act beside the one that a reply speaks of, such as the end of a job that the
  /// officer started. Waits until it is durable.
  ///
  /// @throws AuditException when it is not, or is not known to be: nothing may be released
  public Receipt recorded(OversightPermit permit, Act act) throws AuditException {
    return durable(entry(permit, act), act);
  }

  private Receipt durable(Entry entry, Act act) throws AuditException {
    return Awaiting.durable(log.append(entry, act.trace().riders()), LONGEST_WAIT);
  }

  private OversightReply decide(
      Caller caller, Optional<PurposeOfUse> purpose, Demand demand, RequestId request, Deed deed)
      throws AuditException {
    OversightRequest question =
        new OversightRequest(
            request, caller, demand.action(), purpose, parts.tenant(), demand.patientId());
    return switch (parts.policies().decideOversight(question)) {
      case OversightDecision.Denied(var reason, var trace) -> {
        RecordBody body = new RecordBody(request);
        demand.patientId().ifPresent(body::patient);
        body.purpose(purpose);
        body.decision(trace, Optional.empty());
        yield refuse(
            new Refusal(demand, body, Optional.of(caller), purpose),
            Outcome.DENIED,
            Issue.of(
                switch (reason) {
                  case INSUFFICIENT_SCOPE -> OutcomeCode.INSUFFICIENT_SCOPE;
                  case WEAK_SIGN_IN -> OutcomeCode.WEAK_SIGN_IN;
                  case FORBIDDEN, RESTRICTED, POLICY_ERROR -> OutcomeCode.DENIED;
                }));
      }
      case OversightDecision.Permitted(OversightGrant grant) ->
          conclude(
              new OversightPermit(caller, grant, demand.patientId(), clock.instant()),
              demand,
              deed);
    };
  }

  private OversightReply conclude(OversightPermit permit, Demand demand, Deed deed)
      throws AuditException {
    Act act;
    try {
      act = deed.perform(permit);
    } catch (SealingException | SQLException | IOException e) {
      LOG.warn("An act of oversight could not be done: {}", e.getClass().getName());
      return failed(permit, demand, OutcomeCode.UNAVAILABLE);
    } catch (RuntimeException bug) {
      LOG.error("An act of oversight failed: {}", bug.getClass().getName());
      return failed(permit, demand, OutcomeCode.INTERNAL);
    }
    Receipt receipt = durable(entry(permit, act).as(permit.recordId()), act);
    // The act, its record and what rides with it are durable. If the process dies from here on, the
    // officer may not know of it, but the log does.
    return new OversightReply.Recorded(receipt, act.reply(), act.refusal().map(Issue::code));
  }

  private OversightReply failed(OversightPermit permit, Demand demand, OutcomeCode code)
      throws AuditException {
    RecordBody body = new RecordBody(permit.requestId());
    permit.patientId().ifPresent(body::patient);
    body.purpose(Optional.of(permit.purpose()));
    body.decision(permit.grant().trace(), Optional.empty());
    return refuse(
        new Refusal(demand, body, Optional.of(permit.officer()), Optional.of(permit.purpose())),
        Outcome.FAILED,
        Issue.of(code));
  }

  /// What is known of someone who gets no further.
  private record Refusal(
      Demand demand, RecordBody body, Optional<Caller> caller, Optional<PurposeOfUse> purpose) {}

  private OversightReply refuse(Refusal refusal, Outcome outcome, Issue issue)
      throws AuditException {
    refusal.body().issues(List.of(issue));
    Subject subject = subject(refusal.caller().flatMap(_ -> refusal.demand().patientId()));
    Entry denial =
        Entry.denial(
            RecordId.random(),
            outcome,
            subject,
            Map.of(Fact.EVENT, refusal.demand().event()),
            refusal.body().json());
    Entry by = refusal.caller().map(parts.sealer()::agent).map(denial::by).orElse(denial);
    Entry whole = refusal.purpose().map(Enum::name).map(by::purpose).orElse(by);
    Receipt receipt = Awaiting.durable(log.append(whole, List.<Rider>of()), LONGEST_WAIT);
    Act act = Act.refused(refusal.demand().event(), issue);
    return new OversightReply.Recorded(receipt, act.reply(), Optional.of(issue.code()));
  }

  private Entry entry(OversightPermit permit, Act act) {
    RecordBody body = new RecordBody(permit.requestId());
    permit.patientId().ifPresent(body::patient);
    body.purpose(Optional.of(permit.purpose()));
    body.decision(permit.grant().trace(), Optional.empty());
    act.refusal().ifPresent(issue -> body.issues(List.of(issue)));
    if (!act.trace().details().isEmpty()) {
      body.details(act.trace().details());
    }
    Map<Fact, String> facts = act.leafFacts(permit.grant().trace().policySet().hex());
    Subject subject = subject(permit.patientId());
    Entry entry =
        act.kind() == EntryKind.ACCESS
            ? Entry.access(act.outcome(), subject, facts, body.json())
            : Entry.system(act.outcome(), subject, facts, body.json());
    return entry
        .by(parts.sealer().agent(permit.officer()))
        .purpose(permit.purpose().name())
        .concerning(act.trace().concerning());
  }

  /// The purpose that the token leaves no choice about, or the stated one; whether it may be stated
  /// is for the policies.
  private static Optional<PurposeOfUse> purpose(Caller caller, Optional<String> stated) {
    if (stated.isPresent()) {
      return PurposeOfUse.parse(stated.get());
    }
    return caller.purposes().size() == 1
        ? Optional.of(caller.purposes().iterator().next())
        : Optional.empty();
  }

  private Subject subject(Optional<String> patientId) {
    return parts
        .sealer()
        .subject(parts.tenant(), patientId.map(id -> "Patient/" + id).orElse("System"));
  }
}
