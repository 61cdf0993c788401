package org.cloister.gateway.compliance.report;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.compliance.Act;
import org.cloister.gateway.compliance.Content;
import org.cloister.gateway.compliance.Credentials;
import org.cloister.gateway.compliance.Demand;
import org.cloister.gateway.compliance.Form;
import org.cloister.gateway.compliance.Oversight;
import org.cloister.gateway.compliance.OversightPermit;
import org.cloister.gateway.compliance.OversightReply;
import org.cloister.gateway.compliance.report.Disclosure.Exemption;
import org.cloister.policies.OversightAction;

/// Records what was disclosed outside, and what an agency wants the patient not to be told for a
/// while. Both live in the log alone: neither can be changed later. Safe for many threads.
public final class DisclosureDesk {
  /// 45 CFR 164.528(a)(2)(ii)(C): an oral statement holds "no longer than 30 days".
  private static final int ORAL_DAYS = 30;

  private final Oversight oversight;
  private final Clock clock;

  public DisclosureDesk(Oversight oversight, Clock clock) {
    this.oversight = oversight;
    this.clock = clock;
  }

  /// Records one disclosure: fields patient, recipient, description, purpose; optional day (today),
  /// address, exemption.
  public OversightReply disclose(Credentials credentials, Form form, Optional<String> patientId) {
    return oversight.perform(
        credentials,
        Demand.about(OversightAction.MAKE_REPORT, Disclosure.EVENT, patientId),
        permit -> disclosure(permit, form));
  }

  /// Records a suspension: fields patient, recipient (the agency), until (a day), statement
  /// (`written` or `oral`).
  public OversightReply suspend(Credentials credentials, Form form, Optional<String> patientId) {
    return oversight.perform(
        credentials,
        Demand.about(OversightAction.MAKE_REPORT, Accounting.SUSPENDED, patientId),
        permit -> suspension(permit, form));
  }

  private Act disclosure(OversightPermit permit, Form form) {
    Optional<Issue> objection =
        form.objection(
            Set.of("patient", "recipient", "description", "purpose"),
            Set.of("day", "address", "exemption"));
    if (objection.isPresent()) {
      return Act.refused(Disclosure.EVENT, objection.get());
    }
    Optional<LocalDate> day =
        form.text("day").isEmpty()
            ? Optional.of(today())
            : form.text("day").flatMap(Disclosure::day);
    Optional<Exemption> exemption = form.text("exemption").flatMap(Exemption::of);
    if (permit.patientId().isEmpty()
        || day.isEmpty()
        || day.get().isAfter(today())
        || (form.text("exemption").isPresent() && exemption.isEmpty())) {
      return Act.invalid(Disclosure.EVENT, "The patient, the day or the exemption is not valid.");
    }
    Disclosure disclosure =
        new Disclosure(
            day.get(),
            form.text("recipient").orElseThrow(),
            form.text("address").orElse(""),
            form.text("description").orElseThrow(),
            form.text("purpose").orElseThrow(),
            exemption);
    return Act.change(Disclosure.EVENT, Content.json(201, Map.of("recorded", true)))
        .details(disclosure.details());
  }

  private Act suspension(OversightPermit permit, Form form) {
    Optional<Issue> objection =
        form.objection(Set.of("patient", "recipient", "until", "statement"), Set.of());
    if (objection.isPresent()) {
      return Act.refused(Accounting.SUSPENDED, objection.get());
    }
    Optional<LocalDate> until = form.text("until").flatMap(Disclosure::day);
    String statement = form.text("statement").orElseThrow();
    if (permit.patientId().isEmpty()
        || until.isEmpty()
        || !Set.of("written", "oral").contains(statement)) {
      return Act.invalid(
          Accounting.SUSPENDED, "The patient, the day or the statement is not valid.");
    }
    if (statement.equals("oral") && until.get().isAfter(today().plusDays(ORAL_DAYS))) {
      return Act.invalid(Accounting.SUSPENDED, "An oral statement suspends for 30 days at most.");
    }
    return Act.change(Accounting.SUSPENDED, Content.json(201, Map.of("recorded", true)))
        .details(
            Map.of(
                "recipient", form.text("recipient").orElseThrow(),
                "until", until.get().toString(),
                "statement", statement));
  }

  private LocalDate today() {
    return clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
  }
}
