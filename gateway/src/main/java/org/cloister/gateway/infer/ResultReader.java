package org.cloister.gateway.infer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.cloister.audit.AuditException;
import org.cloister.audit.Outcome;
import org.cloister.deid.sealing.SealingException;
import org.cloister.gateway.answer.EncodedResource;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.identity.Authentication.Authenticated;
import org.cloister.gateway.identity.Authentication.Unauthenticated;
import org.cloister.gateway.identity.CallerAuthenticator;
import org.cloister.policies.Caller;
import org.cloister.policies.Policies;
import org.cloister.policies.PurposeOfUse;
import org.cloister.policies.ReadDecision;
import org.cloister.policies.ReadRequest;
import org.cloister.policies.ReadRequest.Interaction;
import org.cloister.policies.consent.PatientConsents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reading back what was stored: the same order as an inference (who, may they, record, reply), and
/// the same rule, no record, no answer. Safe for many threads.
public final class ResultReader {
  /// Most resources in one answer of a search.
  public static final int LARGEST_PAGE = 100;

  private static final Logger LOG = LoggerFactory.getLogger(ResultReader.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> RESULT_TYPES = List.of("RiskAssessment", "Observation");

  private final String tenant;
  private final CallerAuthenticator authenticator;
  private final Policies policies;
  private final ResultVault results;
  private final Recording recording;

  public ResultReader(PipelineParts parts, Recording recording) {
    this.tenant = parts.tenant();
    this.authenticator = parts.authenticator();
    this.policies = parts.policies();
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
      return recording.concludeRead(call, query.type(), found);
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

  /// What a read gives: resources, or a reason for none.
  ///
  /// @param shape how they are sent
  record Found(
      Outcome outcome, Optional<Issue> refusal, List<StoredResult> resources, Shape shape) {
    enum Shape {
      RESOURCE,
      SEARCHSET
    }

    Found {
      resources = List.copyOf(resources);
    }

    static Found nothing(Outcome outcome, OutcomeCode code) {
      return new Found(outcome, Optional.of(Issue.of(code)), List.of(), Shape.RESOURCE);
    }

    static Found of(List<StoredResult> resources, Shape shape) {
      return new Found(Outcome.OK, Optional.empty(), resources, shape);
    }

    @Override
    public String toString() {
      return "Found[redacted]";
    }
  }

  private Found authenticate(
      Optional<String> authorization, Optional<String> statedPurpose, Query query, Call call)
      throws SealingException {
    return switch (authenticator.authenticate(authorization.orElse(null))) {
      case Unauthenticated(var cause) -> {
        call.body().unauthenticated(cause.name());
        yield Found.nothing(
            Outcome.DENIED,
            switch (cause) {
              case EXPIRED -> OutcomeCode.TOKEN_EXPIRED;
              case UNAVAILABLE -> OutcomeCode.UNAVAILABLE;
              case MISSING, MALFORMED, INVALID -> OutcomeCode.UNAUTHENTICATED;
            });
      }
      case Authenticated(var caller) -> {
        call.by(caller);
        Optional<PurposeOfUse> purpose = purpose(caller, statedPurpose);
        call.purpose(purpose);
        query.search().ifPresent(call.body()::query);
        yield find(new Asker(caller, purpose), query, call);
      }
    };
  }

  private record Asker(Caller caller, Optional<PurposeOfUse> purpose) {}

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

  private Found find(Asker asker, Query query, Call call) throws SealingException {
    return switch (query) {
      case Query.Public(var resource) ->
          decide(asker, Optional.empty(), query, Interaction.READ, call)
              .orElseGet(() ->
                  Found.of(
                      List.of(
                          new StoredResult(
                              resource.type(), new UUID(0, 0), new UUID(0, 0), resource.json())),
                      Found.Shape.RESOURCE));
      case Query.ByPatient(var type, var patientId, var count) -> {
        call.aboutPatient(patientId);
        Optional<Found> refused =
            decide(asker, Optional.of(patientId), query, Interaction.SEARCH, call);
        yield refused.isPresent()
            ? refused.get()
            : Found.of(results.ofPatient(patientId, type, count), Found.Shape.SEARCHSET);
      }
      case Query.ById(var type, var id) ->
          stored(asker, query, Interaction.READ, type, id, call).orElseGet(ResultReader::notFound);
      case Query.ByTarget(var type, var targetType, var targetId) ->
          stored(asker, query, Interaction.SEARCH, targetType, targetId, call)
              .orElseGet(() -> Found.of(List.of(), Found.Shape.SEARCHSET));
    };
  }

  /// One stored resource, or what belongs to it. Whether it is not there or not the caller's, the
  /// answer is the same (empty), so that nobody learns what exists.
  private Optional<Found> stored(
      Asker asker, Query query, Interaction interaction, String type, String id, Call call)
      throws SealingException {
    Optional<UUID> uuid = uuid(id);
    Optional<StoredResult> result =
        uuid.isEmpty() ? Optional.empty() : results.find(type, uuid.get());
    Optional<String> patientId = result.isEmpty() ? Optional.empty() : patientOf(result.get());
    if (patientId.isPresent()) {
      call.aboutPatient(patientId.get());
    }
    // Decided even where there is nothing: a caller without the scope is told so either way.
    Optional<Found> refused =
        decide(asker, Optional.of(patientId.orElse(id)), query, interaction, call);
    if (refused.isPresent()) {
      boolean scope =
          refused
              .get()
              .refusal()
              .filter(i -> i.code() == OutcomeCode.INSUFFICIENT_SCOPE)
              .isPresent();
      return scope ? refused : Optional.empty();
    }
    if (result.isEmpty() || patientId.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        interaction == Interaction.READ
            ? Found.of(List.of(result.get()), Found.Shape.RESOURCE)
            : Found.of(results.besides(result.get(), query.type()), Found.Shape.SEARCHSET));
  }

  private Optional<Found> decide(
      Asker asker, Optional<String> patientId, Query query, Interaction interaction, Call call) {
    ReadRequest request =
        new ReadRequest(
            call.id(),
            asker.caller(),
            asker.purpose(),
            tenant,
            patientId,
            query.type(),
            interaction,
            List.of(),
            PatientConsents.of(List.of()),
            call.at());
    return switch (policies.decideRead(request)) {
      case ReadDecision.Permitted(var permit) -> {
        call.body().decision(permit.trace(), Optional.empty());
        call.policySet(permit.trace().policySet());
        yield Optional.empty();
      }
      case ReadDecision.Denied(var reason, var trace) -> {
        call.body().decision(trace, Optional.empty());
        call.policySet(trace.policySet());
        yield Optional.of(
            Found.nothing(
                Outcome.DENIED,
                switch (reason) {
                  case INSUFFICIENT_SCOPE -> OutcomeCode.INSUFFICIENT_SCOPE;
                  case FORBIDDEN, POLICY_ERROR -> OutcomeCode.DENIED;
                }));
      }
    };
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

  private static Optional<UUID> uuid(String id) {
    try {
      UUID uuid = UUID.fromString(id);
      return uuid.toString().equals(id) ? Optional.of(uuid) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Found notFound() {
    return Found.nothing(Outcome.REFUSED, OutcomeCode.NOT_FOUND);
  }
}
