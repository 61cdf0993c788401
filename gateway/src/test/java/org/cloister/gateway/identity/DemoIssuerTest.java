package org.cloister.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.cloister.gateway.identity.Authentication.Authenticated;
import org.cloister.gateway.identity.TokenClient.Granted;
import org.cloister.gateway.identity.TokenClient.Refused;
import org.cloister.gateway.identity.TokenClient.TokenRequest;
import org.cloister.policies.Caller;
import org.cloister.policies.PurposeOfUse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The issuer over HTTP, and its tokens before the gateway's own [CallerAuthenticator].
class DemoIssuerTest {
  @TempDir static Path data;
  private static RunningDemoIssuer running;
  private static TokenClient tokens;
  private static CallerAuthenticator authenticator;

  @BeforeAll
  static void start() throws IOException {
    Files.createDirectories(data.resolve("keys/clients"));
    Files.writeString(
        data.resolve("keys/clients/ehr.jwks"),
        new JWKSet(List.of(TestIssuer.P384)).toPublicJWKSet().toString());
    running = new RunningDemoIssuer(data);
    tokens = new TokenClient(data, running.port());
    authenticator =
        new CallerAuthenticator(
            TokenRules.of(
                running.issuer().endpoints().issuer().toString(), running.issuer().audience()),
            new IssuerKeys(
                KeySource.at(running.at("/oauth2/jwks")),
                KeyFreshness.standard(),
                Clock.systemUTC()),
            Clock.systemUTC());
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  @ParameterizedTest
  @EnumSource(DemoClient.class)
  void token_ofEveryClientIsWhatTheAuthenticatorExpects(DemoClient client) throws IOException {
    Caller caller = caller(granted(TokenRequest.of(client).withPatient("p-1")));

    assertThat(caller.clientId()).isEqualTo(client.clientId());
    assertThat(caller.subject()).isEqualTo(client.defaultUser().orElse(client.clientId()));
    assertThat(caller.tenant()).isEqualTo(RunningDemoIssuer.TENANT);
    assertThat(caller.roles()).containsExactlyInAnyOrderElementsOf(client.roles());
    assertThat(caller.purposes()).containsExactlyInAnyOrderElementsOf(client.purposes());
    assertThat(caller.scopes()).hasSameSizeAs(client.scopes());
    assertThat(caller.patient()).contains("p-1");
  }

  @Test
  void token_livesFiveMinutesHasAnIdOfItsOwnAndTheRightType() throws Exception {
    TokenClient.AccessToken first = granted(TokenRequest.of(DemoClient.EHR));
    TokenClient.AccessToken second = granted(TokenRequest.of(DemoClient.EHR));
    SignedJWT jwt = SignedJWT.parse(first.reveal());
    JWTClaimsSet claims = jwt.getJWTClaimsSet();

    // `expires_in` is counted from the answer on, in whole seconds.
    assertThat(first.life()).isBetween(Duration.ofSeconds(290), Duration.ofSeconds(300));
    assertThat(
            Duration.between(
                claims.getIssueTime().toInstant(), claims.getExpirationTime().toInstant()))
        .isEqualTo(Duration.ofMinutes(5));
    assertThat(claims.getAudience()).containsExactly(running.at("/fhir").toString());
    assertThat(claims.getJWTID())
        .isNotEqualTo(SignedJWT.parse(second.reveal()).getJWTClaimsSet().getJWTID());
    assertThat(jwt.getHeader().getType().getType()).isEqualTo("at+jwt");
    assertThat(claims.getClaim("patient")).isNull();
    assertThat(first.toString()).doesNotContain(first.reveal());
  }

  @Test
  void token_withAPurposeIsGoodForThatOneOnly() throws IOException {
    Caller caller = caller(granted(TokenRequest.of(DemoClient.EHR).withPurpose("HOPERAT")));

    assertThat(caller.purposes()).containsExactly(PurposeOfUse.HOPERAT);
  }

  @Test
  void token_isRefusedForAPurposeOrAScopeOfSomebodyElse() throws IOException {
    assertThat(refused(TokenRequest.of(DemoClient.EHR).withPurpose("HRESCH")).error())
        .isEqualTo("invalid_request");
    assertThat(refused(TokenRequest.of(DemoClient.EHR).withPurpose("anything")).error())
        .isEqualTo("invalid_request");
    assertThat(
            refused(TokenRequest.of(DemoClient.VIEWER).withScope("system/RiskAssessment.c"))
                .error())
        .isEqualTo("invalid_scope");
  }

  @Test
  void token_namesThePersonBehindTheClient() throws IOException {
    Caller second = caller(granted(TokenRequest.of(DemoClient.OFFICER).withUser("officer-2")));
    Caller unnamed = caller(granted(TokenRequest.of(DemoClient.OFFICER)));
    Caller application = caller(granted(TokenRequest.of(DemoClient.EHR)));
    Caller clinician = caller(granted(TokenRequest.of(DemoClient.EHR).withUser("dr-ames")));

    assertThat(second.subject()).isEqualTo("officer-2");
    assertThat(second.fhirUser()).contains("Practitioner/officer-2");
    assertThat(unnamed.subject()).isEqualTo("officer-1");
    assertThat(application.subject()).isEqualTo("ehr");
    assertThat(application.fhirUser()).isEmpty();
    assertThat(clinician.fhirUser()).contains("Practitioner/dr-ames");
  }

  @Test
  void token_isRefusedForAPersonWhomTheClientDoesNotHave() throws IOException {
    assertThat(refused(TokenRequest.of(DemoClient.EHR).withUser("officer-1")).error())
        .isEqualTo("invalid_request");
    assertThat(refused(TokenRequest.of(DemoClient.STEWARD).withUser("officer-1")).error())
        .isEqualTo("invalid_request");
  }

  @Test
  void token_hasTheScopesThatWereAskedFor() throws Exception {
    TokenClient.AccessToken token =
        granted(TokenRequest.of(DemoClient.EHR).withScope("system/*.rs"));

    assertThat(SignedJWT.parse(token.reveal()).getJWTClaimsSet().getClaim("scope"))
        .isEqualTo("system/*.rs");
  }

  @Test
  void token_ofALaunchedAppNeedsAPatient() throws IOException {
    assertThat(refused(TokenRequest.of(DemoClient.EHR_PATIENT)).error())
        .isEqualTo("invalid_request");
    assertThat(refused(TokenRequest.of(DemoClient.EHR_PATIENT).withPatient("a b")).error())
        .isEqualTo("invalid_request");
  }

  @Test
  void token_isRefusedWithAWrongSecretAnUnknownClientOrAnotherGrant() throws Exception {
    assertThat(post("grant_type=client_credentials&client_id=ehr&client_secret=wrong"))
        .isEqualTo("401 invalid_client");
    assertThat(post("grant_type=client_credentials&client_id=nobody&client_secret=wrong"))
        .isEqualTo("401 invalid_client");
    assertThat(post("grant_type=client_credentials&client_id=ehr")).startsWith("401");
    String secret = Files.readString(data.resolve("keys/clients/ehr"));
    assertThat(post("grant_type=client_credentials&client_id=ehr&client_secret=" + secret))
        .isEqualTo("200 ");
    assertThat(
            post(
                "grant_type=client_credentials&purpose=TREAT&purpose=HOPERAT&client_id=ehr"
                    + "&client_secret="
                    + secret))
        .isEqualTo("400 invalid_request");
    assertThat(post("grant_type=authorization_code&client_id=ehr&code=x&client_secret=" + secret))
        .startsWith("400 ");
  }

  @Test
  void token_isGrantedOnceForAnAssertionSignedWithTheRegisteredKey() throws Exception {
    String assertion = SignedAssertions.of(DemoClient.EHR, running.at("/oauth2/token"), "once");

    assertThat(post(SignedAssertions.form(assertion))).isEqualTo("200 ");
    assertThat(post(SignedAssertions.form(assertion))).isEqualTo("401 invalid_client");
  }

  @Test
  void token_isRefusedForAnAssertionOfAnotherKeyClientOrAudienceOrALongLife() throws Exception {
    URI endpoint = running.at("/oauth2/token");

    assertThat(post(SignedAssertions.form(SignedAssertions.ofOtherKey(DemoClient.EHR, endpoint))))
        .isEqualTo("401 invalid_client");
    assertThat(post(SignedAssertions.form(SignedAssertions.of(DemoClient.VIEWER, endpoint, "a"))))
        .isEqualTo("401 invalid_client");
    assertThat(
            post(
                SignedAssertions.form(
                    SignedAssertions.of(DemoClient.EHR, URI.create("https://other.example"), "b"))))
        .isEqualTo("401 invalid_client");
    String twice = SignedAssertions.form(SignedAssertions.of(DemoClient.EHR, endpoint, "c"));
    assertThat(post(twice + "&client_assertion=a.b.c")).isEqualTo("401 invalid_client");
    assertThat(post(twice + "&client_id=viewer")).isEqualTo("401 invalid_client");
    assertThat(post(SignedAssertions.form("garbage"))).isEqualTo("401 invalid_client");
    assertThat(post(SignedAssertions.form(SignedAssertions.longLived(DemoClient.EHR, endpoint))))
        .isEqualTo("401 invalid_client");
  }

  @Test
  void metadata_isEnoughForDiscovery() throws Exception {
    IssuerDiscovery discovery =
        new IssuerDiscovery(running.issuer().endpoints().issuer(), Clock.systemUTC());

    assertThat(discovery.endpoints()).isEqualTo(running.issuer().endpoints());
    String keys = IssuerHttp.get(running.at("/oauth2/jwks"));
    assertThat(JWKSet.parse(keys).getKeys()).hasSize(1).noneMatch(key -> key.isPrivate());
  }

  /// What Spring Authorization Server could also do is not served.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/oauth2/authorize",
        "/oauth2/introspect",
        "/oauth2/revoke",
        "/oauth2/device_authorization",
        "/oauth2/token",
        "/userinfo",
        "/.well-known/openid-configuration"
      })
  void otherEndpoints_areNotThere(String path) {
    assertThatThrownBy(() -> IssuerHttp.get(running.at(path))).hasMessageContaining("404");
  }

  @Test
  void open_makesEveryFileReadableByItsOwnerOnly() throws IOException {
    try (Stream<Path> files = Files.walk(data.resolve("keys"))) {
      List<Path> secrets =
          files
              .filter(Files::isRegularFile)
              .filter(file -> !file.toString().endsWith(".jwks"))
              .toList();
      assertThat(secrets).hasSize(DemoClient.values().length + 1);
      for (Path file : secrets) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  void open_isStableOverRestartsAndDiffersBetweenInstallations(@TempDir Path other)
      throws IOException {
    URI base = URI.create("http://127.0.0.1:1");
    DemoIssuer again = DemoIssuer.open(data, base, base + "/fhir", "demo");
    DemoIssuer elsewhere = DemoIssuer.open(other, base, base + "/fhir", "demo");

    assertThat(again.signingKey()).isEqualTo(running.issuer().signingKey());
    assertThat(elsewhere.signingKey()).isNotEqualTo(again.signingKey());
    assertThat(Files.readString(other.resolve("keys/clients/ehr")))
        .hasSize(43)
        .isNotEqualTo(Files.readString(data.resolve("keys/clients/ehr")))
        .isNotEqualTo(Files.readString(other.resolve("keys/clients/viewer")));
  }

  @Test
  void open_refusesAKeyThatOthersCanReadOrThatIsNoKey(@TempDir Path other) throws IOException {
    URI base = URI.create("http://127.0.0.1:1");
    assertThat(DemoIssuer.open(other, base, "a", "t")).isNotNull();
    Path key = other.resolve("keys/issuer.jwk");

    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> DemoIssuer.open(other, base, "a", "t"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("chmod 600");

    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(key, "{\"kty\":\"RSA\",\"d\":\"canary\"}");
    assertThatThrownBy(() -> DemoIssuer.open(other, base, "a", "t"))
        .isInstanceOf(IOException.class)
        .hasMessageNotContaining("canary")
        .hasNoCause();
  }

  private static TokenClient.AccessToken granted(TokenRequest request) throws IOException {
    TokenClient.Answer answer = tokens.request(request);
    assertThat(answer).isInstanceOf(Granted.class);
    return ((Granted) answer).token();
  }

  private static Refused refused(TokenRequest request) throws IOException {
    TokenClient.Answer answer = tokens.request(request);
    assertThat(answer).isInstanceOf(Refused.class);
    return (Refused) answer;
  }

  private static Caller caller(TokenClient.AccessToken token) {
    Authentication authentication = authenticator.authenticate(token.header());
    assertThat(authentication).isInstanceOf(Authenticated.class);
    return ((Authenticated) authentication).caller();
  }

  /// Status and error code of one token request.
  private static String post(String form) throws IOException, ParseException {
    HttpResponse<String> response =
        IssuerHttp.send(
            HttpRequest.newBuilder(running.at("/oauth2/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build());
    String error =
        response.body().isEmpty()
            ? ""
            : JSONObjectUtils.getString(JSONObjectUtils.parse(response.body()), "error");
    return response.statusCode() + " " + (error == null ? "" : error);
  }
}
