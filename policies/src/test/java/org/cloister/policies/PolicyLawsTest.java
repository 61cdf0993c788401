package org.cloister.policies;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.cloister.policies.Decision.Denied;
import org.cloister.policies.Decision.Permitted;
import org.cloister.policies.consent.ConsentScope.Outcome;
import org.cloister.policies.consent.PatientConsents;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.junit.jupiter.api.Test;

/// What must hold of every decision, over seeded random requests.
class PolicyLawsTest {
  private static final long SEED = 20261124;
  private static final int REQUESTS = 1500;
  private static final List<String> ROLES =
      List.of(
          "clinician", "emergency-clinician", "ehr-system", "quality", "researcher", "intruder");
  private static final List<String> SCOPES =
      List.of(
          "system/*.cruds",
          "system/RiskAssessment.c",
          "user/Observation.rs",
          "patient/Observation.rs",
          "patient/RiskAssessment.cr",
          "system/*.cruds?patient=1",
          "system/Observation.r");

  @Test
  void everyPermitIsEarned() throws PolicyException {
    Policies policies = Policies.shipped();
    Random random = new Random(SEED);
    int permitted = 0;
    for (int i = 0; i < REQUESTS; i++) {
      AccessRequest request = request(random);
      Decision decision = policies.decide(request);
      if (decision instanceof Permitted(Permit permit)) {
        permitted++;
        assertEarned(request, permit);
      }
      assertThat(policies.decide(request))
          .as("decided anew, seed %s", SEED)
          .usingRecursiveComparison()
          .isEqualTo(decision);
    }
    assertThat(permitted).as("the requests are not all alike").isBetween(100, REQUESTS - 100);
  }

  @Test
  void takingAnythingAwayFromATokenNeverTurnsARefusalIntoAPermit() throws PolicyException {
    Policies policies = Policies.shipped();
    Random random = new Random(SEED);
    for (int i = 0; i < REQUESTS; i++) {
      AccessRequest request = request(random);
      if (policies.decide(request) instanceof Denied) {
        for (Sample.Claim claim : Sample.Claim.values()) {
          AccessRequest less = Sample.by(request, Sample.without(request.caller(), claim));
          assertThat(policies.decide(less)).as("seed %s", SEED).isInstanceOf(Denied.class);
        }
      }
    }
  }

  @Test
  void decisionsDoNotDependOnTheThread() throws PolicyException {
    Policies policies = Policies.shipped();
    Policies fresh = Policies.shipped();
    Random random = new Random(SEED);
    List<AccessRequest> requests = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      requests.add(request(random));
    }

    List<Boolean> alone = requests.stream().map(it -> permits(policies, it)).toList();
    List<Boolean> together = requests.parallelStream().map(it -> permits(fresh, it)).toList();

    assertThat(together).isEqualTo(alone);
  }

  private static boolean permits(Policies policies, AccessRequest request) {
    return policies.decide(request) instanceof Permitted;
  }

  @Test
  void anEngineFailureIsARefusal() throws PolicyException {
    CedarPolicies cedar = PolicyChecks.check(PolicyFiles.shipped()).cedar();
    CedarQuestion unheardOf =
        new CedarQuestion(
            CedarQuestion.Act.INFER,
            "client",
            Set.of("no-such-role"),
            "model",
            "NO-SUCH-PURPOSE",
            Set.of("TREAT"),
            Set.of(),
            Outcome.PERMIT);
    int before = cedar.remembered();

    assertThat(cedar.ask(unheardOf)).isEqualTo(CedarAnswer.FAILURE);
    assertThat(cedar.remembered()).as("failures are not remembered").isEqualTo(before);
  }

  @Test
  void theMemoryOfAnswersIsBounded() throws PolicyException {
    CedarPolicies cedar = PolicyChecks.check(PolicyFiles.shipped()).cedar();
    for (int i = 0; i < 5000; i++) {
      CedarQuestion question =
          new CedarQuestion(
              CedarQuestion.Act.INFER,
              "client \"" + i + "\\ \u0007\uD83D\uDE00",
              Set.of("clinician"),
              "model",
              "TREAT",
              Set.of("TREAT"),
              Set.of(),
              Outcome.PERMIT);
      assertThat(cedar.ask(question).effect()).isEqualTo(CedarAnswer.Effect.DENY);
    }

    assertThat(cedar.remembered()).isEqualTo(4096);
  }

  private static void assertEarned(AccessRequest request, Permit permit) {
    Caller caller = request.caller();
    assertThat(request.purpose()).contains(permit.purpose());
    assertThat(caller.purposes()).contains(permit.purpose());
    assertThat(caller.tenant()).isEqualTo(request.tenant());
    assertThat(caller.patient().orElse("p1")).isEqualTo("p1");
    assertThat(caller.mayDo('c', "RiskAssessment")).isTrue();
    assertThat(caller.mayDo('r', "Observation")).isTrue();
    assertThat(permit.requestId()).isEqualTo(request.requestId());
    assertThat(caller.fhirUser().isPresent() || caller.roles().contains("ehr-system")).isTrue();
    if (permit.purpose() == PurposeOfUse.HRESCH) {
      assertThat(permit.consentScope().outcome()).isEqualTo(Outcome.PERMIT);
    }
    if (permit.consentScope().outcome() == Outcome.DENY) {
      assertThat(permit.access()).isEqualTo(Access.BREAK_GLASS);
    }
    if (permit.access() == Access.BREAK_GLASS) {
      assertThat(permit.purpose()).isEqualTo(PurposeOfUse.ETREAT);
      assertThat(caller.roles()).contains("emergency-clinician");
      assertThat(caller.fhirUser()).isPresent();
      assertThat(request.breakGlassReason().orElse("")).isNotBlank();
      assertThat(permit.policyIds()).contains("break-glass");
    }
  }

  private static AccessRequest request(Random random) {
    Caller caller =
        new Caller(
            "sub",
            "iss",
            random.nextInt(10) == 0 ? "" : "ehr",
            "jti",
            random.nextInt(10) == 0 ? "other" : "hospital",
            new HashSet<>(some(random, ROLES)),
            some(random, SCOPES).stream().flatMap(it -> Scope.parse(it).stream()).toList(),
            new HashSet<>(some(random, List.of(PurposeOfUse.values()))),
            any(random, List.of(Optional.empty(), Optional.of("p1"), Optional.of("p2"))),
            any(random, List.of(Optional.empty(), Optional.of("Practitioner/d1"))),
            SignIn.UNSTATED);
    AccessRequest request =
        Sample.request(
            caller,
            any(random, List.of(PurposeOfUse.values())),
            any(
                random,
                List.of(
                    PatientConsents.none(),
                    Sample.denial(),
                    Sample.permission(PurposeOfUse.TREAT),
                    Sample.permission(PurposeOfUse.HRESCH),
                    Sample.consent(ConsentProvisionType.DENY, PurposeOfUse.ETREAT))));
    return random.nextBoolean()
        ? request
        : Sample.reasoned(request, any(random, List.of("", " ", "unconscious")));
  }

  private static <T> List<T> some(Random random, List<T> from) {
    List<T> chosen = new ArrayList<>(from);
    chosen.removeIf(it -> random.nextInt(5) < 2);
    return chosen;
  }

  private static <T> T any(Random random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
