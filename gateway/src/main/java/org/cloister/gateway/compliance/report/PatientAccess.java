package org.cloister.gateway.compliance.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cloister.audit.LogQuery;
import org.cloister.audit.Subject;
import org.cloister.gateway.record.Actor;
import org.cloister.gateway.record.AuditRecord;

/// Who used a patient's data, for the patient: GDPR Art. 15 and the five fields of EHDS Annex II
/// 3.2.
///
/// Members of staff are told by role, not by name: CJEU C-579/21 (Pankki S) gives a right to dates
/// and purposes of consultations, and to identities only where they are indispensable. An officer
/// who judges that they are states why, and that is a record of its own.
///
/// Holds everything that concerns the patient, refusals included. NEN 7513 lets lines of one day
/// and one kind be merged: the second table does so.
final class PatientAccess implements Composer {
  private static final List<String> HEADINGS =
      List.of(
          "Time",
          "What was done",
          "Purpose",
          "Category of data",
          "Healthcare provider",
          "Person or role",
          "Origin of the data",
          "Outcome",
          "Entry of the log");

  private final ReportOrder order;
  private final Subject patient;
  private final Organisation organisation;
  private final List<List<String>> lines = new ArrayList<>();
  private final Map<List<String>, Integer> merged = new LinkedHashMap<>();

  PatientAccess(ReportOrder order, Subject patient, Organisation organisation) {
    this.order = order;
    this.patient = patient;
    this.organisation = organisation;
  }

  @Override
  public Optional<LogQuery> records() {
    return Optional.of(order.records().subject(patient));
  }

  @Override
  public Use take(AuditRecord record) {
    // What only names several patients at once says nothing of this one beyond that it was named.
    String deed = record.isErased() ? "erased" : Words.deed(record);
    String purpose = Words.purpose(record.purpose());
    String who = person(record.actor());
    lines.add(
        List.of(
            Words.time(record.at()),
            deed,
            purpose,
            Words.category(record),
            provider(record.actor()),
            who,
            "records of " + organisation.name(),
            Words.outcome(record),
            Long.toString(record.index())));
    merged.merge(List.of(Words.day(record.at()), deed, purpose, who), 1, Integer::sum);
    return Use.USED;
  }

  private String provider(Optional<Actor> actor) {
    return actor
        .flatMap(it -> Optional.ofNullable(organisation.recipients().get(it.client())))
        .map(Organisation.Recipient::nameAndAddress)
        .orElse(organisation.name());
  }

  private String person(Optional<Actor> actor) {
    if (actor.isEmpty()) {
      return "unknown";
    }
    String role = Words.roles(actor.get().roles());
    return order.form().says("staffNames")
        ? actor.get().fhirUser().orElse(actor.get().subject()) + " (" + role + ")"
        : role;
  }

  @Override
  public Document document() {
    Map<String, String> about = new LinkedHashMap<>();
    about.put("Made by", organisation.name() + ", " + organisation.contact());
    about.put("Data protection officer", organisation.dataProtectionOfficer());
    about.put("Patient", "Patient/" + order.patientId().orElse(""));
    about.put("From", Words.day(order.period().from()));
    about.put("Until", Words.day(order.period().until()));
    about.put("Entries", Integer.toString(lines.size()));
    List<List<String>> days = new ArrayList<>();
    merged.forEach((line, times) -> {
      List<String> row = new ArrayList<>(line);
      row.add(Integer.toString(times));
      days.add(row);
    });
    return new Document(
        order.kind(),
        about,
        List.of(
            "This lists every time that your data were used through this system, and every attempt"
                + " that was refused, as its tamper-evident log recorded it.",
            "Models calculate risks and values from your measurements with a published formula;"
                + " they advise, and a clinician decides. No decision is made by a machine alone.",
            "You may ask for correction, erasure, restriction or a copy of your data, object to"
                + " their use, and complain to a supervisory authority.",
            order.form().says("staffNames")
                ? "Members of staff are named, because they were found to be indispensable for you"
                    + " to exercise your rights."
                : "Members of staff are shown by their role. If you need to know who it was in"
                    + " order to exercise your rights, ask."),
        List.of(
            new Document.Table("Every entry", HEADINGS, lines),
            new Document.Table(
                "Day by day",
                List.of("Day", "What was done", "Purpose", "Person or role", "Times"),
                days)));
  }

  @Override
  public Map<String, String> details() {
    return order.form().says("staffNames")
        ? Map.of("staffNames", "true", "reason", order.form().text("reason").orElse(""))
        : Map.of();
  }
}
