package org.cloister.policies;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.cloister.policies.ReadRequest.Interaction;
import org.cloister.policies.consent.PatientConsents;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// No shipped policy is idle: without any one of them, some decision of a small matrix of requests
/// changes. The matrix is gone through in one shuffled order, until the first that does: what a
/// policy bears on lies together in it.
class PolicyRemovalTest {
  private static final long SEED = 20261129;

  /// Of one role of two that may do the same, so that it hides no other policy.
  private static final List<SignInRule> SIGN_IN =
      List.of(
          new SignInRule(
              Optional.of("emergency-clinician"),
              Optional.of(PurposeOfUse.TREAT),
              Set.of("aal2"),
              Set.of()));

  private static Policies whole;
  private static List<Question> questions;
  private static List<Boolean> decisions;

  @BeforeAll
  static void decideAll() throws PolicyException {
    whole = Policies.shipped().requiring(SIGN_IN);
    questions = questions();
    decisions = questions.stream().map(it -> it.isPermittedBy(whole)).toList();
  }

  static Stream<PolicyRule> rules() throws PolicyException {
    return Policies.shipped().rules().stream();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void removingAPolicyChangesADecision(PolicyRule rule, @TempDir Path directory)
      throws IOException, PolicyException {
    Policies less =
        Policies.fromDirectory(PolicyDirectory.without(rule, directory)).requiring(SIGN_IN);

    assertThat(less.rules()).hasSize(whole.rules().size() - 1);
    assertThat(less.policySet()).isNotEqualTo(whole.policySet());
    Iterator<Boolean> before = decisions.iterator();
    assertThat(questions.stream().anyMatch(it -> it.isPermittedBy(less) != before.next()))
        .as("without %s", rule.id())
        .isTrue();
  }

  /// One request, whichever of the policies' doors it goes through.
  @FunctionalInterface
  private interface Question {
    boolean isPermittedBy(Policies policies);
  }

  private static List<Question> questions() {
    List<Question> questions = new ArrayList<>();
    inferences().forEach(it -> questions.add(question(it)));
    reads().forEach(it -> questions.add(question(it)));
    oversight().forEach(it -> questions.add(question(it)));
    deidentifications().forEach(it -> questions.add(question(it)));
    for (PurposeOfUse purpose : PurposeOfUse.values()) {
      questions.add(consentWrite(purpose));
    }
    Collections.shuffle(questions, new Random(SEED));
    return List.copyOf(questions);
  }

  private static Question question(AccessRequest request) {
    return policies -> policies.decide(request) instanceof Decision.Permitted;
  }

  private static Question question(ReadRequest request) {
    return policies -> policies.decideRead(request) instanceof ReadDecision.Permitted;
  }

  private static Question question(OversightRequest request) {
    return policies -> policies.decideOversight(request) instanceof OversightDecision.Permitted;
  }

  private static Question question(Deidentification request) {
    return policies ->
        policies.decideDeidentification(request) instanceof Deidentification.Decision.Permitted;
  }

  private static Stream<Deidentification> deidentifications() {
    return Stream.of("data-steward", "ehr-system", "researcher")
        .flatMap(role ->
            Stream.of(PurposeOfUse.values())
                .flatMap(purpose ->
                    Stream.of(Deidentification.Kind.values())
                        .map(kind -> deidentification(role, purpose, kind))));
  }

  private static Deidentification deidentification(
      String role, PurposeOfUse purpose, Deidentification.Kind kind) {
    return new Deidentification(
        RequestId.random(),
        Sample.caller(Set.of(role), PurposeOfUse.values()),
        Optional.of(purpose),
        "hospital",
        "research",
        kind);
  }

  private static List<Caller> callers() {
    List<Caller> callers = new ArrayList<>();
    for (String role :
        List.of(
            "clinician", "emergency-clinician", "quality", "researcher", "compliance-officer")) {
      Caller full = Sample.caller(Set.of(role), PurposeOfUse.values());
      callers.add(full);
      callers.add(Sample.launched(full, Optional.of("p2"), full.fhirUser()));
      callers.add(Sample.launched(full, Optional.empty(), Optional.empty()));
    }
    Caller clinician = Sample.caller(Set.of("clinician"), PurposeOfUse.values());
    for (Sample.Claim claim : Sample.Claim.values()) {
      callers.add(Sample.without(clinician, claim));
    }
    return callers;
  }

  private static List<PatientConsents> consents() {
    return List.of(
        PatientConsents.none(), Sample.denial(), Sample.permission(PurposeOfUse.values()));
  }

  private static List<AccessRequest> inferences() {
    List<AccessRequest> requests = new ArrayList<>();
    for (Caller caller : callers()) {
      for (PurposeOfUse purpose : PurposeOfUse.values()) {
        for (PatientConsents consents : consents()) {
          AccessRequest plain = Sample.request(caller, purpose, consents);
          requests.add(plain);
          requests.add(Sample.reasoned(plain, "reason"));
          requests.add(Sample.without(plain, Sample.Lack.TENANT));
          requests.add(Sample.restricted(plain, PurposeOfUse.values()));
        }
      }
    }
    return requests;
  }

  private static Question consentWrite(PurposeOfUse purpose) {
    ConsentWrite write =
        new ConsentWrite(
            RequestId.random(),
            Sample.caller(Set.of("ehr-system"), PurposeOfUse.values()),
            Optional.of(purpose),
            "hospital",
            "p1",
            ConsentWrite.Interaction.UPDATE);
    return policies ->
        policies.decideConsentWrite(write) instanceof ConsentWrite.Decision.Permitted;
  }

  private static List<ReadRequest> reads() {
    List<ReadRequest> requests = new ArrayList<>();
    for (Caller caller : callers()) {
      for (PurposeOfUse purpose : PurposeOfUse.values()) {
        for (PatientConsents consents : consents()) {
          for (String type : List.of("RiskAssessment", "AuditEvent")) {
            for (Optional<String> patient : List.of(Optional.of("p1"), Optional.<String>empty())) {
              requests.add(
                  new ReadRequest(
                      RequestId.random(),
                      caller,
                      Optional.of(purpose),
                      "hospital",
                      patient,
                      type,
                      Interaction.SEARCH,
                      List.of(),
                      consents,
                      Set.of(),
                      Sample.NOW));
            }
          }
        }
      }
    }
    return requests;
  }

  private static List<OversightRequest> oversight() {
    List<Caller> callers = new ArrayList<>(callers());
    Caller officer = Sample.caller(Set.of("compliance-officer"), PurposeOfUse.values());
    callers.add(Sample.launched(officer, Optional.empty(), Optional.empty()));
    callers.add(Sample.caller(Set.of("ehr-system"), PurposeOfUse.values()));
    for (Set<String> roles :
        List.of(
            Set.of("reidentification-requester"),
            Set.of("data-trustee"),
            Set.of("reidentification-requester", "data-steward"),
            Set.of("data-trustee", "data-steward"))) {
      callers.add(Sample.caller(roles, PurposeOfUse.values()));
    }
    List<OversightRequest> requests = new ArrayList<>();
    for (Caller caller : callers) {
      for (PurposeOfUse purpose : PurposeOfUse.values()) {
        for (OversightAction action : OversightAction.values()) {
          requests.add(
              new OversightRequest(
                  RequestId.random(),
                  caller,
                  action,
                  Optional.of(purpose),
                  "hospital",
                  Optional.of("p1")));
        }
      }
    }
    return requests;
  }
}
