package org.cloister.gateway.compliance.review.explain;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.cloister.gateway.compliance.review.explain.Explanation.Strength;
import org.cloister.gateway.compliance.review.explain.PatientFacts.Standing;
import org.cloister.gateway.compliance.review.explain.Scene.Earlier;
import org.cloister.gateway.compliance.review.explain.Scene.Past;

/// A hospital in memory: what it knows, what happened in it, and what of that was planted misuse.
final class Hospital {
  final Map<Term, StaffFacts> staff = new HashMap<>();
  final List<CareRelation> relations = new ArrayList<>();
  final List<Access> accesses = new ArrayList<>();

  /// Misuse by the id of its access; every other access is honest.
  final Map<String, String> misuse = new HashMap<>();

  private final Map<Term, List<CareRelation>> byPatient = new HashMap<>();
  private final Map<Term, Person> patients = new HashMap<>();

  record Person(StaffFacts.Home home, boolean vip, Optional<LocalDate> died) {}

  void patient(Term patient, Person person) {
    patients.put(patient, person);
  }

  Person person(Term patient) {
    return Objects.requireNonNull(patients.get(patient));
  }

  List<Term> patientTerms() {
    return patients.keySet().stream().sorted(Comparator.comparing(Term::text)).toList();
  }

  void relation(Term patient, CareRelation relation) {
    relations.add(relation);
    byPatient.computeIfAbsent(patient, _ -> new ArrayList<>()).add(relation);
  }

  List<CareRelation> relationsOf(Term patient) {
    return byPatient.getOrDefault(patient, List.of());
  }

  /// Judges every access in order of time; what a later access reopened counts too.
  Map<String, List<Evidence>> alerts(Judge judge) {
    Map<String, List<Evidence>> alerts = new HashMap<>();
    Map<Term, PatientFacts> facts = patientFacts();
    Map<Term, Deque<Done>> recent = new HashMap<>();
    Map<Term, Integer> exports = new HashMap<>();
    Set<List<Term>> seen = new HashSet<>();
    for (Access access : inOrder()) {
      Deque<Done> hour = recent.computeIfAbsent(access.user(), _ -> new ArrayDeque<>());
      while (!hour.isEmpty()
          && hour.peekFirst().at().isBefore(access.at().minus(Judge.BURST_SPAN))) {
        hour.removeFirst();
      }
      Past past =
          new Past(
              seen.add(List.of(access.user(), access.patient())) ? 0 : 1,
              exports.getOrDefault(access.user(), 0),
              hour.stream().map(Done::earlier).toList());
      Ruling ruling =
          judge.judge(
              access,
              new Scene(
                  Optional.ofNullable(staff.get(access.user())),
                  Optional.ofNullable(facts.get(access.patient())),
                  relationsOf(access.patient()),
                  past));
      Judgement judgement = ruling.judgement();
      if (judgement instanceof Judgement.Suspicious suspicious) {
        alerts.put(access.id(), suspicious.evidence());
      }
      ruling.reopened().forEach(alerts::putIfAbsent);
      if (access.action() == Access.Action.EXPORT && judgement.strength() == Strength.NONE) {
        exports.merge(access.user(), 1, Integer::sum);
      }
      hour.addLast(
          new Done(access.at(), new Earlier(access.id(), access.patient(), judgement.strength())));
    }
    return alerts;
  }

  private record Done(Instant at, Earlier earlier) {}

  private List<Access> inOrder() {
    return accesses.stream()
        .sorted(Comparator.comparing(Access::at).thenComparing(Access::id))
        .toList();
  }

  private Map<Term, PatientFacts> patientFacts() {
    Map<Term, Integer> surnames = new HashMap<>();
    patients
        .values()
        .forEach(person ->
            person.home().surname().ifPresent(name -> surnames.merge(name, 1, Integer::sum)));
    Set<Term> employees = new HashSet<>();
    staff.values().forEach(member -> member.ownRecord().ifPresent(employees::add));
    Map<Term, PatientFacts> facts = new HashMap<>();
    patients.forEach((term, person) -> {
      Set<Standing> standings = new HashSet<>();
      if (person.vip()) {
        standings.add(Standing.VIP);
      }
      if (employees.contains(term)) {
        standings.add(Standing.EMPLOYEE);
      }
      double share =
          person
              .home()
              .surname()
              .map(surnames::get)
              .map(n -> n / (double) patients.size())
              .orElse(0.0);
      facts.put(term, new PatientFacts(person.home(), share, standings, person.died()));
    });
    return facts;
  }
}
