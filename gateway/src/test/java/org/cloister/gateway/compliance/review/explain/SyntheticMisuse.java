package org.cloister.gateway.compliance.review.explain;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.cloister.gateway.compliance.review.explain.StaffFacts.Shift;

/// Plants misuse into a [SyntheticHospital]. Nobody checks whether a care relation explains a
/// planted access by chance: a few in a hundred are lost to that, as in life. Nobody of the office
/// misuses here: billing and coding open hundreds of records of all departments, and misuse among
/// patients with recent stays cannot be told from that work by relations.
final class SyntheticMisuse {
  private final SyntheticHospital made;

  SyntheticMisuse(SyntheticHospital made) {
    this.made = made;
  }

  void plant(int perKind) {
    for (int i = 0; i < perKind; i++) {
      self();
      household();
      coWorker();
      vip();
      afterDeath();
      formerStaff();
      offHours();
      brokenGlass();
    }
    for (int i = 0; i < Math.max(1, perKind / 5); i++) {
      browsing();
      exports();
    }
  }

  private void self() {
    employees().stream()
        .skip(made.random().nextInt(employees().size()))
        .findFirst()
        .ifPresent(user -> plant(user, made.staff(user).ownRecord().orElseThrow(), "self"));
  }

  private void household() {
    Term user = made.pick(employees());
    Term own = made.staff(user).ownRecord().orElseThrow();
    made.patients().stream()
        .filter(patient -> !patient.equals(own) && made.isOwnOrHome(user, patient))
        .findFirst()
        .ifPresent(patient -> plant(user, patient, "household"));
  }

  private void coWorker() {
    Term colleague = made.pick(employees());
    Term user = carer();
    Term patient = made.staff(colleague).ownRecord().orElseThrow();
    if (!made.isOwnOrHome(user, patient)) {
      plant(user, patient, "co-worker");
    }
  }

  private void vip() {
    List<Term> famous =
        made.patients().stream().filter(it -> made.hospital().person(it).vip()).toList();
    plant(carer(), made.pick(famous), "vip");
  }

  private void afterDeath() {
    List<Term> dead =
        made.patients().stream()
            .filter(it -> made.hospital().person(it).died().isPresent())
            .toList();
    Term patient = made.pick(dead);
    Instant at =
        made.hospital()
            .person(patient)
            .died()
            .orElseThrow()
            .plusDays(2 + made.random().nextInt(20))
            .atTime(14, 0)
            .toInstant(ZoneOffset.UTC);
    var _ = made.access(carer(), patient, at, "after-death");
  }

  private void formerStaff() {
    List<Term> former =
        made.users().stream().filter(it -> made.staff(it).activeUntil().isPresent()).toList();
    Term user = made.pick(former);
    int day = made.days() / 2 + 1 + made.random().nextInt(made.days() / 2 - 1);
    Instant at = made.workingTime(user, day).plus(Duration.ofDays(1));
    var _ = made.access(user, made.alivePatient(made.days()), at, "former-staff");
  }

  private void offHours() {
    List<Term> daily =
        made.users().stream()
            .filter(it -> made.staff(it).shift() == Shift.DAY)
            .filter(it -> made.staff(it).activeUntil().isEmpty())
            .toList();
    Instant at =
        SyntheticHospital.midnight(made.random().nextInt(made.days()))
            .plus(Duration.ofMinutes(30 + made.random().nextInt(270)));
    var _ = made.access(made.pick(daily), made.alivePatient(made.days()), at, "off-hours");
  }

  private void brokenGlass() {
    Term user = carer();
    String reason = made.random().nextBoolean() ? "." : "urgent look at the chart was needed";
    var _ =
        made.access(
            user,
            made.alivePatient(made.days()),
            made.workingTime(user, made.random().nextInt(made.days())),
            Access.Action.READ,
            Optional.of(reason),
            "broken-glass");
  }

  private void browsing() {
    Term user = carer();
    Instant start = made.workingTime(user, made.random().nextInt(made.days()));
    int patients = 15 + made.random().nextInt(30);
    for (int i = 0; i < patients; i++) {
      var _ =
          made.access(user, made.alivePatient(made.days()), start.plusSeconds(i * 45L), "browsing");
    }
  }

  private void exports() {
    Term user = carer();
    for (int i = 0; i < 6; i++) {
      var _ =
          made.access(
              user,
              made.alivePatient(made.days()),
              made.workingTime(user, made.random().nextInt(made.days())),
              Access.Action.EXPORT,
              Optional.empty(),
              "export");
    }
  }

  private void plant(Term user, Term patient, String kind) {
    var _ =
        made.access(
            user, patient, made.workingTime(user, made.random().nextInt(made.days())), kind);
  }

  private Term carer() {
    Term user = made.activeUser(made.days());
    return made.staff(user).duty() == StaffFacts.Duty.CARE ? user : carer();
  }

  private List<Term> employees() {
    return made.users().stream()
        .filter(it -> made.staff(it).ownRecord().isPresent())
        .filter(it -> made.staff(it).activeUntil().isEmpty())
        .toList();
  }
}
