package org.cloister.gateway.compliance.report;

import java.time.Clock;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.audit.Subject;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.compliance.Act;
import org.cloister.gateway.compliance.Content;
import org.cloister.gateway.compliance.Credentials;
import org.cloister.gateway.compliance.Demand;
import org.cloister.gateway.compliance.Form;
import org.cloister.gateway.compliance.Oversight;
import org.cloister.gateway.compliance.OversightPermit;
import org.cloister.gateway.compliance.OversightReply;
import org.cloister.gateway.record.AuditRecord;
import org.cloister.policies.OversightAction;

/// What patients asked for, and until when they must have an answer. The register is the log: a
/// request is its record, and so are its extension and its answer. Safe for many threads.
public final class RequestRegister {
  static final String RECEIVED = "request-received";
  static final String EXTENDED = "request-extended";
  static final String CLOSED = "request-closed";
  private static final String LISTED = "requests-listed";

  /// What a patient may ask for, with the time for the answer and the one extension of it.
  public enum Right {
    /// 45 CFR 164.528(c)(1): 60 days, once 30 more.
    HIPAA_ACCOUNTING("hipaa-accounting", Period.ofDays(60), Period.ofDays(30)),
    /// 45 CFR 164.524(b)(2): 30 days, once 30 more.
    HIPAA_ACCESS("hipaa-access", Period.ofDays(30), Period.ofDays(30)),
    /// GDPR Art. 15 with 12(3): one month, two more.
    GDPR_ACCESS("gdpr-access", Period.ofMonths(1), Period.ofMonths(2)),
    /// GDPR Art. 16 with 12(3).
    GDPR_RECTIFICATION("gdpr-rectification", Period.ofMonths(1), Period.ofMonths(2)),
    /// GDPR Art. 17 with 12(3).
    GDPR_ERASURE("gdpr-erasure", Period.ofMonths(1), Period.ofMonths(2)),
    /// GDPR Art. 18 with 12(3).
    GDPR_RESTRICTION("gdpr-restriction", Period.ofMonths(1), Period.ofMonths(2)),
    /// GDPR Art. 21 with 12(3).
    GDPR_OBJECTION("gdpr-objection", Period.ofMonths(1), Period.ofMonths(2));

    private final String code;
    private final Period time;
    private final Period extension;

    Right(String code, Period time, Period extension) {
      this.code = code;
      this.time = time;
      this.extension = extension;
    }

    public String code() {
      return code;
    }

    static Optional<Right> of(String code) {
      for (Right right : values()) {
        if (right.code.equals(code)) {
          return Optional.of(right);
        }
      }
      return Optional.empty();
    }
  }

  /// A request as the log tells it.
  private record Request(String id, Right right, String patient, LocalDate received, Stage stage) {
    private enum Stage {
      OPEN,
      EXTENDED,
      CLOSED
    }

    LocalDate due() {
      LocalDate first = received.plus(right.time);
      return stage == Stage.EXTENDED ? first.plus(right.extension) : first;
    }

    Request at(Stage next) {
      return new Request(id, right, patient, received, next);
    }

    @Override
    public String toString() {
      return "Request[redacted]";
    }
  }

  private final AuditLog log;
  private final Oversight oversight;
  private final ReportMaker.Parts parts;
  private final Clock clock;

  public RequestRegister(AuditLog log, Oversight oversight, ReportMaker.Parts parts, Clock clock) {
    this.log = log;
    this.oversight = oversight;
    this.parts = parts;
    this.clock = clock;
  }

  /// Takes a request: fields patient, right; optional received (a day, today).
  public OversightReply receive(Credentials credentials, Form form, Optional<String> patientId) {
    return oversight.perform(
        credentials,
        Demand.about(OversightAction.MAKE_REPORT, RECEIVED, patientId),
        permit -> received(permit, form));
  }

  private Act received(OversightPermit permit, Form form) throws AuditException {
    Optional<Issue> objection = form.objection(Set.of("patient", "right"), Set.of("received"));
    if (objection.isPresent()) {
      return Act.refused(RECEIVED, objection.get());
    }
    LocalDate today = today();
    Optional<Right> right = form.text("right").flatMap(Right::of);
    Optional<LocalDate> day =
        form.text("received").isEmpty()
            ? Optional.of(today)
            : form.text("received").flatMap(Disclosure::day).filter(it -> !it.isAfter(today));
    if (permit.patientId().isEmpty() || right.isEmpty() || day.isEmpty()) {
      return Act.refused(
          RECEIVED,
          Issue.of(OutcomeCode.PARAMETER_INVALID)
              .saying("The patient, the right or the day is not valid."));
    }
    Request request =
        new Request(
            UUID.randomUUID().toString(),
            right.get(),
            "Patient/" + permit.patientId().get(),
            day.get(),
            Request.Stage.OPEN);
    Map<String, Object> reply = new LinkedHashMap<>(json(request, today));
    if (right.get() == Right.HIPAA_ACCOUNTING) {
      reply.put("free", isFirstInTwelveMonths(request));
    }
    return Act.change(RECEIVED, Content.json(201, reply))
        .details(
            Map.of(
                "request", request.id(),
                "right", right.get().code(),
                "received", day.get().toString()));
  }

