package org.cloister.gateway.compliance.erasure;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.audit.RecordId;
import org.cloister.audit.Rider;
import org.cloister.audit.StoredEntry;
import org.cloister.audit.Subject;
import org.cloister.deid.sealing.KeyCacheBounds;
import org.cloister.deid.sealing.SealingException;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.compliance.Act;
import org.cloister.gateway.compliance.Content;
import org.cloister.gateway.compliance.OversightPermit;
import org.cloister.gateway.compliance.erasure.ErasurePlan.Target;
import org.cloister.gateway.record.RecordSealer;

/// Erasure as officers do it: one asks, another one approves, and then it is done. Nothing undoes
/// it, so a slip of one hand must not be enough.
///
/// What waits for approval holds blind indexes only. The second officer names the person again; the
/// two names must mean the same person, which guards against the wrong chart better than a click on
/// "approve".
public final class ErasureDesk {
  private static final Duration WAITS_AT_MOST = Duration.ofDays(30);
  private static final int LISTED = 100;

  private static final String ASK =
      "insert into erasure_request (request_id, tenant, subject, requested_by, scope, legal_basis,"
          + " requested_at) values (?, ?, ?, ?, ?, ?, ?)";
  private static final String DROP = "delete from erasure_request where request_id = ?";
  private static final String DROP_EXPIRED =
      "delete from erasure_request where tenant = ? and requested_at <= ?";
  private static final String WAITING =
      "select * from erasure_request where tenant = ? and requested_at > ? order by requested_at";

  private final Erasures erasures;
  private final RecordSealer sealer;
  private final AuditLog log;
  private final Rows rows;
  private final Terms terms;

  /// What a certificate promises.
  ///
  /// @param backupHorizon how long the oldest backup is kept
  public record Terms(String tenant, Duration backupHorizon) {}

  public ErasureDesk(
      Erasures erasures, RecordSealer sealer, AuditLog log, DataSource database, Terms terms) {
    this.erasures = erasures;
    this.sealer = sealer;
    this.log = log;
    this.rows = new Rows(database);
    this.terms = terms;
  }

  /// What an officer fills in.
  ///
  /// @param reference `Patient/ID`, or `User/` + issuer + `|` + subject
  public record Wish(String reference, Scope scope, LegalBasis basis) {
    @Override
    public String toString() {
      return "Wish[" + scope + ", " + basis + ", redacted]";
    }
  }

  private record Waiting(
      UUID id, Subject subject, String requestedBy, Scope scope, LegalBasis basis, Instant at) {
    Target target() {
      return new Target(subject, scope, basis);
    }
  }

  /// Shows what would go, what would stay and why. Changes nothing.
  public Act preview(OversightPermit permit, Wish wish) throws SQLException, SealingException {
    return Act.read("erasure-previewed", Content.json(200, plan(wish).json()));
  }

  /// Puts the erasure before a second officer.
  public Act request(OversightPermit permit, Wish wish) throws SQLException, SealingException {
    ErasurePlan plan = plan(wish);
    if (plan.obstacle().isPresent()) {
      return against(plan.obstacle().get());
    }
    UUID id = UUID.randomUUID();
    Map<String, Object> reply = new LinkedHashMap<>(plan.json());
    reply.put("request", id.toString());
    Subject subject = plan.target().subject();
    Rider ask =
        new Rider(
            ASK,
            List.of(
                id,
                subject.tenant(),
                subject.key(),
                person(permit),
                wish.scope().code(),
                wish.basis().code(),
                permit.at()));
    Rider dropExpired =
        new Rider(DROP_EXPIRED, List.of(terms.tenant(), permit.at().minus(WAITS_AT_MOST)));
    return Act.change("erasure-requested", Content.json(201, reply))
        .riders(List.of(dropExpired, ask));
  }

  /// Carries out what another officer asked for.
  ///
  /// @param reference the person, named anew
  public Act approve(OversightPermit permit, UUID request, String reference)
      throws SQLException, SealingException, IOException, AuditException {
    Optional<Waiting> waiting = find(permit, request);
    if (waiting.isEmpty()) {
      return Act.refused("erasure-approved", OutcomeCode.NOT_FOUND);
    }
    if (waiting.get().requestedBy().equals(person(permit))) {
      return refused("The officer who asked for an erasure cannot approve it.");
    }
    if (!waiting.get().subject().equals(erasures.subject(reference))) {
      return refused("The request is about another person than the one named.");
    }
    ErasurePlan plan = erasures.plan(waiting.get().target());
    if (plan.obstacle().isPresent()) {
      return against(plan.obstacle().get());
    }
    Erasure erasure = erasures.carryOut(plan, sealer.agent(permit.officer()));
    Map<String, Object> certificate = certificate(erasure);
    return Act.change("erasure-approved", Content.json(200, certificate))
        .details(Map.of("erasure", erasure.record().toString()))
        .riders(List.of(new Rider(DROP, List.of(request))));
  }

