package org.cloister.policies;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.cloister.policies.ReadRequest.Interaction;
import org.cloister.policies.consent.PatientConsents;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// No shipped policy is idle: without any one of them, some decision of a small matrix of requests
/// changes.
class PolicyRemovalTest {
  static Stream<PolicyRule> rules() throws PolicyException {
    return Policies.shipped().rules().stream();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void removingAPolicyChangesADecision(PolicyRule rule, @TempDir Path directory)
      throws IOException, PolicyException {
    Policies whole = Policies.shipped();
    Policies less = Policies.fromDirectory(PolicyDirectory.without(rule, directory));

    assertThat(less.rules()).hasSize(whole.rules().size() - 1);
    assertThat(less.policySet()).isNotEqualTo(whole.policySet());
    assertThat(decisions(less)).as("without %s", rule.id()).isNotEqualTo(decisions(whole));
  }

  private static List<Boolean> decisions(Policies policies) {
    List<Boolean> decisions = new ArrayList<>();
    for (AccessRequest request : inferences()) {
      decisions.add(policies.decide(request) instanceof Decision.Permitted);
    }
    for (ReadRequest request : reads()) {
      decisions.add(policies.decideRead(request) instanceof ReadDecision.Permitted);
    }
    for (OversightRequest request : oversight()) {
      decisions.add(policies.decideOversight(request) instanceof OversightDecision.Permitted);
    }
    for (PurposeOfUse purpose : PurposeOfUse.values()) {
      decisions.add(
          policies.decideConsentWrite(consentWrite(purpose))
              instanceof ConsentWrite.Decision.Permitted);
    }
    for (String role : List.of("data-steward", "ehr-system", "researcher")) {
      for (PurposeOfUse purpose : PurposeOfUse.values()) {
        for (Deidentification.Kind kind : Deidentification.Kind.values()) {
          decisions.add(
              policies.decideDeidentification(deidentification(role, purpose, kind))
                  instanceof Deidentification.Decision.Permitted);
        }
      }
    }
    return decisions;
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
        }
      }
    }
    return requests;
  }

  private static ConsentWrite consentWrite(PurposeOfUse purpose) {
    return new ConsentWrite(
        RequestId.random(),
        Sample.caller(Set.of("ehr-system"), PurposeOfUse.values()),
        Optional.of(purpose),
        "hospital",
        "p1",
        ConsentWrite.Interaction.UPDATE);
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
