package org.cloister.gateway.compliance.report;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.cloister.audit.AuditException;
import org.cloister.audit.Fact;
import org.cloister.audit.Receipt;
import org.cloister.audit.Subject;
import org.cloister.deid.sealing.SealingException;
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
import org.cloister.gateway.compliance.erasure.ErasureLock;
import org.cloister.gateway.compliance.report.ReportStore.Finished;
import org.cloister.gateway.record.GivenId;
import org.cloister.policies.OversightAction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes orders for reports, has them made one after the other beside the requests, and hands them
/// out. Every order, look and hand-out is a record. An order that runs is lost with the process; it
/// can be given again. Safe for many threads.
public final class ReportDesk {
  /// How long a finished report can be fetched.
  static final Duration LIFE = Duration.ofDays(7);

  private static final Logger LOG = LoggerFactory.getLogger(ReportDesk.class);
  private static final int MOST_RUNNING = 4;
  private static final int REMEMBERED = 256;
  private static final String ORDERED = "report-ordered";
  private static final String SEEN = "report-seen";
  private static final String HANDED_OUT = "export-made";

  /// What a report can be fetched as.
  public enum Format {
    BUNDLE,
    CSV,
    HTML,
    /// With its proofs: [ProvenExport].
    EXPORT;

    /// By the last segment of its URL.
    public static Optional<Format> named(String name) {
      for (Format format : values()) {
        if (format.name().toLowerCase(Locale.ROOT).equals(name)) {
          return Optional.of(format);
        }
      }
      return Optional.empty();
    }
  }

  /// Where an order stands that is not finished.
  private sealed interface Job {
    ReportKind kind();

    /// @param reached place of the log
    record Running(ReportKind kind, long reached) implements Job {}

    record Failed(ReportKind kind, Issue issue) implements Job {}
  }

