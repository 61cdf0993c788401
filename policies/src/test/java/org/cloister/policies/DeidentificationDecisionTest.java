package org.cloister.policies;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cloister.policies.Decision.Reason;
import org.cloister.policies.Deidentification.Decision.Denied;
import org.cloister.policies.Deidentification.Decision.Permitted;
import org.cloister.policies.Deidentification.Kind;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeidentificationDecisionTest {
  /// All that is permitted, written out: what is not in here is refused.
  private static final Map<Kind, Map<String, Set<PurposeOfUse>>> PERMITTED =
      Map.of(
          Kind.DEIDENTIFIED,
          Map.of(
              "data-steward", Set.of(PurposeOfUse.HOPERAT, PurposeOfUse.HRESCH),
              "ehr-system", Set.of(PurposeOfUse.HOPERAT)),
          Kind.LIMITED_DATA_SET,
          Map.of("data-steward", Set.of(PurposeOfUse.HOPERAT, PurposeOfUse.HRESCH)));

  private static final Caller STEWARD =
      Sample.caller(Set.of("data-steward"), PurposeOfUse.values());

  private static Policies policies;

  @BeforeAll
  static void load() throws PolicyException {
    policies = Policies.shipped();
  }

  @ParameterizedTest
  @EnumSource
  void decideDeidentification_permitsTheListedRolesAndPurposesAndNoOthers(Kind kind) {
    for (String role :
        List.of(
            "clinician",
            "emergency-clinician",
            "ehr-system",
            "quality",
            "researcher",
            "data-steward",
            "compliance-officer",
            "no-such-role")) {
      for (PurposeOfUse purpose : PurposeOfUse.values()) {
        Caller caller = Sample.caller(Set.of(role), PurposeOfUse.values());
        assertThat(isPermitted(caller, Optional.of(purpose), kind))
            .as("%s for %s", role, purpose)
            .isEqualTo(
                PERMITTED
                    .getOrDefault(kind, Map.of())
                    .getOrDefault(role, Set.of())
                    .contains(purpose));
      }
    }
  }

  @Test
  void decideDeidentification_refusesATokenThatLacksAnything() {
    Optional<PurposeOfUse> purpose = Optional.of(PurposeOfUse.HOPERAT);
    List<Caller> lacking = new ArrayList<>();
    for (Sample.Claim claim : Sample.Claim.values()) {
      lacking.add(Sample.without(STEWARD, claim));
    }
    // Bound to one patient, while a document may hold anybody.
    lacking.add(Sample.launched(STEWARD, Optional.of("p1"), STEWARD.fhirUser()));
    lacking.add(Sample.caller(Set.of("data-steward"), PurposeOfUse.TREAT));

    assertThat(isPermitted(STEWARD, purpose, Kind.DEIDENTIFIED)).isTrue();
    assertThat(lacking)
        .allSatisfy(
            caller -> assertThat(isPermitted(caller, purpose, Kind.DEIDENTIFIED)).isFalse());
    assertThat(isPermitted(STEWARD, Optional.empty(), Kind.DEIDENTIFIED)).isFalse();
  }

  @Test
  void decideDeidentification_needsTheScopeToMakeABundle() {
    Deidentification reading =
        request(
            Sample.scoped(STEWARD, "system/*.rs"),
            Optional.of(PurposeOfUse.HOPERAT),
            Kind.DEIDENTIFIED);

    assertThat(policies.decideDeidentification(reading))
        .isInstanceOfSatisfying(
            Denied.class,
            denied -> assertThat(denied.reason()).isEqualTo(Reason.INSUFFICIENT_SCOPE));
    assertThat(
            isPermitted(
                Sample.scoped(STEWARD, "system/Bundle.c"),
                Optional.of(PurposeOfUse.HOPERAT),
                Kind.DEIDENTIFIED))
        .isTrue();
  }

  @Test
  void decideDeidentification_namesDomainPurposeAndPolicyInThePermit() {
    Deidentification request =
        request(STEWARD, Optional.of(PurposeOfUse.HRESCH), Kind.LIMITED_DATA_SET);

    DeidentificationPermit permit = ((Permitted) policies.decideDeidentification(request)).permit();

    assertThat(permit.requestId()).isEqualTo(request.requestId());
    assertThat(permit.domain()).isEqualTo("research");
    assertThat(permit.purpose()).isEqualTo(PurposeOfUse.HRESCH);
    assertThat(permit.trace().policyIds()).containsExactly("deidentify-for-research");
    assertThat(request).hasToString("Deidentification[redacted]");
  }

  @Test
  void decideDeidentification_saysWhyARestrictedPatientIsNotReleased() {
    for (Kind kind : Kind.values()) {
      DeidentificationPermit permit = permit(policies, kind);
      assertThat(permit.whereRestricted().orElseThrow().policyIds())
          .containsExactly("use-restricted");
      assertThat(permit.whereRestricted().orElseThrow().policySet())
          .isEqualTo(policies.policySet());
    }
  }

  @Test
  void decideDeidentification_releasesARestrictedPatient_whereNoPolicyMinds(@TempDir Path folder)
      throws Exception {
    PolicyRule rule =
        policies.rules().stream()
            .filter(it -> it.id().equals("use-restricted"))
            .findFirst()
            .orElseThrow();
    Policies lax = Policies.fromDirectory(PolicyDirectory.without(rule, folder));

    assertThat(permit(lax, Kind.DEIDENTIFIED).whereRestricted()).isEmpty();
  }

  private static DeidentificationPermit permit(Policies policies, Kind kind) {
    Deidentification request = request(STEWARD, Optional.of(PurposeOfUse.HRESCH), kind);
    return ((Permitted) policies.decideDeidentification(request)).permit();
  }

  private static boolean isPermitted(Caller caller, Optional<PurposeOfUse> purpose, Kind kind) {
    return policies.decideDeidentification(request(caller, purpose, kind)) instanceof Permitted;
  }

  private static Deidentification request(
      Caller caller, Optional<PurposeOfUse> purpose, Kind kind) {
    return new Deidentification(RequestId.random(), caller, purpose, "hospital", "research", kind);
  }
}
