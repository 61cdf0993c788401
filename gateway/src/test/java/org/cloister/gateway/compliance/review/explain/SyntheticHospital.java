package org.cloister.gateway.compliance.review.explain;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.cloister.gateway.compliance.review.explain.CareRelation.Kind;
import org.cloister.gateway.compliance.review.explain.StaffFacts.Duty;
import org.cloister.gateway.compliance.review.explain.StaffFacts.Home;
import org.cloister.gateway.compliance.review.explain.StaffFacts.Shift;

/// Hospitals unlike the labelled one: of other sizes, with other kinds of work and other shares of
/// honest accesses that nothing explains. Patients of unexplained accesses are drawn without
/// looking, so that some honest ones do hit a colleague, a famous patient or a namesake.
final class SyntheticHospital {
  private static final LocalDate FIRST_DAY = LocalDate.parse("2027-02-11");

  private final Random random;
  private final Shape shape;
  private final Hospital hospital = new Hospital();
  private final List<Term> users = new ArrayList<>();
  private final List<Term> patients = new ArrayList<>();
  private final List<Stay> stays = new ArrayList<>();
  private int accesses;

  /// @param surnames how many different ones; few make namesakes common
  /// @param unexplainedPerMille of the honest accesses
  /// @param perKind planted accesses of each kind of [SyntheticMisuse]
  record Shape(
      long seed,
      int staff,
      int patients,
      int days,
      int stays,
      int surnames,
      int honest,
      int unexplainedPerMille,
      int perKind) {}

  record Stay(Term patient, String department, List<Term> staff, int day, int lastDay) {}

  private SyntheticHospital(Shape shape) {
    this.shape = shape;
    this.random = new Random(shape.seed());
  }

  static Hospital make(Shape shape) {
    SyntheticHospital made = new SyntheticHospital(shape);
    made.people();
    made.care();
    for (int i = 0; i < shape.honest(); i++) {
      made.honest();
    }
    new SyntheticMisuse(made).plant(shape.perKind());
    return made.hospital;
  }

  private void people() {
    for (int i = 0; i < shape.patients(); i++) {
      Term patient = new Term("mrn:" + i);
      patients.add(patient);
      hospital.patient(
          patient,
          new Hospital.Person(
              new Home(
                  Optional.of(new Term("name:" + random.nextInt(shape.surnames()))),
                  Optional.of(new Term("home:" + i / 2))),
              random.nextInt(200) == 0,
              random.nextInt(100) == 0
                  ? Optional.of(FIRST_DAY.plusDays(random.nextInt(shape.days())))
                  : Optional.empty()));
    }
    for (int i = 0; i < shape.staff(); i++) {
      Term user = new Term("login:" + i);
      users.add(user);
      boolean isPatient = random.nextInt(5) == 0;
      Term own = pick(patients);
      Duty duty = i % 25 == 0 ? Duty.OFFICE : Duty.CARE;
      hospital.staff.put(
          user,
          new StaffFacts(
              Optional.of(duty == Duty.OFFICE ? "coding" : "ward " + random.nextInt(12)),
              duty,
              pick(List.of(Shift.values())),
              i % 40 == 1 ? Optional.of(FIRST_DAY.plusDays(shape.days() / 2)) : Optional.empty(),
              isPatient
                  ? hospital.person(own).home()
                  : new Home(
                      Optional.of(new Term("name:" + random.nextInt(shape.surnames()))),
                      Optional.of(new Term("home:" + (shape.patients() + i)))),
              isPatient ? Optional.of(own) : Optional.empty()));
    }
  }

  private void care() {
    for (int i = 0; i < shape.stays(); i++) {
      String department = "ward " + random.nextInt(12);
      int day = random.nextInt(shape.days());
      int lastDay = day + (random.nextInt(3) == 0 ? random.nextInt(9) : 0);
      List<Term> colleagues = inDepartment(department, day);
      if (colleagues.isEmpty()) {
        continue;
      }
      List<Term> team = IntStream.range(0, 3).mapToObj(_ -> pick(colleagues)).toList();
      Stay stay = new Stay(alivePatient(lastDay), department, team, day, lastDay);
      stays.add(stay);
      Kind kind = pick(List.of(Kind.values()));
      hospital.relation(
          stay.patient(),
          new CareRelation(
              kind,
              Optional.of(department),
              Set.copyOf(team),
              midnight(day),
              midnight(lastDay + 1)));
    }
  }

  private void honest() {
    if (random.nextInt(1000) < shape.unexplainedPerMille()) {
      Term user = activeUser(shape.days());
      Term patient = alivePatient(shape.days());
      boolean private_ = isOwnOrHome(user, patient);
      if (!private_) {
        var _ = access(user, patient, workingTime(user, random.nextInt(shape.days())), "");
      }
      return;
    }
    Stay stay = pick(stays);
    int day = stay.day() + random.nextInt(stay.lastDay() - stay.day() + 1);
    Term user =
        random.nextInt(4) == 0
            ? pick(inDepartment(stay.department(), stay.day()))
            : pick(stay.staff());
    if (!isOwnOrHome(user, stay.patient())) {
      var _ = access(user, stay.patient(), workingTime(user, day), "");
    }
  }

  boolean isOwnOrHome(Term user, Term patient) {
    return staff(user).home().address().equals(hospital.person(patient).home().address());
  }

  Access access(Term user, Term patient, Instant at, String misuse) {
    return access(user, patient, at, Access.Action.READ, Optional.empty(), misuse);
  }

  Access access(
      Term user,
      Term patient,
      Instant at,
      Access.Action action,
      Optional<String> reason,
      String misuse) {
    Access access = new Access("access " + accesses++, at, user, patient, action, reason);
    hospital.accesses.add(access);
    if (!misuse.isEmpty()) {
      hospital.misuse.put(access.id(), misuse);
    }
    return access;
  }

  Instant workingTime(Term user, int day) {
    int hour =
        switch (staff(user).shift()) {
          case DAY -> 7 + random.nextInt(11);
          case NIGHT -> (19 + random.nextInt(12)) % 24;
          case ANY -> random.nextInt(24);
        };
    return midnight(day).plus(hour * 3600L + random.nextInt(3600), ChronoUnit.SECONDS);
  }

  List<Term> inDepartment(String department, int day) {
    return users.stream()
        .filter(user -> staff(user).department().equals(Optional.of(department)))
        .filter(user -> staff(user).activeUntil().isEmpty() || day < shape.days() / 2 - 10)
        .toList();
  }

  Term activeUser(int day) {
    Term user = pick(users);
    return staff(user).activeUntil().isEmpty() || day < shape.days() / 2 ? user : activeUser(day);
  }

  Term alivePatient(int day) {
    Term patient = pick(patients);
    boolean alive = hospital.person(patient).died().stream().allMatch(d -> d.isAfter(date(day)));
    return alive ? patient : alivePatient(day);
  }

  Hospital hospital() {
    return hospital;
  }

  Map<Term, StaffFacts> staff() {
    return hospital.staff;
  }

  StaffFacts staff(Term user) {
    return Objects.requireNonNull(hospital.staff.get(user));
  }

  List<Term> users() {
    return users;
  }

  List<Term> patients() {
    return patients;
  }

  int days() {
    return shape.days();
  }

  Random random() {
    return random;
  }

  LocalDate date(int day) {
    return FIRST_DAY.plusDays(day);
  }

  static Instant midnight(int day) {
    return FIRST_DAY.plusDays(day).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
