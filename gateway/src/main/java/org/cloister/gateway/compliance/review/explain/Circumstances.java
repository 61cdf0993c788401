package org.cloister.gateway.compliance.review.explain;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.cloister.gateway.compliance.review.explain.Explanation.Ground;
import org.cloister.gateway.compliance.review.explain.Explanation.Strength;

/// When, how and from where in the hospital: signs that do not depend on who the patient is to the
/// user.
final class Circumstances {
  /// Too few letters, or too few different ones, say nothing: `x`, `....`, `aaaaaaaaaaaa`.
  private static final int SHORTEST_REASON = 10;

  private static final int SHORTEST_VARIETY = 5;

  private final ZoneId zone;

  Circumstances(ZoneId zone) {
    this.zone = zone;
  }

  List<Evidence> find(Access access, Scene scene, Optional<Explanation> explanation) {
    List<Evidence> found = new ArrayList<>();
    LocalDate day = LocalDate.ofInstant(access.at(), zone);
    formerStaff(day, scene).ifPresent(found::add);
    afterDeath(day, access, scene, explanation).ifPresent(found::add);
    if (explanation.isEmpty()) {
      offHours(access, scene).ifPresent(found::add);
      exports(access, scene, found);
      brokenGlass(access, found);
      distance(day, access, scene, found);
    }
    return found;
  }

  private static Optional<Evidence> formerStaff(LocalDate day, Scene scene) {
    return scene
        .staff()
        .flatMap(StaffFacts::activeUntil)
        .filter(day::isAfter)
        .map(last ->
            new Evidence(
                Sign.FORMER_STAFF,
                "The user's employment ended on " + last + ", before this access."));
  }

  /// Who treated the patient to the end writes it up on the next day, and the stay is billed;
  /// nobody else needs the record of the dead.
  private static Optional<Evidence> afterDeath(
      LocalDate day, Access access, Scene scene, Optional<Explanation> explanation) {
    Optional<LocalDate> died =
        scene.patient().flatMap(PatientFacts::died).filter(date -> date.isBefore(day));
    if (died.isEmpty()) {
      return Optional.empty();
    }
    long days = ChronoUnit.DAYS.between(died.get(), day);
    boolean office = explanation.filter(it -> it.ground() == Ground.OFFICE).isPresent();
    boolean writesUp =
        days == 1
            && explanation.filter(it -> it.strength() == Strength.PERSONAL).isPresent()
            && scene.relations().stream()
                .anyMatch(relation ->
                    relation.names(access.user())
                        && relation.covers(access.at().minus(Duration.ofDays(1))));
    if (office || writesUp) {
      return Optional.empty();
    }
    return Optional.of(
        new Evidence(
            Sign.AFTER_DEATH,
            "The patient died on %s, %d %s before this access."
                .formatted(died.get(), days, days == 1 ? "day" : "days")));
  }

  private Optional<Evidence> offHours(Access access, Scene scene) {
    LocalTime time = LocalTime.ofInstant(access.at(), zone).truncatedTo(ChronoUnit.MINUTES);
    return scene
        .staff()
        .map(StaffFacts::shift)
        .filter(shift -> !shift.covers(time))
        .map(shift ->
            new Evidence(
                Sign.OFF_HOURS,
                "At %s, outside the user's working hours (%s).".formatted(time, shift.hours())));
  }

  private static void exports(Access access, Scene scene, List<Evidence> found) {
    if (access.action() != Access.Action.EXPORT) {
      return;
    }
    found.add(new Evidence(Sign.EXPORT, "The record was exported."));
    int earlier = scene.past().unexplainedExports();
    if (earlier > 0) {
      found.add(
          new Evidence(
              Sign.REPEATED_EXPORT,
              "The user made %d more unexplained exports in the %d days before."
                  .formatted(earlier, Judge.EXPORT_MEMORY.toDays())));
    }
  }

  private static void brokenGlass(Access access, List<Evidence> found) {
    access
        .emergencyReason()
        .ifPresent(reason -> {
          found.add(
              new Evidence(
                  Sign.BREAK_GLASS_UNEXPLAINED,
                  "The glass was broken for a patient with whom nothing links the user."));
          if (isThin(reason)) {
            found.add(
                new Evidence(
                    Sign.THIN_REASON,
                    "The reason given has %d characters.".formatted(reason.strip().length())));
          }
        });
  }

  private static boolean isThin(String reason) {
    String letters =
        reason
            .codePoints()
            .filter(Character::isLetter)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return letters.length() < SHORTEST_REASON
        || letters.codePoints().distinct().count() < SHORTEST_VARIETY;
  }

  private void distance(LocalDate day, Access access, Scene scene, List<Evidence> found) {
    Optional<StaffFacts> staff = scene.staff();
    String department =
        staff.flatMap(StaffFacts::department).map(name -> " (" + name + ")").orElse("");
    found.add(
        new Evidence(
            Sign.NO_RELATION,
            "No encounter, appointment, order or care team links the user or the user's"
                + " department%s to the patient around %s.".formatted(department, day)));
    if (staff.isEmpty()) {
      found.add(new Evidence(Sign.UNKNOWN_USER, "The hospital sent no staff record of the user."));
    }
    scene.relations().stream()
        .filter(relation -> relation.explainsDepartment(access.at()))
        .filter(relation -> relation.department().isPresent())
        .min(Comparator.comparing(CareRelation::from))
        .flatMap(CareRelation::department)
        .ifPresent(other ->
            found.add(
                new Evidence(
                    Sign.TREATED_ELSEWHERE,
                    "The patient was with another department (%s) then.".formatted(other))));
    if (scene.past().visits() == 0) {
      found.add(new Evidence(Sign.NEVER_BEFORE, "The user had not opened this record before."));
    }
  }
}
