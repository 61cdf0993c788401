package org.cloister.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.cloister.testkit.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IssuerDiscoveryTest {
  private final SettableClock clock = SettableClock.at("2026-03-01T08:00:00Z");
  private TestIssuer issuer;

  @BeforeEach
  void start() throws IOException {
    issuer = new TestIssuer(TestIssuer.RSA);
  }

  @AfterEach
  void stop() {
    issuer.close();
  }

  private String metadata(URI claimedIssuer, String jwks) {
    return "{\"issuer\":\"%s\",\"token_endpoint\":\"%s/token\",\"jwks_uri\":\"%s\"}"
        .formatted(claimedIssuer, issuer.base(), jwks);
  }

  @Test
  void endpoints_readsOpenIdConfigurationAndLeadsToTheKeys() throws IOException {
    URI realm = issuer.base().resolve("/realms/north");
    issuer.serve(
        "/realms/north/.well-known/openid-configuration",
        () -> metadata(realm, issuer.jwks().toString()));

    IssuerDiscovery discovery = new IssuerDiscovery(realm, clock);

    assertThat(discovery.endpoints().token()).isEqualTo(issuer.base().resolve("/token"));
    assertThat(KeySource.of(discovery).fetch().getKeyByKeyId("rsa-1")).isNotNull();
  }

  @Test
  void endpoints_fallsBackToOAuthMetadata() throws IOException {
    URI realm = issuer.base().resolve("/realms/north");
    issuer.serve(
        "/.well-known/oauth-authorization-server/realms/north",
        () -> metadata(realm, issuer.jwks().toString()));

    assertThat(new IssuerDiscovery(realm, clock).endpoints().jwks()).isEqualTo(issuer.jwks());
  }

  @Test
  void endpoints_refusesMetadataOfAnotherIssuerAndUnsafeAddresses() {
    issuer.serve(
        "/other/.well-known/openid-configuration",
        () -> metadata(URI.create("https://attacker.example"), issuer.jwks().toString()));
    issuer.serve(
        "/unsafe/.well-known/openid-configuration",
        () -> metadata(issuer.base().resolve("/unsafe"), "http://idp.example/jwks"));

    for (String path : new String[] {"/other", "/unsafe", "/absent"}) {
      IssuerDiscovery discovery = new IssuerDiscovery(issuer.base().resolve(path), clock);
      assertThatThrownBy(discovery::endpoints)
          .isInstanceOf(IOException.class)
          .hasMessageNotContaining("127.0.0.1");
    }
  }

  @Test
  void endpoints_keepsWhatItKnowsDuringAnOutage() throws IOException {
    issuer.serve(
        "/.well-known/openid-configuration",
        () -> metadata(issuer.base(), issuer.jwks().toString()));
    IssuerDiscovery discovery = new IssuerDiscovery(issuer.base(), clock);
    IssuerEndpoints known = discovery.endpoints();

    issuer.answerWith(500);
    clock.advance(Duration.ofHours(5));

    assertThat(discovery.endpoints()).isEqualTo(known);
  }
}