  private final ReportMaker maker;
  private final ReportMaker.Parts parts;
  private final ReportStore store;
  private final Oversight oversight;
  private final Clock clock;
  private final Map<UUID, Job> jobs =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Job> eldest) {
          return size() > REMEMBERED && !(eldest.getValue() instanceof Job.Running);
        }
      };

  public ReportDesk(
      ReportMaker maker,
      ReportMaker.Parts parts,
      ReportStore store,
      Oversight oversight,
      Clock clock) {
    this.maker = maker;
    this.parts = parts;
    this.store = store;
    this.oversight = oversight;
    this.clock = clock;
  }

  private record Accepted(OversightPermit permit, ReportOrder order) {}

  /// Takes an order: 202 with the report's id, and the report is made from then on.
  ///
  /// @param patientId in the form's field `patient`
  public OversightReply order(Credentials credentials, Form form, Optional<String> patientId) {
    UUID id = UUID.randomUUID();
    AtomicReference<Optional<Accepted>> accepted = new AtomicReference<>(Optional.empty());
    OversightReply reply =
        oversight.perform(
            credentials,
            Demand.about(OversightAction.MAKE_REPORT, ORDERED, patientId),
            permit ->
                switch (ReportOrder.read(form, patientId, clock.instant())) {
                  case ReportOrder.Objection(Issue issue) -> Act.refused(ORDERED, issue);
                  case ReportOrder.Ordered(ReportOrder order) -> {
                    if (!reserve(id, order.kind())) {
                      yield Act.refused(ORDERED, OutcomeCode.BUSY);
                    }
                    accepted.set(Optional.of(new Accepted(permit, order)));
                    yield Act.read(
                            ORDERED,
                            Content.json(
                                202,
                                Map.of(
                                    "id", id.toString(),
                                    "kind", order.kind().slug(),
                                    "status", "running")))
                        .facts(Map.of(Fact.REPORT, order.kind().slug()))
                        .details(Map.of("report", id.toString()));
                  }
                });
    accepted
        .get()
        .ifPresent(order -> {
          if (reply instanceof OversightReply.Recorded) {
            Thread _ = Thread.ofVirtual().name("report-" + id).start(() -> run(id, order));
          } else {
            remember(id, new Job.Failed(order.order().kind(), Issue.of(OutcomeCode.UNAVAILABLE)));
          }
        });
    return reply;
  }

  /// Where the report stands.
  public OversightReply status(Credentials credentials, String id) {
    return oversight.perform(
        credentials,
        Demand.of(OversightAction.MAKE_REPORT, SEEN),
        _ -> {
          Optional<UUID> uuid = GivenId.parse(id);
          if (uuid.isEmpty()) {
            return Act.refused(SEEN, OutcomeCode.NOT_FOUND);
          }
          Optional<Job> job = job(uuid.get());
          if (job.isPresent()) {
            return seen(id, job.get());
          }
          return store
              .find(uuid.get(), clock.instant())
              .map(finished ->
                  Act.read(
                          SEEN,
                          Content.json(
                              200,
                              Map.of(
                                  "id", id,
                                  "kind", finished.kind().slug(),
                                  "status", "finished",
                                  "record", finished.record().toString(),
                                  "expires", finished.expires().toString())))
                      .details(Map.of("report", id)))
              .orElseGet(() -> Act.refused(SEEN, OutcomeCode.NOT_FOUND));
        });
  }

  private static Act seen(String id, Job job) {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("id", id);
    status.put("kind", job.kind().slug());
    switch (job) {
      case Job.Running running -> {
        status.put("status", "running");
        status.put("reached", running.reached());
      }
      case Job.Failed failed -> {
        status.put("status", "failed");
        status.put("code", failed.issue().code().code());
        status.put("text", failed.issue().text());
      }
    }
    return Act.read(SEEN, Content.json(200, status)).details(Map.of("report", id));
  }

  /// The report in a format, and the record that it was handed out.
  public OversightReply deliver(Credentials credentials, String id, Format format) {
    return oversight.perform(
        credentials,
        Demand.of(OversightAction.MAKE_REPORT, HANDED_OUT),
        _ -> {
          Optional<UUID> uuid = GivenId.parse(id);
          Optional<Finished> finished =
              uuid.isEmpty() ? Optional.empty() : store.find(uuid.get(), clock.instant());
          if (finished.isEmpty()) {
            return Act.refused(HANDED_OUT, OutcomeCode.NOT_FOUND);
          }
          return Act.read(HANDED_OUT, content(finished.get(), format))
              .facts(Map.of(Fact.REPORT, finished.get().kind().slug()))
              .details(Map.of("report", id, "format", format.name().toLowerCase(Locale.ROOT)))
              .concerning(patients(finished.get().export().document()));
        });
  }

  private Content content(Finished report, Format format) throws IOException {
    return switch (format) {
      case EXPORT -> Content.of(200, "application/json", report.export().bytes());
      case HTML -> Content.text(200, HtmlPage.MEDIA_TYPE, HtmlPage.of(report.export()));
      case CSV ->
          Content.text(
              200, CsvFile.MEDIA_TYPE, CsvFile.of(report.export().document().tables().getFirst()));
      case BUNDLE ->
          Content.of(
              200,
              ReportBundle.MEDIA_TYPE,
              ReportBundle.of(
                  report.id(),
                  report.export().document(),
                  report.expires().minus(LIFE),
                  parts.organisation().name()));
    };
  }

  private List<Subject> patients(Document document) {
    return Optional.ofNullable(document.about().get("Patient")).stream()
        .map(patient -> parts.sealer().subject(parts.tenant(), patient))
        .toList();
  }

  private void run(UUID id, Accepted accepted) {
    ReportKind kind = accepted.order().kind();
    try (ErasureLock.Held _ = store.whileNobodyIsErased()) {
      ReportMaker.Made made =
          maker.make(
              accepted.permit(),
              accepted.order(),
              reached -> remember(id, new Job.Running(kind, reached)));
      Instant now = clock.instant();
      store.keep(
          new Finished(id, kind, made.receipt().recordId().value(), made.export(), now.plus(LIFE)),
          accepted.order().patientId(),
          now);
      synchronized (jobs) {
        jobs.remove(id);
      }
    } catch (Unmade e) {
      fail(id, accepted, e.issue());
    } catch (AuditException | SQLException | SealingException e) {
      LOG.warn("A report could not be made: {}", e.getClass().getName());
      fail(id, accepted, Issue.of(OutcomeCode.UNAVAILABLE));
    } catch (RuntimeException bug) {
      LOG.error("Making a report failed: {}", bug.getClass().getName());
      fail(id, accepted, Issue.of(OutcomeCode.INTERNAL));
    }
  }

  private void fail(UUID id, Accepted accepted, Issue issue) {
    remember(id, new Job.Failed(accepted.order().kind(), issue));
    try {
      Receipt _ =
          oversight.recorded(
              accepted.permit(),
              Act.refused(ReportMaker.EVENT, issue).details(Map.of("report", id.toString())));
    } catch (AuditException e) {
      // Nothing was handed out, so nothing has to be known; the order itself is recorded.
      LOG.warn("The failure of a report could not be recorded.");
    }
  }

  private boolean reserve(UUID id, ReportKind kind) {
    synchronized (jobs) {
      long running = jobs.values().stream().filter(Job.Running.class::isInstance).count();
      if (running >= MOST_RUNNING) {
        return false;
      }
      jobs.put(id, new Job.Running(kind, 0));
      return true;
    }
  }

  private void remember(UUID id, Job job) {
    synchronized (jobs) {
      jobs.put(id, job);
    }
  }

  private Optional<Job> job(UUID id) {
    synchronized (jobs) {
      return Optional.ofNullable(jobs.get(id));
    }
  }
}