  /// Takes a request back, or turns it down.
  public Act withdraw(OversightPermit permit, UUID request) throws SQLException {
    return find(permit, request).isEmpty()
        ? Act.refused("erasure-withdrawn", OutcomeCode.NOT_FOUND)
        : Act.change("erasure-withdrawn", Content.json(200, Map.of("request", request.toString())))
            .riders(List.of(new Rider(DROP, List.of(request))));
  }

  /// What waits, and what was done.
  public Act list(OversightPermit permit) throws SQLException {
    List<Map<String, Object>> waiting =
        rows
            .all(ErasureDesk::waiting, WAITING, terms.tenant(), permit.at().minus(WAITS_AT_MOST))
            .stream()
            .map(one ->
                Map.<String, Object>of(
                    "request",
                    one.id().toString(),
                    "scope",
                    one.scope().code(),
                    "legalBasis",
                    one.basis().code(),
                    "requestedAt",
                    one.at().toString(),
                    "mine",
                    one.requestedBy().equals(person(permit)) ? "yes" : "no"))
            .toList();
    List<Map<String, Object>> done = erasures.newest(LISTED).stream().map(Erasure::json).toList();
    return Act.read("erasures-read", Content.json(200, Map.of("waiting", waiting, "done", done)));
  }

  /// The certificate of an erasure or a disposal.
  public Act certificate(OversightPermit permit, UUID record) throws SQLException, AuditException {
    Optional<Erasure> erasure = erasures.find(record);
    return erasure.isEmpty()
        ? Act.refused("erasures-read", OutcomeCode.NOT_FOUND)
        : Act.read("erasures-read", Content.json(200, certificate(erasure.get())));
  }

  /// What anyone can check with the log's public key alone: the leaf's facts and its receipt.
  private Map<String, Object> certificate(Erasure erasure) throws AuditException {
    Map<String, Object> certificate = new LinkedHashMap<>(erasure.json());
    RecordId record = new RecordId(erasure.record());
    Optional<StoredEntry> entry = log.find(record);
    entry.ifPresent(found -> certificate.put("facts", found.facts()));
    log.proof(record).ifPresent(proof -> certificate.put("receipt", proof));
    certificate.put(
        "otherProcessesUntil",
        erasure.at().plus(KeyCacheBounds.standard().timeToLive()).toString());
    certificate.put("backupsUntil", erasure.at().plus(terms.backupHorizon()).toString());
    return certificate;
  }

  private ErasurePlan plan(Wish wish) throws SQLException, SealingException {
    return erasures.plan(
        new Target(erasures.subject(wish.reference()), wish.scope(), wish.basis()));
  }

  private Optional<Waiting> find(OversightPermit permit, UUID request) throws SQLException {
    return rows
        .all(ErasureDesk::waiting, WAITING, terms.tenant(), permit.at().minus(WAITS_AT_MOST))
        .stream()
        .filter(waiting -> waiting.id().equals(request))
        .findFirst();
  }

  private static Waiting waiting(ResultSet row) throws SQLException {
    return new Waiting(
        row.getObject("request_id", UUID.class),
        new Subject(row.getString("tenant"), row.getString("subject")),
        row.getString("requested_by"),
        Scope.of(row.getString("scope")).orElseThrow(),
        LegalBasis.of(row.getString("legal_basis")).orElseThrow(),
        Rows.instant(row, "requested_at").orElseThrow());
  }

  /// Blind index of the officer: enough to tell two of them apart.
  private String person(OversightPermit permit) {
    return sealer.subject(terms.tenant(), "User/" + permit.person()).key();
  }

  private static Act against(ErasurePlan.Obstacle obstacle) {
    return obstacle == ErasurePlan.Obstacle.NOTHING_THERE
        ? Act.refused("erasure-requested", OutcomeCode.NOT_FOUND)
        : refused(obstacle.sentence());
  }

  private static Act refused(String sentence) {
    return Act.refused("erasure-approved", Issue.of(OutcomeCode.DENIED).saying(sentence));
  }
}
