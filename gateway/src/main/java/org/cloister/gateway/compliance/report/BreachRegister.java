package org.cloister.gateway.compliance.report;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.compliance.Act;
import org.cloister.gateway.compliance.Content;
import org.cloister.gateway.compliance.Credentials;
import org.cloister.gateway.compliance.Deed;
import org.cloister.gateway.compliance.Demand;
import org.cloister.gateway.compliance.Form;
import org.cloister.gateway.compliance.Oversight;
import org.cloister.gateway.compliance.OversightPermit;
import org.cloister.gateway.compliance.OversightReply;
import org.cloister.gateway.record.AuditRecord;
import org.cloister.policies.OversightAction;

/// All breaches, those that nobody was told of included (GDPR Art. 33(5)), each with its clocks.
/// The register is the log: what is said of a breach is a record, and can be added to but not
/// changed. Safe for many threads.
public final class BreachRegister {
  private static final String REGISTERED = "breach-registered";
  private static final String AMENDED = "breach-amended";
  private static final String SETTLED = "breach-duty-settled";
  private static final String LISTED = "breaches-listed";

  /// "The facts relating to the personal data breach, its effects and the remedial action taken";
  /// and the breach-radius report that says whom it touched.
  private static final Set<String> TEXTS = Set.of("facts", "effects", "measures", "report");

  private final AuditLog log;
  private final Oversight oversight;

  public BreachRegister(AuditLog log, Oversight oversight) {
    this.log = log;
    this.oversight = oversight;
  }

  /// Registers one: fields discovered (a day or an instant), facts; optional effects, measures,
  /// report, patients (how many).
  public OversightReply register(Credentials credentials, Form form) {
    return perform(credentials, REGISTERED, permit -> registered(permit, form));
  }

  /// Adds what was found out later (Art. 33(4), "in phases"): effects, measures, facts, report or
  /// patients.
  public OversightReply amend(Credentials credentials, String id, Form form) {
    return perform(credentials, AMENDED, permit -> amended(permit, id, form));
  }

  /// Says that a duty was done (field day) or does not arise (field reason). What was done late
  /// needs the reason too: Art. 33(1), "accompanied by reasons for the delay".
  public OversightReply settle(Credentials credentials, String id, Form form) {
    return perform(credentials, SETTLED, permit -> settled(permit, id, form));
  }

  /// Every breach, the one whose clock ends first at the top.
  public OversightReply list(Credentials credentials) {
    return perform(
        credentials,
        LISTED,
        permit -> {
          List<Map<String, Object>> shown =
              breaches().values().stream()
                  .sorted(Comparator.comparing(it -> it.next().orElse(Instant.MAX)))
                  .map(it -> it.json(permit.at()))
                  .toList();
          return Act.read(LISTED, Content.json(200, Map.of("breaches", shown)));
        });
  }

  private OversightReply perform(Credentials credentials, String event, Deed deed) {
    return oversight.perform(credentials, Demand.of(OversightAction.MAKE_REPORT, event), deed);
  }

  private static Act registered(OversightPermit permit, Form form) {
    Optional<Issue> objection =
        form.objection(
            Set.of("discovered", "facts"), Set.of("effects", "measures", "report", "patients"));
    if (objection.isPresent()) {
      return Act.refused(REGISTERED, objection.get());
    }
    Optional<Instant> discovered = form.instant("discovered");
    if (discovered.isEmpty() || discovered.get().isAfter(permit.at()) || isNoNumber(form)) {
      return Act.invalid(
          REGISTERED, "The day of discovery or the number of patients is not valid.");
    }
    Breach breach =
        said(Breach.discovered(UUID.randomUUID().toString(), discovered.get()), form.fields());
    return Act.change(REGISTERED, Content.json(201, breach.json(permit.at())))
        .details(details(breach.id(), form));
  }

