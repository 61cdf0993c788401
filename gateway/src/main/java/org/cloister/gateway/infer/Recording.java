package org.cloister.gateway.infer;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.audit.Entry;
import org.cloister.audit.Fact;
import org.cloister.audit.Outcome;
import org.cloister.audit.Receipt;
import org.cloister.audit.Rider;
import org.cloister.audit.Subject;
import org.cloister.gateway.answer.EncodedResource;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.answer.Outcomes;
import org.cloister.gateway.compliance.erasure.Minors;
import org.cloister.gateway.record.Awaiting;
import org.cloister.gateway.record.RecordBody;
import org.cloister.gateway.record.RecordSealer;
import org.cloister.models.metering.Measured;
import org.cloister.models.metering.Meter;
import org.cloister.models.metering.Probe;
import org.cloister.models.metering.Stage;
import org.cloister.policies.RequestId;
import org.cloister.policies.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns the ending of a call into a durable record, and only then into a reply. Safe for many
/// threads.
public final class Recording {
  private static final Logger LOG = LoggerFactory.getLogger(Recording.class);

  /// A call that has used up its time is still recorded, or nobody could be told that it was late.
  private static final Duration LEAST_WAIT = Duration.ofSeconds(2);

  /// What every record of this gateway has in common.
  ///
  /// @param tenant the organisation whose data this gateway serves
  /// @param baseUrl FHIR base of this server, without a slash at its end
  /// @param deadline longest time a call may take; the wait for its record, which is part of it,
  ///   may last 2 s even where less is left
  /// @param minors which records are kept longer
  public record Terms(String tenant, String baseUrl, Duration deadline, Minors minors) {}

  private final AuditLog log;
  private final RecordSealer sealer;
  private final Terms terms;
  private final Metering metering;
  private final Clock clock;

  public Recording(AuditLog log, RecordSealer sealer, Terms terms, Metering metering, Clock clock) {
    this.log = log;
    this.sealer = sealer;
    this.terms = terms;
    this.metering = metering;
    this.clock = clock;
  }

  Call open() {
    return new Call(clock.instant(), Meter.start(Probe.system()), RequestId.random());
  }

  /// Hands the intent to the log; does not wait for it. Whoever gets a durable outcome has a
  /// durable intent, because one sequencer takes both in order.
  @SuppressWarnings("MustBeClosed") // the call owns the handle and closes it
  void begin(Call call) {
    call.intent(
        log.begin(
            signed(call, Entry.intent(subject(call), call.facts(), call.body().json())),
            kept(call).stream().toList()));
  }

  /// Says who acts and why. The agent is sealed once for each call: with the intent, where there is
  /// one.
  private Entry signed(Call call, Entry entry) {
    Entry by = call.caller().isEmpty() ? entry : entry.by(sealer.agent(call.caller().get()));
    return justified(call, by);
  }

  private static Entry justified(Call call, Entry entry) {
    return call.purpose().isEmpty() ? entry : entry.purpose(call.purpose().get().name());
  }

  /// Waits until the record of this ending is durable.
  ///
  /// @throws AuditException when it is not, or is not known to be: nothing may be released
  Reply.Recorded conclude(Call call, Ending ending, Admission.Place place) throws AuditException {
    Ending inTime = withinDeadline(call, ending);
    byte[] reply = reply(call, inTime);
    Measured beforeCommit = call.meter().soFar();
    call.body().metering(metering.figures(call, beforeCommit));
    call.meter().enter(Stage.COMMIT);
    Receipt receipt = await(append(call, inTime), call);
    // The record and what it vouches for are durable. If the process dies from here on, the log
    // knows more than the caller, never less.
    Measured whole = call.meter().stop();
    Optional<OutcomeCode> refusal =
        inTime instanceof Refused refused ? Optional.of(refused.code()) : Optional.empty();
    metering.observe(
        call, whole, refusal, place.alone() ? Metering.Gateway.IDLE : Metering.Gateway.BUSY);
    return new Reply.Recorded(
        receipt,
        refusal.map(OutcomeCode::httpStatus).orElse(200),
        reply,
        refusal,
        whole.totalNanos(),
        whole.nanos(Stage.COMMIT));
  }

