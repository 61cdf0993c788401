package org.cloister.gateway.compliance.report;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cloister.audit.LogQuery;
import org.cloister.audit.Subject;
import org.cloister.gateway.record.AuditRecord;

/// Accounting of disclosures, 45 CFR 164.528.
///
/// Takes what was recorded as a disclosure, and reads by clients that belong to outside
/// organisations for other purposes than treatment, payment and operations. Leaves out what
/// (a)(1)(i) to (ix) exempts, and, while it lasts, what an agency had suspended under (a)(2):
/// nothing of that stands in the report or in its proofs. Repeated disclosures to one recipient for
/// one purpose are told as a series, (b)(3): the first in full, how many, and the last day.
final class Accounting implements Composer {
  /// The event under which a suspension is recorded, with the details `recipient` and `until`.
  static final String SUSPENDED = "accounting-suspended";

  private static final Set<String> OPERATIONS = Set.of("TREAT", "ETREAT", "HOPERAT");

  private final ReportOrder order;
  private final Subject patient;
  private final Organisation organisation;
  private final Set<String> suspended;
  private final List<Disclosure> told = new ArrayList<>();

  /// @param suspended recipients whose disclosures are not to be told now
  Accounting(ReportOrder order, Subject patient, Organisation organisation, Set<String> suspended) {
    this.order = order;
    this.patient = patient;
    this.organisation = organisation;
    this.suspended = new LinkedHashSet<>(suspended);
  }

  /// The recipient whose disclosures this record suspends on that day; empty for any other record.
  static Optional<String> suspension(AuditRecord record, LocalDate today) {
    boolean lasts =
        record.event().filter(SUSPENDED::equals).isPresent()
            && Words.released(record)
            && record
                .detail("until")
                .flatMap(Disclosure::day)
                .filter(until -> !today.isAfter(until))
                .isPresent();
    return lasts ? record.detail("recipient") : Optional.empty();
  }

  /// All of the patient's: a disclosure counts by its own day, not by the time of its record.
  @Override
  public Optional<LogQuery> records() {
    return Optional.of(LogQuery.all().subject(patient));
  }

  @Override
  public Use take(AuditRecord record) {
    Optional<Disclosure> disclosure = Disclosure.in(record).or(() -> outsideRead(record));
    boolean tells =
        disclosure
            .filter(it -> it.exemption().isEmpty())
            .filter(it -> !suspended.contains(it.recipient()))
            .filter(it -> isWithin(it.day()))
            .isPresent();
    if (!tells) {
      return Use.LEFT_OUT;
    }
    told.add(disclosure.get());
    return Use.USED;
  }

  /// Results that left for an outside organisation through the gateway itself.
  private Optional<Disclosure> outsideRead(AuditRecord record) {
    Optional<Organisation.Recipient> recipient =
        record.actor().map(actor -> organisation.recipients().get(actor.client()));
    if (recipient.isEmpty()
        || !Words.released(record)
        || (record.readIds().isEmpty() && record.resources().isEmpty())) {
      return Optional.empty();
    }
    return Optional.of(
        new Disclosure(
            record.at().atZone(ZoneOffset.UTC).toLocalDate(),
            recipient.get().name(),
            recipient.get().address(),
            record.readIds().isEmpty() ? "calculated results" : Words.category(record),
            Words.purpose(record.purpose()),
            record
                .purpose()
                .filter(OPERATIONS::contains)
                .map(_ -> Disclosure.Exemption.TREATMENT_PAYMENT_OPERATIONS)));
  }

  private boolean isWithin(LocalDate day) {
    LocalDate from = order.period().from().atZone(ZoneOffset.UTC).toLocalDate();
    LocalDate until = order.period().until().minusNanos(1).atZone(ZoneOffset.UTC).toLocalDate();
    return !day.isBefore(from) && !day.isAfter(until);
  }

  @Override
  public Document document() {
    told.sort(Comparator.comparing(Disclosure::day));
    Map<List<String>, List<Disclosure>> series = new LinkedHashMap<>();
    for (Disclosure disclosure : told) {
      series
          .computeIfAbsent(
              List.of(disclosure.recipient(), disclosure.purpose()), _ -> new ArrayList<>())
          .add(disclosure);
    }
    List<List<String>> rows = series.values().stream().map(Accounting::row).toList();
    Map<String, String> about = new LinkedHashMap<>();
    about.put("Made by", organisation.name());
    about.put("Patient", "Patient/" + order.patientId().orElse(""));
    about.put("From", Words.day(order.period().from()));
    about.put("Until", Words.day(order.period().until()));
    return new Document(
        order.kind(),
        about,
        List.of(
            "This lists to whom your health information was disclosed in this period, other than"
                + " for treatment, payment and health care operations, to yourself, with your"
                + " authorization, and in the other cases of 45 CFR 164.528(a)(1).",
            "A line with more than one disclosure tells of a series to one recipient for one"
                + " purpose: its first day, how many there were, and its last day."),
        List.of(
            new Document.Table(
                "Disclosures",
                List.of(
                    "Date",
                    "Recipient",
                    "Address",
                    "What was disclosed",
                    "Purpose",
                    "Number",
                    "Last date"),
                rows)));
  }

  private static List<String> row(List<Disclosure> series) {
    Disclosure first = series.getFirst();
    return List.of(
        first.day().toString(),
        first.recipient(),
        first.address(),
        first.description(),
        first.purpose(),
        Integer.toString(series.size()),
        series.size() == 1 ? "" : series.getLast().day().toString());
  }
}