  private Act amended(OversightPermit permit, String id, Form form) throws AuditException {
    Optional<Issue> objection =
        form.objection(Set.of(), Set.of("facts", "effects", "measures", "report", "patients"));
    if (objection.isPresent()) {
      return Act.refused(AMENDED, objection.get());
    }
    Optional<Breach> breach = Optional.ofNullable(breaches().get(id));
    if (breach.isEmpty()) {
      return Act.refused(AMENDED, OutcomeCode.NOT_FOUND);
    }
    if (form.fields().isEmpty() || isNoNumber(form)) {
      return Act.invalid(AMENDED, "Nothing is said, or the number of patients is not valid.");
    }
    return Act.change(
            AMENDED, Content.json(200, said(breach.get(), form.fields()).json(permit.at())))
        .details(details(id, form));
  }

  private Act settled(OversightPermit permit, String id, Form form) throws AuditException {
    Optional<Issue> objection = form.objection(Set.of("duty"), Set.of("day", "reason"));
    if (objection.isPresent()) {
      return Act.refused(SETTLED, objection.get());
    }
    Optional<Breach> breach = Optional.ofNullable(breaches().get(id));
    Optional<BreachDuty> duty = form.text("duty").flatMap(BreachDuty::of);
    if (breach.isEmpty()) {
      return Act.refused(SETTLED, OutcomeCode.NOT_FOUND);
    }
    if (duty.isEmpty() || breach.get().settled().containsKey(duty.get())) {
      return Act.invalid(SETTLED, "The duty is not known, or was settled already.");
    }
    Optional<LocalDate> day = form.text("day").flatMap(Disclosure::day);
    LocalDate today = permit.at().atZone(ZoneOffset.UTC).toLocalDate();
    if (day.isPresent() != form.text("day").isPresent()
        || day.filter(today::isBefore).isPresent()) {
      return Act.invalid(SETTLED, "The day is no day, or is still to come.");
    }
    if (form.text("reason").isEmpty()
        && (day.isEmpty() || isLate(breach.get(), duty.get(), day.get()))) {
      return Act.invalid(SETTLED, "What is late or does not arise needs a reason.");
    }
    Breach after = breach.get().settling(duty.get(), how(form.fields()));
    return Act.change(SETTLED, Content.json(200, after.json(permit.at())))
        .details(details(id, form));
  }

  private static boolean isLate(Breach breach, BreachDuty duty, LocalDate day) {
    return breach
        .due(duty)
        .at()
        .filter(due -> day.isAfter(due.atZone(ZoneOffset.UTC).toLocalDate()))
        .isPresent();
  }

  private static boolean isNoNumber(Form form) {
    return form.text("patients").isPresent() && form.number("patients").isEmpty();
  }

  /// The same names in the record as in the form, so that the one is read back like the other.
  private static Map<String, String> details(String id, Form form) {
    Map<String, String> details = new TreeMap<>(form.fields());
    details.put("breach", id);
    return details;
  }

  private static Breach said(Breach breach, Map<String, String> fields) {
    Map<String, String> texts = new TreeMap<>(fields);
    texts.keySet().retainAll(TEXTS);
    return breach.saying(texts, Form.of(fields).number("patients"));
  }

  private static String how(Map<String, String> fields) {
    String reason = fields.getOrDefault("reason", "");
    String day = fields.getOrDefault("day", "");
    return day.isEmpty() ? "does not arise: " + reason : ("done on " + day + " " + reason).strip();
  }

  /// Every breach that the log knows, by its id.
  private Map<String, Breach> breaches() throws AuditException {
    Map<String, Breach> breaches = new LinkedHashMap<>();
    LoggedActs.replay(
        log, Set.of(REGISTERED, AMENDED, SETTLED), (event, act) -> apply(event, act, breaches));
    return breaches;
  }

  private static void apply(String event, AuditRecord record, Map<String, Breach> breaches) {
    Map<String, String> fields = new TreeMap<>();
    record.details().forEach(detail -> fields.put(detail.name(), detail.value()));
    String id = fields.getOrDefault("breach", "");
    switch (event) {
      case REGISTERED ->
          Form.of(fields)
              .instant("discovered")
              .ifPresent(at -> breaches.put(id, said(Breach.discovered(id, at), fields)));
      case AMENDED -> breaches.computeIfPresent(id, (_, breach) -> said(breach, fields));
      default ->
          BreachDuty.of(fields.getOrDefault("duty", ""))
              .ifPresent(duty ->
                  breaches.computeIfPresent(id, (_, breach) -> breach.settling(duty, how(fields))));
    }
  }
}
