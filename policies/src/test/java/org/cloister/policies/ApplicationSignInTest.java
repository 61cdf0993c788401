package org.cloister.policies;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cloister.policies.consent.PatientConsents;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Rules of signing in bind persons. An application by itself is known by its subject alone: a
/// person's token does not become one by lacking what it should have.
class ApplicationSignInTest {
  private static final String CLIENT = "ehr";
  private static final SignIn AT_SOME_TIME =
      new SignIn(Optional.empty(), List.of(), Optional.of(Instant.EPOCH));

  private static Policies strict;

  @BeforeAll
  static void load() throws PolicyException {
    strict =
        Policies.shipped()
            .requiring(
                List.of(
                    new SignInRule(
                        Optional.of("ehr-system"), Optional.empty(), Set.of("aal2"), Set.of())));
  }

  private static boolean isPermitted(
      String subject, Optional<String> patient, Optional<String> fhirUser, SignIn signIn) {
    Caller plain = Sample.caller(Set.of("ehr-system"), PurposeOfUse.TREAT);
    Caller caller =
        new Caller(
            subject,
            plain.issuer(),
            CLIENT,
            plain.tokenId(),
            plain.tenant(),
            plain.roles(),
            plain.scopes(),
            plain.purposes(),
            patient,
            fhirUser,
            signIn);
    return strict.decide(Sample.request(caller, PurposeOfUse.TREAT, PatientConsents.none()))
        instanceof Decision.Permitted;
  }

  @Test
  void decide_bindsNoApplicationByItself() {
    assertThat(isPermitted(CLIENT, Optional.empty(), Optional.empty(), SignIn.UNSTATED)).isTrue();
  }

  @Test
  void decide_bindsAPersonWhoseTokenLacksEveryClaimOfAPerson() {
    assertThat(isPermitted("dr-ames", Optional.empty(), Optional.empty(), SignIn.UNSTATED))
        .isFalse();
  }

  @Test
  void decide_bindsWhomeverAnyClaimShowsToBeAPerson() {
    Optional<String> ames = Optional.of("Practitioner/ames");
    assertThat(isPermitted(CLIENT, Optional.empty(), ames, SignIn.UNSTATED)).isFalse();
    assertThat(isPermitted(CLIENT, Optional.of("p1"), Optional.empty(), SignIn.UNSTATED)).isFalse();
    assertThat(isPermitted(CLIENT, Optional.empty(), Optional.empty(), AT_SOME_TIME)).isFalse();
  }
}
