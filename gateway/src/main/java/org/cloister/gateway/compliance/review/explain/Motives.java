package org.cloister.gateway.compliance.review.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cloister.gateway.compliance.review.explain.PatientFacts.Standing;
import org.cloister.gateway.compliance.review.explain.StaffFacts.Home;

/// Who the patient is to the user: signs of a private reason.
final class Motives {
  /// Below this share of all patients a common surname says something.
  private static final double RARE = 0.005;

  List<Evidence> find(Access access, Scene scene) {
    List<Evidence> found = new ArrayList<>();
    boolean self =
        scene.staff().flatMap(StaffFacts::ownRecord).equals(Optional.of(access.patient()));
    if (self) {
      found.add(new Evidence(Sign.SELF, "The record is the user's own."));
      // One's own surname, address and employer add nothing.
      return found;
    }
    scene
        .patient()
        .ifPresent(patient -> {
          scene.staff().ifPresent(staff -> kinship(staff.home(), patient, found));
          if (patient.standings().contains(Standing.EMPLOYEE)) {
            found.add(new Evidence(Sign.CO_WORKER, "The patient works at this hospital."));
          }
          if (patient.standings().contains(Standing.VIP)) {
            found.add(
                new Evidence(Sign.VIP, "The patient is marked as a person of public interest."));
          }
        });
    return found;
  }

  private static void kinship(Home user, PatientFacts patient, List<Evidence> found) {
    boolean surname = same(user.surname(), patient.home().surname());
    if (same(user.address(), patient.home().address())) {
      found.add(
          new Evidence(
              Sign.SAME_HOUSEHOLD,
              surname
                  ? "User and patient have the same address and the same surname."
                  : "User and patient have the same address."));
    } else if (surname) {
      boolean rare = patient.surnameShare() < RARE;
      found.add(
          new Evidence(
              rare ? Sign.RARE_SURNAME : Sign.COMMON_SURNAME,
              rare
                  ? "User and patient have the same surname, which fewer than 1 in 200 patients"
                      + " have."
                  : "User and patient have the same, common, surname."));
    }
  }

  private static boolean same(Optional<Term> one, Optional<Term> other) {
    return one.isPresent() && one.equals(other);
  }
}
