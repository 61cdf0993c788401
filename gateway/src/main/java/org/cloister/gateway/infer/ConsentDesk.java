package org.cloister.gateway.infer;

import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cloister.audit.AuditException;
import org.cloister.audit.Outcome;
import org.cloister.audit.Rider;
import org.cloister.deid.fhir.Read;
import org.cloister.deid.fhir.Violation;
import org.cloister.deid.sealing.SealingException;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.consent.ConsentRegister.Prepared;
import org.cloister.gateway.consent.KeptConsent;
import org.cloister.gateway.identity.Authentication.Authenticated;
import org.cloister.gateway.identity.Authentication.Unauthenticated;
import org.cloister.policies.ConsentWrite;
import org.cloister.policies.ConsentWrite.Interaction;
import org.cloister.policies.ConsentWritePermit;
import org.cloister.policies.Sha256;
import org.hl7.fhir.r4.model.Consent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the EHR puts a patient's Consent on file, changes and withdraws it: who, what, may they,
/// then the new version and its record in one transaction, then the reply. From then on every
/// decision about the patient knows it.
///
/// A Consent is withdrawn by a version that is no longer active. None is ever removed but with the
/// patient. Safe for many threads; one version is written at a time.
public final class ConsentDesk {
  private static final Logger LOG = LoggerFactory.getLogger(ConsentDesk.class);
  private static final long LONGEST_TURN_MILLIS = 2000;
  private static final int LARGEST_BYTES = 256 << 10;

  /// A relative reference: the patient of this server's data.
  private static final Pattern PATIENT = Pattern.compile("Patient/([A-Za-z0-9.-]{1,64})");

  private final PipelineParts parts;
  private final Recording recording;
  private final ReentrantLock turn = new ReentrantLock(true);

  public ConsentDesk(PipelineParts parts, Recording recording) {
    this.parts = parts;
    this.recording = recording;
  }

  /// One request, before anything in it is believed.
  ///
  /// @param submission its body holds the Consent
  /// @param statedPurpose the `Cloister-Purpose` header; needed only when the token allows several
  /// @param id `{id}` of `PUT /Consent/{id}`; empty for `POST /Consent`, whose id the server makes
  public record Request(
      Submission submission, Optional<String> statedPurpose, Optional<String> id) {
    @Override
    public String toString() {
      return "Request[redacted]";
    }
  }

  /// @param stored what is on file now; empty where nothing new is
  public record Written(Reply reply, Optional<KeptConsent> stored) {}

  /// Never throws: a bug is a recorded failure, an unwritable log or database is
  /// [Reply.Unrecorded], and then nothing is on file either.
  public Written write(Request request) {
    try (Call call = recording.open()) {
      try {
        return written(call, run(request, call));
      } finally {
        if (turn.isHeldByCurrentThread()) {
          turn.unlock();
        }
      }
    } catch (AuditException | SealingException e) {
      return new Written(new Reply.Unrecorded(), Optional.empty());
    } catch (RuntimeException bug) {
      LOG.error("Recording a Consent failed: {}", bug.getClass().getName());
      return new Written(new Reply.Unrecorded(), Optional.empty());
    }
  }

  /// Notes that a caller went away before its reply was written.
  public void undelivered(Reply.Recorded reply) {
    recording.undelivered(reply);
  }

  /// How it ends: with a version to be stored, or with issues.
  private record Ended(Outcome outcome, List<Issue> issues, Optional<Prepared> version)
      implements AccessEnding {
    static Ended refused(OutcomeCode code) {
      return refused(Refused.because(code));
    }

    static Ended refused(Refused refused) {
      return new Ended(refused.outcome(), refused.issues(), Optional.empty());
    }

    static Ended refused(String expression, String sentence) {
      return refused(Refused.invalid(List.of(new Violation("value", expression, sentence))));
    }

    @Override
    public String event() {
      return version
          .filter(prepared -> !prepared.consent().isActive())
          .map(_ -> "consent-withdrawn")
          .orElse("consent-stored");
    }

    @Override
    public List<Rider> riders() {
      return version.map(prepared -> List.of(prepared.rider())).orElse(List.of());
    }

    @Override
    public int status() {
      return version.filter(prepared -> prepared.consent().version() == 1).isPresent() ? 201 : 200;
    }

    @Override
    public byte[] body(String baseUrl) {
      return version.orElseThrow().consent().json();
    }

    @Override
    public String toString() {
      return "Ended[redacted]";
    }
  }

  private Written written(Call call, Ended ended) throws AuditException {
    Optional<KeptConsent> consent = ended.version().map(Prepared::consent);
    try {
      Reply reply = recording.conclude(call, ended);
      return new Written(reply, consent);
    } finally {
      // Also where it is not known whether the version is on file: then it is looked up anew.
      consent.ifPresent(kept -> parts.consents().forget(kept.patientId()));
    }
  }

