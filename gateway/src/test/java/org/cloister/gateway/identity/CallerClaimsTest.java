package org.cloister.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cloister.gateway.identity.Authentication.Cause;
import org.cloister.policies.Caller;
import org.cloister.policies.PurposeOfUse;
import org.cloister.policies.SignIn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a well-signed token has to say.
class CallerClaimsTest {
  private TestGate gate;

  @BeforeEach
  void start() throws IOException {
    gate = new TestGate();
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  @Test
  void authenticate_readsEveryClaimOfAGoodToken() {
    JWTClaimsSet claims =
        gate.claims().claim("patient", "p-1").claim("fhirUser", "Practitioner/7").build();

    Caller caller = gate.caller(TestGate.signed(claims));

    assertThat(caller.subject()).isEqualTo("practitioner-7");
    assertThat(caller.issuer()).isEqualTo(TestIssuer.ISSUER);
    assertThat(caller.clientId()).isEqualTo("ehr");
    assertThat(caller.tokenId()).isEqualTo("token-1");
    assertThat(caller.tenant()).isEqualTo("north");
    assertThat(caller.roles()).containsExactly("clinician");
    assertThat(caller.scopes())
        .extracting(scope -> scope.level() + "/" + scope.type() + "." + scope.permissions())
        .containsExactly("system/*.rs", "system/RiskAssessment.c");
    assertThat(caller.purposes()).containsExactly(PurposeOfUse.TREAT);
    assertThat(caller.patient()).contains("p-1");
    assertThat(caller.fhirUser()).contains("Practitioner/7");
  }

  @Test
  void authenticate_readsHowThePersonSignedIn() {
    JWTClaimsSet claims =
        gate.claims()
            .claim("acr", "aal2")
            .claim("amr", List.of("pwd", "mfa"))
            .claim("auth_time", 1_764_000_000L)
            .build();

    assertThat(gate.caller(TestGate.signed(claims)).signIn())
        .isEqualTo(
            new SignIn(
                Optional.of("aal2"),
                List.of("pwd", "mfa"),
                Optional.of(Instant.ofEpochSecond(1_764_000_000L))));
    assertThat(gate.caller(TestGate.signed(gate.claims().build())).signIn())
        .isEqualTo(SignIn.UNSTATED);
  }

  /// What cannot be understood must not be read as not said.
  @Test
  void authenticate_refusesASignInThatItCannotRead() {
    for (String claim : List.of("acr", "amr", "auth_time")) {
      for (Object value : List.of(List.of("a", 7), Map.of(), true)) {
        assertThat(gate.cause(TestGate.signed(gate.claims().claim(claim, value).build())))
            .as("%s %s", claim, value)
            .isEqualTo(Cause.INVALID);
      }
    }
    assertThat(gate.cause(TestGate.signed(gate.claims().claim("auth_time", 1e30).build())))
        .isEqualTo(Cause.INVALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sub",
        "iss",
        "aud",
        "exp",
        "iat",
        "jti",
        "client_id",
        "tenant",
        "roles",
        "scope",
        "purpose_of_use"
      })
  void authenticate_refusesATokenThatLacksAClaim(String claim) {
    assertThat(gate.cause(TestGate.signed(gate.claims().claim(claim, null).build())))
        .isEqualTo(Cause.INVALID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sub", "jti", "client_id", "tenant", "patient", "fhirUser"})
  void authenticate_refusesABlankOrNonTextClaim(String claim) {
    assertThat(gate.cause(TestGate.signed(gate.claims().claim(claim, " ").build())))
        .isEqualTo(Cause.INVALID);
    assertThat(gate.cause(TestGate.signed(gate.claims().claim(claim, List.of("a", "b")).build())))
        .isEqualTo(Cause.INVALID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"roles", "scope", "purpose_of_use"})
  void authenticate_refusesAListClaimOfAnotherType(String claim) {
    assertThat(gate.cause(TestGate.signed(gate.claims().claim(claim, 7).build())))
        .isEqualTo(Cause.INVALID);
    assertThat(gate.cause(TestGate.signed(gate.claims().claim(claim, List.of("a", 7)).build())))
        .isEqualTo(Cause.INVALID);
  }

  @Test
  void authenticate_refusesALaunchContextThatIsNoLogicalId() {
    assertThat(gate.cause(TestGate.signed(gate.claims().claim("patient", "Patient/1").build())))
        .isEqualTo(Cause.INVALID);
  }

  @Test
  void authenticate_readsAzpWhereClientIdIsMissingAndRefusesTwoAnswers() {
    JWTClaimsSet azp = gate.claims().claim("client_id", null).claim("azp", "keycloak-app").build();
    JWTClaimsSet both = gate.claims().claim("azp", "someone-else").build();

    assertThat(gate.caller(TestGate.signed(azp)).clientId()).isEqualTo("keycloak-app");
    assertThat(gate.cause(TestGate.signed(both))).isEqualTo(Cause.INVALID);
  }

  @Test
  void authenticate_readsListsWrittenAsTextAndUnknownPurposesGrantNothing() {
    JWTClaimsSet claims =
        gate.claims()
            .claim("roles", "clinician quality")
            .claim("purpose_of_use", "treat MARKT")
            .claim("scope", List.of("system/*.rs"))
            .build();

    Caller caller = gate.caller(TestGate.signed(claims));

    assertThat(caller.roles()).containsExactlyInAnyOrder("clinician", "quality");
    assertThat(caller.purposes()).isEmpty();
  }
}
