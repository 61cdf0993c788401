package org.cloister.gateway.compliance.review.explain;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import org.cloister.gateway.compliance.review.explain.Explanation.Ground;
import org.cloister.gateway.compliance.review.explain.StaffFacts.Duty;

/// Looks for the strongest care relation that explains an access.
///
/// A reason that was given for breaking the glass explains nothing here: who breaks it writes it.
/// It is read by people, in the queue.
final class Explainer {
  /// For how long after a stay office work (billing, coding, quality) goes on.
  static final Duration OFFICE_SPAN = Duration.ofDays(90);

  private final ZoneId zone;

  Explainer(ZoneId zone) {
    this.zone = zone;
  }

  Optional<Explanation> explain(Access access, Scene scene) {
    Optional<String> department = scene.staff().flatMap(StaffFacts::department);
    Optional<CareRelation> colleagues = Optional.empty();
    for (CareRelation relation : scene.relations()) {
      if (relation.names(access.user()) && relation.explainsParticipant(access.at())) {
        return Optional.of(personal(relation));
      }
      if (relation.isOf(department) && relation.explainsDepartment(access.at())) {
        colleagues = Optional.of(relation);
      }
    }
    return colleagues.map(this::departmental).or(() -> office(access, scene));
  }

  private Explanation personal(CareRelation relation) {
    return switch (relation.kind()) {
      case GENERAL_PRACTITIONER ->
          new Explanation(
              Ground.GENERAL_PRACTITIONER, "The user is the patient's general practitioner.");
      case ENCOUNTER, APPOINTMENT, ORDER, REFERRAL, CARE_TEAM ->
          new Explanation(
              Ground.PARTICIPANT,
              "The user took part in the patient's %s %s."
                  .formatted(place(relation), days(relation)));
    };
  }

  private Explanation departmental(CareRelation relation) {
    return new Explanation(
        Ground.DEPARTMENT,
        "The user's department had the patient's %s %s."
            .formatted(place(relation), days(relation)));
  }

  private Optional<Explanation> office(Access access, Scene scene) {
    if (scene.staff().filter(staff -> staff.duty() == Duty.OFFICE).isEmpty()) {
      return Optional.empty();
    }
    return scene.relations().stream()
        .filter(relation -> relation.endedWithin(OFFICE_SPAN, access.at()))
        .findFirst()
        .map(relation ->
            new Explanation(
                Ground.OFFICE,
                "The user works on records after stays; the patient had an %s."
                    .formatted(place(relation) + " " + days(relation))));
  }

  private static String place(CareRelation relation) {
    return relation
        .department()
        .map(name -> relation.kind().word() + " (" + name + ")")
        .orElse(relation.kind().word());
  }

  private String days(CareRelation relation) {
    LocalDate from = day(relation.from());
    if (relation.until().equals(Instant.MAX)) {
      return "since " + from;
    }
    // The end is exclusive: a stay until midnight ended the day before.
    LocalDate until =
        relation.until().isAfter(relation.from()) ? day(relation.until().minusNanos(1)) : from;
    return from.equals(until) ? "on " + from : "from " + from + " to " + until;
  }

  private LocalDate day(Instant instant) {
    return LocalDate.ofInstant(instant, zone);
  }
}
