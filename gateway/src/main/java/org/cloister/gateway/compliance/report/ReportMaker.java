package org.cloister.gateway.compliance.report;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.audit.LogQuery;
import org.cloister.audit.Receipt;
import org.cloister.audit.Subject;
import org.cloister.deid.sealing.SealingException;
import org.cloister.gateway.compliance.Act;
import org.cloister.gateway.compliance.Content;
import org.cloister.gateway.compliance.Oversight;
import org.cloister.gateway.compliance.OversightPermit;
import org.cloister.gateway.compliance.report.Composer.Use;
import org.cloister.gateway.record.AuditRecord;
import org.cloister.gateway.record.RecordSealer;
import org.cloister.models.Models;
import org.cloister.policies.Policies;

/// Makes a report: reads the range, composes, states the claim in the log, and proves it. Whoever
/// has the export has the statement's durable record behind it. Safe for many threads.
public final class ReportMaker {
  /// The event of the record that states a claim.
  static final String EVENT = "report-made";

  /// Ends a scan that found more than a report can rest on.
  private static final class Excess extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Excess() {
      super("more records than one report can rest on", null, false, false);
    }
  }

  private static final Content NOTHING = Content.json(200, Map.of());

  /// What reports are made from.
  ///
  /// @param issuer whose users are meant where an order names none
  /// @param mostRecords that one report may rest on
  public record Parts(
      String tenant,
      String issuer,
      int mostRecords,
      Organisation organisation,
      RecordSealer sealer,
      Sources sources) {}

  /// The log, and what else of the running gateway reports describe.
  public record Sources(
      AuditLog log, Models models, Policies policies, ImpactAssessments assessments) {}

  private final Parts parts;
  private final Keys keys;
  private final AuditLog log;
  private final Oversight oversight;
  private final Clock clock;

  public ReportMaker(Parts parts, Keys keys, Oversight oversight, Clock clock) {
    this.parts = parts;
    this.keys = keys;
    this.log = parts.sources().log();
    this.oversight = oversight;
    this.clock = clock;
  }

  /// A report whose statement is durable.
  public record Made(ProvenExport export, Receipt receipt) {}

  /// @param progress told the place in the log that was reached
  /// @throws AuditException when the log cannot be read or written: there is no report
  /// @throws SealingException when the keys cannot be asked
  /// @throws Unmade when the order cannot be carried out as it stands
  Made make(OversightPermit permit, ReportOrder order, LongConsumer progress)
      throws AuditException, SealingException {
    long size = ProvenExport.size(log.checkpoint());
    Composer composer = composer(order, size);
    Claim claim = claim(composer, size, progress);
    Document document = composer.document();
    Claim.Texts texts =
        new Claim.Texts(
            Claim.freshKey(), text(order.parameters().bytes()), text(document.json().bytes()));
    // The override of C-579/21 is a record of its own, before the report exists.
    if (!composer.details().isEmpty()) {
      Receipt _ =
          oversight.recorded(
              permit, Act.read("staff-names-disclosed", NOTHING).details(composer.details()));
    }
    Map<String, Object> details = new HashMap<>(composer.details());
    details.put("parameters", texts.parameters());
    Receipt receipt =
        oversight.recorded(
            permit,
            Act.read(EVENT, NOTHING)
                .facts(claim.facts(order.kind(), size, texts))
                .details(details));
    // The claim is durable. If the process dies here, the log says that a report was made which
    // nobody has: it can be ordered again.
    return new Made(
        ProvenExport.of(log, order.kind(), receipt.index(), claim.indexes(), texts), receipt);
  }

  private Claim claim(Composer composer, long size, LongConsumer progress) throws AuditException {
    Claim claim = new Claim(parts.mostRecords());
    Optional<LogQuery> wanted = composer.records();
    if (wanted.isEmpty()) {
      return claim;
    }
    try {
      log.scan(
          wanted.get(),
          0,
          size,
          entry -> {
            progress.accept(entry.index());
            if (composer.take(AuditRecord.of(entry)) == Use.USED && !claim.add(entry)) {
              throw new Excess();
            }
          });
    } catch (Excess e) {
      throw Unmade.tooManyRecords(log.count(wanted.get()), parts.mostRecords());
    }
    return claim;
  }

  private Composer composer(ReportOrder order, long size) throws AuditException, SealingException {
    Organisation organisation = parts.organisation();
    return switch (order.kind()) {
      case ACCOUNTING_OF_DISCLOSURES -> {
        Subject patient = patient(order);
        yield new Accounting(order, patient, organisation, suspended(patient, size));
      }
      case PATIENT_ACCESS -> new PatientAccess(order, patient(order), organisation);
      case PROCESSING_ACTIVITIES -> new ProcessingActivities(order, organisation, parts.sources());
      case BREACH_RADIUS ->
          order.key().isPresent()
              ? new KeyRadius(order, parts.tenant(), keys, log)
              : new BreachRadius(order, parts.tenant(), parts.sealer(), parts.issuer());
      case MODEL_RECALL -> new ModelRecall(order);
      case AI_LOG -> new AiLog(order);
      case HUMAN_OVERSIGHT -> new HumanOversight(order);
      case COST_AND_LATENCY -> new CostAndLatency(order);
    };
  }

  private Subject patient(ReportOrder order) {
    return parts.sealer().subject(parts.tenant(), "Patient/" + order.patientId().orElseThrow());
  }

  /// Recipients about whom this patient is not to be told today.
  private Set<String> suspended(Subject patient, long size) throws AuditException {
    Set<String> recipients = new LinkedHashSet<>();
    log.scan(
        LogQuery.all().subject(patient).event(Accounting.SUSPENDED),
        0,
        size,
        entry ->
            Accounting.suspension(
                    AuditRecord.of(entry), clock.instant().atZone(ZoneOffset.UTC).toLocalDate())
                .ifPresent(recipients::add));
    return recipients;
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }
}