  /// 45 CFR 164.528(c)(2): "the first accounting to an individual in any 12 month period without
  /// charge".
  private boolean isFirstInTwelveMonths(Request request) throws AuditException {
    return requests().values().stream()
        .filter(it -> it.right() == request.right() && it.patient().equals(request.patient()))
        .noneMatch(it -> it.received().isAfter(request.received().minusMonths(12)));
  }

  /// All requests that have no answer yet, the most urgent first.
  public OversightReply open(Credentials credentials) {
    return oversight.perform(
        credentials,
        Demand.of(OversightAction.MAKE_REPORT, LISTED),
        _ -> {
          List<Request> open =
              requests().values().stream()
                  .filter(it -> it.stage() != Request.Stage.CLOSED)
                  .sorted(Comparator.comparing(Request::due))
                  .toList();
          LocalDate today = today();
          return Act.read(
                  LISTED,
                  Content.json(
                      200, Map.of("requests", open.stream().map(it -> json(it, today)).toList())))
              .concerning(open.stream().map(this::subject).distinct().toList());
        });
  }

  /// Extends the time for an answer, once: field reason ("a written statement of the reasons for
  /// the delay").
  public OversightReply extend(Credentials credentials, String id, Form form) {
    return move(credentials, id, form, Request.Stage.EXTENDED);
  }

  /// Notes the answer: field answer, in words.
  public OversightReply close(Credentials credentials, String id, Form form) {
    return move(credentials, id, form, Request.Stage.CLOSED);
  }

  private OversightReply move(Credentials credentials, String id, Form form, Request.Stage next) {
    boolean extension = next == Request.Stage.EXTENDED;
    String event = extension ? EXTENDED : CLOSED;
    String field = extension ? "reason" : "answer";
    return oversight.perform(
        credentials,
        Demand.of(OversightAction.MAKE_REPORT, event),
        _ -> {
          Optional<Issue> objection = form.objection(Set.of(field), Set.of());
          if (objection.isPresent()) {
            return Act.refused(event, objection.get());
          }
          Optional<Request> request = Optional.ofNullable(requests().get(id));
          if (request.isEmpty() || request.get().stage() == Request.Stage.CLOSED) {
            return Act.refused(event, OutcomeCode.NOT_FOUND);
          }
          if (request.get().stage() == next) {
            return Act.invalid(event, "It was extended once already.");
          }
          return Act.change(event, Content.json(200, json(request.get().at(next), today())))
              .details(Map.of("request", id, field, form.text(field).orElseThrow()))
              .concerning(List.of(subject(request.get())));
        });
  }

  /// Every request that the log knows, by its id, in the order in which they were received.
  private Map<String, Request> requests() throws AuditException {
    Map<String, Request> requests = new LinkedHashMap<>();
    LoggedActs.replay(
        log, Set.of(RECEIVED, EXTENDED, CLOSED), (event, act) -> apply(event, act, requests));
    return requests;
  }

  private static void apply(String event, AuditRecord record, Map<String, Request> requests) {
    String id = record.detail("request").orElse("");
    if (event.equals(RECEIVED)) {
      Optional<Right> right = record.detail("right").flatMap(Right::of);
      Optional<LocalDate> day = record.detail("received").flatMap(Disclosure::day);
      if (right.isPresent() && day.isPresent()) {
        requests.put(
            id,
            new Request(
                id, right.get(), record.patient().orElse(""), day.get(), Request.Stage.OPEN));
      }
      return;
    }
    requests.computeIfPresent(
        id,
        (_, request) ->
            request.at(event.equals(EXTENDED) ? Request.Stage.EXTENDED : Request.Stage.CLOSED));
  }

  private Subject subject(Request request) {
    return parts.sealer().subject(parts.tenant(), request.patient());
  }

  private static Map<String, ?> json(Request request, LocalDate today) {
    return Map.of(
        "id", request.id(),
        "right", request.right().code(),
        "patient", request.patient(),
        "received", request.received().toString(),
        "due", request.due().toString(),
        "state", request.stage().name().toLowerCase(Locale.ROOT),
        "overdue", today.isAfter(request.due()) && request.stage() != Request.Stage.CLOSED);
  }

  private LocalDate today() {
    return clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
  }
}