  private Ended run(Request request, Call call) throws SealingException {
    try {
      return authenticate(request, call);
    } catch (IOException e) {
      return Ended.refused(Refused.as(Outcome.CANCELLED, Issue.of(OutcomeCode.MALFORMED)));
    } catch (RuntimeException bug) {
      LOG.error("Call {} failed: {}", call.id(), bug.getClass().getName());
      return Ended.refused(Refused.as(Outcome.FAILED, Issue.of(OutcomeCode.INTERNAL)));
    }
  }

  private Ended authenticate(Request request, Call call) throws IOException, SealingException {
    String authorization = request.submission().authorization().orElse(null);
    return switch (parts.authenticator().authenticate(authorization)) {
      case Unauthenticated(var cause) -> {
        call.body().unauthenticated(cause.name());
        yield Ended.refused(Refused.code(cause));
      }
      case Authenticated(var caller) -> {
        call.by(caller);
        Asker asker = Asker.of(caller, request.statedPurpose());
        call.purpose(asker.purpose());
        yield parse(request, asker, call);
      }
    };
  }

  private Ended parse(Request request, Asker asker, Call call)
      throws IOException, SealingException {
    Optional<byte[]> body = request.submission().body(LARGEST_BYTES);
    if (body.isEmpty()) {
      return Ended.refused(OutcomeCode.TOO_LONG);
    }
    return switch (parts.reader().read(body.get())) {
      case Read.TooLong _ -> Ended.refused(OutcomeCode.TOO_LONG);
      case Read.Malformed _ -> Ended.refused(OutcomeCode.MALFORMED);
      case Read.Invalid(var violations) -> Ended.refused(Refused.invalid(violations));
      case Read.Accepted(var resource) ->
          resource instanceof Consent consent
              ? check(request, asker, consent, call)
              : Ended.refused("Consent", "The body must be a Consent.");
    };
  }

  private Ended check(Request request, Asker asker, Consent consent, Call call)
      throws SealingException {
    String reference = consent.getPatient().getReference();
    Matcher patient = PATIENT.matcher(reference == null ? "" : reference);
    if (!patient.matches()) {
      return Ended.refused("Consent.patient", "A Consent is kept for one Patient/ID, named so.");
    }
    Optional<String> idInBody = Optional.ofNullable(consent.getIdElement().getIdPart());
    if (request.id().isPresent() && !request.id().equals(idInBody)) {
      return Ended.refused("Consent.id", "The id must be the one of the URL.");
    }
    // For a create, an id in the body is ignored (https://hl7.org/fhir/R4/http.html#create).
    consent.setId(request.id().orElseGet(() -> UUID.randomUUID().toString()));
    call.aboutPatient(patient.group(1));
    return decide(request, asker, consent, call);
  }

  private Ended decide(Request request, Asker asker, Consent consent, Call call)
      throws SealingException {
    ConsentWrite write =
        new ConsentWrite(
            call.id(),
            asker.caller(),
            asker.purpose(),
            parts.tenant(),
            consent.getPatient().getReference().substring("Patient/".length()),
            request.id().isPresent() ? Interaction.UPDATE : Interaction.CREATE);
    return switch (parts.policies().decideConsentWrite(write)) {
      case ConsentWrite.Decision.Denied(var reason, var trace) -> {
        call.body().decision(trace, Optional.empty());
        call.policySet(trace.policySet());
        yield Ended.refused(Refused.as(Outcome.DENIED, Issue.of(Refused.code(reason))));
      }
      case ConsentWrite.Decision.Permitted(var permit) -> {
        call.body().decision(permit.trace(), Optional.empty());
        call.policySet(permit.trace().policySet());
        // From here until the version is durable; a slow body has been read before.
        yield takesTurn() ? prepare(permit, consent, call) : Ended.refused(OutcomeCode.BUSY);
      }
    };
  }

  private boolean takesTurn() {
    try {
      return turn.tryLock(LONGEST_TURN_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Ended prepare(ConsentWritePermit permit, Consent consent, Call call)
      throws SealingException {
    Optional<KeptConsent> before = parts.consents().find(consent.getIdElement().getIdPart());
    if (before.isPresent() && !before.get().patientId().equals(permit.patientId())) {
      // Or a denial could be taken from a patient by giving it to another.
      return Ended.refused("Consent.patient", "A Consent stays that of its first patient.");
    }
    int version = before.map(KeptConsent::version).orElse(0) + 1;
    Prepared prepared =
        parts
            .consents()
            .prepare(permit, consent, version, call.at().truncatedTo(ChronoUnit.MILLIS));
    call.body()
        .details(
            Map.of(
                "consentId", prepared.consent().id(),
                "consentVersion", version,
                "consentStatus", prepared.consent().status(),
                "consentDigest", Sha256.of(prepared.consent().json()).hex()));
    return new Ended(Outcome.OK, List.of(), Optional.of(prepared));
  }
}