  /// Waits until the record of an access that ran no model is durable, and with it what it wrote.
  ///
  /// @throws AuditException when it is not, or is not known to be: nothing may be released
  Reply.Recorded conclude(Call call, AccessEnding ending) throws AuditException {
    byte[] reply =
        ending.issues().isEmpty()
            ? ending.body(terms.baseUrl())
            : Outcomes.operationOutcome(ending.issues());
    if (!ending.issues().isEmpty()) {
      call.body().issues(ending.issues());
    }
    call.facts().put(Fact.EVENT, ending.event());
    call.meter().enter(Stage.COMMIT);
    Entry entry = Entry.access(ending.outcome(), subject(call), call.facts(), call.body().json());
    Receipt receipt = await(log.append(signed(call, entry), ending.riders()), call);
    Measured whole = call.meter().stop();
    Optional<OutcomeCode> refusal = ending.refusal().map(Issue::code);
    return new Reply.Recorded(
        receipt,
        refusal.map(OutcomeCode::httpStatus).orElse(ending.status()),
        reply,
        refusal,
        whole.totalNanos(),
        whole.nanos(Stage.COMMIT));
  }

  /// A caller who went away before the reply was written. The answer was released to the network,
  /// so this is a further record, not a change of the first.
  void undelivered(Reply.Recorded reply) {
    RecordBody body = new RecordBody(new RequestId(reply.recordId()));
    CompletableFuture<Receipt> _ =
        log.append(
                Entry.system(
                    Outcome.CANCELLED,
                    sealer.subject(terms.tenant(), "System"),
                    Map.of(Fact.EVENT, "reply-undelivered"),
                    body.json()),
                List.of())
            .whenComplete((_, failure) -> {
              if (failure != null) {
                LOG.warn("An undelivered reply could not be recorded.");
              }
            });
  }

  private Ending withinDeadline(Call call, Ending ending) {
    boolean late = !(ending instanceof Refused) && call.elapsedNanos() > terms.deadline().toNanos();
    return late ? Refused.as(Outcome.FAILED, Issue.of(OutcomeCode.TIMEOUT)) : ending;
  }

  private static byte[] reply(Call call, Ending ending) {
    return switch (ending) {
      case Ending.Answered(var answer, _) -> {
        byte[] bundle = answer.bundle();
        call.body()
            .output(
                Sha256.of(bundle),
                answer.results().stream().map(EncodedResource::reference).toList());
        yield bundle;
      }
      case Ending.Deidentified deidentified -> {
        call.body().output(Sha256.of(deidentified.document()), List.of());
        yield deidentified.document();
      }
      case Refused refused -> {
        call.body().issues(refused.issues());
        yield Outcomes.operationOutcome(refused.issues());
      }
    };
  }

  private CompletableFuture<Receipt> append(Call call, Ending ending) {
    Outcome outcome =
        switch (ending) {
          case Ending.Answered _, Ending.Deidentified _ -> Outcome.OK;
          case Refused refused -> refused.outcome();
        };
    List<Rider> riders =
        switch (ending) {
          case Ending.Answered answered -> answered.riders();
          case Ending.Deidentified _, Refused _ -> List.of();
        };
    Subject subject = subject(call);
    if (call.intent().isPresent()) {
      return call.intent()
          .get()
          .complete(
              justified(
                  call,
                  Entry.outcome(
                      call.outcomeRecord(), outcome, subject, call.facts(), call.body().json())),
              riders);
    }
    return log.append(
        signed(
            call,
            Entry.denial(call.outcomeRecord(), outcome, subject, call.facts(), call.body().json())),
        Stream.concat(riders.stream(), kept(call).stream()).toList());
  }

  /// With the first record of a call: that a child's records are kept long enough.
  private Optional<Rider> kept(Call call) {
    return terms.minors().keep(subject(call), call.birthYearsFrom(), call.at());
  }

  private Receipt await(CompletableFuture<Receipt> record, Call call) throws AuditException {
    Duration left = terms.deadline().minusNanos(call.elapsedNanos());
    return Awaiting.durable(record, left.compareTo(LEAST_WAIT) > 0 ? left : LEAST_WAIT);
  }

  private Subject subject(Call call) {
    return sealer.subject(terms.tenant(), call.subjectReference());
  }
}
