package org.cloister.gateway.compliance.restriction;

import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.cloister.audit.Rider;
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
import org.cloister.gateway.compliance.Person;
import org.cloister.gateway.record.RecordSealer;
import org.cloister.policies.OversightAction;
import org.cloister.policies.PurposeOfUse;

/// Where officers place and end restrictions, with a record each.
///
/// One officer places one, and it holds before the reply leaves: Article 12(3) says "without undue
/// delay", and nothing is lost if it was a slip. Two end one, because then data are used against
/// which a patient spoke; and only after the patient was told, as Article 18(3) says.
public final class RestrictionDesk {
  private static final String PLACED = "restriction-placed";
  private static final String END_ASKED = "restriction-end-asked";
  private static final String ENDED = "restriction-ended";
  private static final String READ = "restrictions-read";

  private static final String PLACE =
      "insert into use_restriction (restriction_id, tenant, subject, ground, purposes, placed_at)"
          + " values (?, ?, ?, ?, ?, ?)";
  private static final String ASK =
      "update use_restriction set end_login = ?, end_staff = ?, end_asked_at = ?"
          + " where restriction_id = ?";
  private static final String END = "delete from use_restriction where restriction_id = ?";

  private final Oversight oversight;
  private final RestrictionRegister register;
  private final RecordSealer sealer;
  private final String tenant;

  public RestrictionDesk(
      Oversight oversight, RestrictionRegister register, RecordSealer sealer, String tenant) {
    this.oversight = oversight;
    this.register = register;
    this.sealer = sealer;
    this.tenant = tenant;
  }

  /// Places one: fields patient, ground, reason; optional purposes (all that the ground bars) and
  /// request (an id of the register of requests).
  public OversightReply place(Credentials credentials, Form form, Optional<String> patientId) {
    return change(credentials, PLACED, patientId, permit -> placed(permit, form));
  }

  /// Asks that one be ended: fields patient, reason, informed (the day on which the patient was
  /// told).
  public OversightReply askEnd(
      Credentials credentials, UUID id, Form form, Optional<String> patientId) {
    return change(credentials, END_ASKED, patientId, permit -> endAsked(permit, id, form));
  }

  /// Ends what another officer asked to be ended: field patient, the same one.
  public OversightReply end(
      Credentials credentials, UUID id, Form form, Optional<String> patientId) {
    return change(credentials, ENDED, patientId, permit -> ended(permit, id, form));
  }

  /// What is in force: for one patient, or for all without saying for whom.
  public OversightReply list(Credentials credentials, Optional<String> patientId) {
    return oversight.perform(
        credentials,
        Demand.about(OversightAction.RESTRICT, READ, patientId),
        permit -> {
          Optional<String> subject = permit.patientId().map(id -> register.subject(id).key());
          List<Map<String, Object>> found =
              register.inForce().stream()
                  .filter(it -> subject.isEmpty() || it.subject().equals(subject.get()))
                  .map(Restriction::json)
                  .toList();
          return Act.read(READ, Content.json(200, Map.of("restrictions", found)));
        });
  }

  private OversightReply change(
      Credentials credentials, String event, Optional<String> patientId, Deed deed) {
    try {
      return oversight.perform(
          credentials, Demand.about(OversightAction.RESTRICT, event, patientId), deed);
    } finally {
      // Also where it is not known whether the change is durable: then it is read anew.
      register.forget();
    }
  }

  private Act placed(OversightPermit permit, Form form) {
    Optional<Issue> objection =
        form.objection(Set.of("patient", "ground", "reason"), Set.of("purposes", "request"));
    if (objection.isPresent()) {
      return Act.refused(PLACED, objection.get());
    }
    Optional<Ground> ground = form.text("ground").flatMap(Ground::of);
    Optional<Set<PurposeOfUse>> purposes =
        form.text("purposes").isEmpty()
            ? ground.map(Ground::mostBarred)
            : form.text("purposes").flatMap(Purposes::parse);
    if (permit.patientId().isEmpty()
        || ground.isEmpty()
        || purposes.isEmpty()
        || !ground.get().mostBarred().containsAll(purposes.get())) {
      return Act.invalid(PLACED, "The patient, the ground or its purposes are not valid.");
    }
    UUID id = UUID.randomUUID();
    String barred = Purposes.text(purposes.get());
    Rider place =
        new Rider(
            PLACE,
            List.of(
                id,
                tenant,
                register.subject(permit.patientId().get()).key(),
                ground.get().code(),
                barred,
                permit.at()));
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("restriction", id.toString());
    details.put("ground", ground.get().code());
    details.put("purposes", barred);
    details.put("reason", form.text("reason").orElseThrow());
    form.text("request").ifPresent(request -> details.put("request", request));
    return Act.change(PLACED, Content.json(201, Map.of("restriction", id.toString())))
        .details(details)
        .riders(List.of(place));
  }

  private Act endAsked(OversightPermit permit, UUID id, Form form) throws SQLException {
    Optional<Issue> objection = form.objection(Set.of("patient", "reason", "informed"), Set.of());
    if (objection.isPresent()) {
      return Act.refused(END_ASKED, objection.get());
    }
    Optional<LocalDate> informed = form.text("informed").flatMap(RestrictionDesk::day);
    if (informed.isEmpty()
        || informed.get().isAfter(permit.at().atZone(ZoneOffset.UTC).toLocalDate())) {
      return Act.invalid(END_ASKED, "The patient is told first: on which day, as YYYY-MM-DD?");
    }
    if (find(permit, id).isEmpty()) {
      return Act.refused(END_ASKED, OutcomeCode.NOT_FOUND);
    }
    Person asker = Person.of(permit, sealer);
    return Act.change(END_ASKED, Content.json(200, Map.of("restriction", id.toString())))
        .details(
            Map.of(
                "restriction",
                id.toString(),
                "reason",
                form.text("reason").orElseThrow(),
                "informed",
                informed.get().toString()))
        .riders(List.of(new Rider(ASK, List.of(asker.login(), asker.staff(), permit.at(), id))));
  }

  private Act ended(OversightPermit permit, UUID id, Form form) throws SQLException {
    Optional<Issue> objection = form.objection(Set.of("patient"), Set.of());
    if (objection.isPresent()) {
      return Act.refused(ENDED, objection.get());
    }
    Optional<Restriction> restriction = find(permit, id);
    if (restriction.isEmpty() || restriction.get().end().isEmpty()) {
      return Act.refused(ENDED, OutcomeCode.NOT_FOUND);
    }
    if (restriction.get().end().get().asker().isSameAs(Person.of(permit, sealer))) {
      return Act.refused(
          ENDED,
          Issue.of(OutcomeCode.DENIED)
              .saying("The officer who asked that a restriction end cannot end it."));
    }
    return Act.change(ENDED, Content.json(200, Map.of("restriction", id.toString())))
        .details(Map.of("restriction", id.toString()))
        .riders(List.of(new Rider(END, List.of(id))));
  }

  /// The restriction, if it is one of the patient whom the officer names.
  private Optional<Restriction> find(OversightPermit permit, UUID id) throws SQLException {
    Optional<String> subject = permit.patientId().map(it -> register.subject(it).key());
    return register.inForce().stream()
        .filter(it -> it.id().equals(id) && Optional.of(it.subject()).equals(subject))
        .findFirst();
  }

  private static Optional<LocalDate> day(String text) {
    try {
      return Optional.of(LocalDate.parse(text));
    } catch (DateTimeParseException notADay) {
      return Optional.empty();
    }
  }
}
