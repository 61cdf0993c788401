package org.cloister.gateway.infer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.cloister.audit.AuditException;
import org.cloister.audit.Outcome;
import org.cloister.deid.fhir.Read;
import org.cloister.deid.sealing.SealingException;
import org.cloister.gateway.answer.EncodedResource;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.consent.KeptConsent;
import org.cloister.gateway.identity.Authentication.Authenticated;
import org.cloister.gateway.identity.Authentication.Unauthenticated;
import org.cloister.gateway.record.GivenId;
import org.cloister.policies.PurposeOfUse;
import org.cloister.policies.ReadDecision;
import org.cloister.policies.ReadRequest;
import org.cloister.policies.ReadRequest.Interaction;
import org.cloister.policies.consent.ConsentedResource;
import org.cloister.policies.consent.PatientConsents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reading back what was stored: the same order as an inference (who, may they, record, reply), and
/// the same rule, no record, no answer. Safe for many threads.
public final class ResultReader {
  /// Most resources in one answer of a search.
  public static final int LARGEST_PAGE = 100;

  private static final String CONSENT = "Consent";
  private static final Logger LOG = LoggerFactory.getLogger(ResultReader.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> RESULT_TYPES = List.of("RiskAssessment", "Observation");

  private final PipelineParts parts;
  private final ResultVault results;
  private final Recording recording;

  public ResultReader(PipelineParts parts, Recording recording) {
    this.parts = parts;
    this.results = parts.results();
    this.recording = recording;
  }

  /// What is asked for.
  public sealed interface Query {
    String type();

    /// The search in FHIR's words, as it was understood; empty for a read by id.
    default Optional<String> search() {
      return Optional.empty();
    }

    /// `GET /Type/id`.
    record ById(String type, String id) implements Query {}

    /// `GET /Type?subject=Patient/id`, newest first.
    record ByPatient(String type, String patientId, int count) implements Query {
      @Override
      public Optional<String> search() {
        return Optional.of(type + "?subject=Patient/" + patientId + "&_count=" + count);
      }
    }

    /// `GET /Provenance?target=Type/id`.
    record ByTarget(String type, String targetType, String targetId) implements Query {
      @Override
      public Optional<String> search() {
        return Optional.of(type + "?target=" + targetType + "/" + targetId);
      }
    }

    /// `GET /Consent/id`: the version that counts.
    record ConsentById(String id) implements Query {
      @Override
      public String type() {
        return CONSENT;
      }
    }

    /// `GET /Consent?patient=id`: all that are kept, withdrawn ones too.
    record ConsentsOf(String patientId) implements Query {
      @Override
      public String type() {
        return CONSENT;
      }

      @Override
      public Optional<String> search() {
        return Optional.of(CONSENT + "?patient=" + patientId);
      }
    }

    /// `GET /Device/id`: a model version, nobody's data.
    record Public(EncodedResource resource) implements Query {
      @Override
      public String type() {
        return resource.type();
      }
    }
  }

  /// @param authorization the `Authorization` header
  /// @param statedPurpose the `Cloister-Purpose` header; needed only when the token allows several
  public Reply read(Optional<String> authorization, Optional<String> statedPurpose, Query query) {
    try (Call call = recording.open()) {
      Found found;
      try {
        found = authenticate(authorization, statedPurpose, query, call);
      } catch (SealingException e) {
        throw new AuditException(
            AuditException.Kind.UNAVAILABLE, "A stored result cannot be opened.");
      } catch (RuntimeException bug) {
        LOG.error("Read {} failed: {}", call.id(), bug.getClass().getName());
        found = Found.nothing(Outcome.FAILED, OutcomeCode.INTERNAL);
      }
      call.body().read(query.type(), found.references());
      return recording.conclude(call, found);
    } catch (AuditException e) {
      return new Reply.Unrecorded();
    } catch (RuntimeException bug) {
      LOG.error("Recording a read failed: {}", bug.getClass().getName());
      return new Reply.Unrecorded();
    }
  }

  /// Notes that a caller went away before its reply was written.
  public void undelivered(Reply.Recorded reply) {
    recording.undelivered(reply);
  }

  private Found authenticate(
      Optional<String> authorization, Optional<String> statedPurpose, Query query, Call call)
      throws SealingException, AuditException {
    return switch (parts.authenticator().authenticate(authorization.orElse(null))) {
      case Unauthenticated(var cause) -> {
        call.body().unauthenticated(cause.name());
        yield Found.nothing(Outcome.DENIED, Refused.code(cause));
      }
      case Authenticated(var caller) -> {
        call.by(caller);
        Asker asker = Asker.of(caller, statedPurpose);
        call.purpose(asker.purpose());
        query.search().ifPresent(call.body()::query);
        yield find(asker, query, call);
      }
    };
  }

  /// What the policies are asked.
  ///
  /// @param patientId whose results; empty for nobody's data
  private record Ask(
      Asker asker, Optional<String> patientId, Query query, Interaction interaction) {}

  private sealed interface Decided {
    /// @param results what the patient does not keep from this purpose
    record Released(List<StoredResult> results) implements Decided {}

    record Denied(OutcomeCode code) implements Decided {}
  }

  private Found find(Asker asker, Query query, Call call) throws SealingException, AuditException {
    return switch (query) {
      case Query.Public(var resource) -> {
        Ask ask = new Ask(asker, Optional.empty(), query, Interaction.READ);
        StoredResult device =
            new StoredResult(resource.type(), resource.id(), new UUID(0, 0), resource.json());
        yield switch (decide(ask, List.of(), call)) {
          case Decided.Denied(var code) -> Found.nothing(Outcome.DENIED, code);
          case Decided.Released _ -> Found.of(List.of(device), Found.Shape.RESOURCE);
        };
      }
      case Query.ByPatient(var type, var patientId, var count) -> {
        call.aboutPatient(patientId);
        Ask ask = new Ask(asker, Optional.of(patientId), query, Interaction.SEARCH);
        yield switch (decide(ask, results.ofPatient(patientId, type, count), call)) {
          case Decided.Denied(var code) -> Found.nothing(Outcome.DENIED, code);
          case Decided.Released(var released) -> Found.of(released, Found.Shape.SEARCHSET);
        };
      }
      case Query.ConsentsOf(var patientId) -> {
        call.aboutPatient(patientId);
        Ask ask = new Ask(asker, Optional.of(patientId), query, Interaction.SEARCH);
        yield switch (decide(ask, kept(parts.consents().ofPatient(patientId)), call)) {
          case Decided.Denied(var code) -> Found.nothing(Outcome.DENIED, code);
          case Decided.Released(var released) -> Found.of(released, Found.Shape.SEARCHSET);
        };
      }
      case Query.ConsentById(var id) -> {
        Optional<KeptConsent> consent = parts.consents().find(id);
        consent.ifPresent(kept -> call.aboutPatient(kept.patientId()));
        Optional<String> patientId = consent.map(KeptConsent::patientId).or(() -> Optional.of(id));
        Ask ask = new Ask(asker, patientId, query, Interaction.READ);
        yield switch (decide(ask, kept(consent.stream().toList()), call)) {
          case Decided.Denied(var code) -> unlessScope(code, Found.none());
          case Decided.Released(var one) ->
              one.isEmpty() ? Found.none() : Found.of(one, Found.Shape.RESOURCE);
        };
      }
      case Query.ById(var type, var id) ->
          switch (stored(new Ask(asker, Optional.of(id), query, Interaction.READ), type, call)) {
            case Decided.Denied(var code) -> unlessScope(code, Found.none());
            case Decided.Released(var one) ->
                one.isEmpty() ? Found.none() : Found.of(one, Found.Shape.RESOURCE);
          };
      case Query.ByTarget(var type, var targetType, var targetId) -> {
        Found nothing = Found.of(List.of(), Found.Shape.SEARCHSET);
        Ask ask = new Ask(asker, Optional.of(targetId), query, Interaction.SEARCH);
        yield switch (stored(ask, targetType, call)) {
          case Decided.Denied(var code) -> unlessScope(code, nothing);
          case Decided.Released(var target) ->
              target.isEmpty()
                  ? nothing
                  : Found.of(results.besides(target.getFirst(), type), Found.Shape.SEARCHSET);
        };
      }
    };
  }

  /// A caller without the scope is told so; anyone else, whom the policies deny, sees what they
  /// would see if nothing were there.
  private static Found unlessScope(OutcomeCode code, Found nothing) {
    return code == OutcomeCode.INSUFFICIENT_SCOPE ? Found.nothing(Outcome.DENIED, code) : nothing;
  }

  /// One stored resource, if it is there and the caller's.
  ///
  /// @param ask about the resource's id; asked about its patient, where there is one
  private Decided stored(Ask ask, String type, Call call) throws SealingException, AuditException {
    Optional<UUID> uuid = ask.patientId().flatMap(GivenId::parse);
    Optional<StoredResult> result =
        uuid.isEmpty() ? Optional.empty() : results.find(type, uuid.get());
    Optional<String> patientId = result.isEmpty() ? Optional.empty() : patientOf(result.get());
    if (result.isEmpty() || patientId.isEmpty()) {
      // Decided even where there is nothing: a caller without the scope is told so either way.
      return switch (decide(ask, List.of(), call)) {
        case Decided.Denied denied -> denied;
        case Decided.Released _ -> new Decided.Released(List.of());
      };
    }
    call.aboutPatient(patientId.get());
    return decide(
        new Ask(ask.asker(), patientId, ask.query(), ask.interaction()),
        List.of(result.get()),
        call);
  }

  private Decided decide(Ask ask, List<StoredResult> stored, Call call)
      throws SealingException, AuditException {
    // What a patient wished can be read whatever it is: it is no clinical data.
    Optional<String> heard = ask.patientId().filter(_ -> !ask.query().type().equals(CONSENT));
    PatientConsents consents =
        heard.isPresent() ? parts.consents().onFile(heard.get()) : PatientConsents.none();
    Set<PurposeOfUse> restricted =
        heard.isPresent() ? parts.restrictions().barred(heard.get()) : Set.of();
    ReadRequest request =
        new ReadRequest(
            call.id(),
            ask.asker().caller(),
            ask.asker().purpose(),
            parts.tenant(),
            ask.patientId(),
            ask.query().type(),
            ask.interaction(),
            consents == PatientConsents.none() ? List.of() : consented(stored),
            consents,
            restricted,
            call.at());
    return switch (parts.policies().decideRead(request)) {
      case ReadDecision.Permitted(var permit) -> {
        call.body().decision(permit.trace(), permit.consentScope().consentId());
        call.policySet(permit.trace().policySet());
        yield new Decided.Released(
            stored.stream()
                .filter(result -> !permit.consentScope().withholds(result.reference()))
                .toList());
      }
      case ReadDecision.Denied(var reason, var trace) -> {
        call.body().decision(trace, Optional.empty());
        call.policySet(trace.policySet());
        yield new Decided.Denied(Refused.code(reason));
      }
    };
  }

  private static List<StoredResult> kept(List<KeptConsent> consents) {
    return consents.stream()
        .map(kept -> new StoredResult(CONSENT, kept.id(), new UUID(0, 0), kept.json()))
        .toList();
  }

  /// What the Consents can tell apart about them.
  private List<ConsentedResource> consented(List<StoredResult> stored) {
    List<ConsentedResource> resources = new ArrayList<>();
    for (StoredResult result : stored) {
      if (!(parts.reader().read(result.json()) instanceof Read.Accepted(var resource))) {
        throw new IllegalStateException("a stored result is no FHIR");
      }
      resources.add(ConsentedResource.of(result.reference(), resource));
    }
    return resources;
  }

  /// Whose result it is. A Provenance names no patient: the result of the same record does.
  private Optional<String> patientOf(StoredResult result) throws SealingException {
    if (RESULT_TYPES.contains(result.type())) {
      return subject(result);
    }
    for (String type : RESULT_TYPES) {
      List<StoredResult> siblings = results.besides(result, type);
      if (!siblings.isEmpty()) {
        return subject(siblings.getFirst());
      }
    }
    return Optional.empty();
  }

  private static Optional<String> subject(StoredResult result) {
    try {
      JsonNode reference = JSON.readTree(result.json()).path("subject").path("reference");
      String text = reference.asText();
      return text.isEmpty()
          ? Optional.empty()
          : Optional.of(text.substring(text.lastIndexOf('/') + 1));
    } catch (IOException e) {
      throw new IllegalStateException("a stored result is no JSON", e);
    }
  }
}
