package org.cloister.gateway.identity;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cloister.policies.PurposeOfUse;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2ClientAuthenticationConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.server.authorization.authentication.ClientSecretAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.JwtClientAssertionAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.JwtGenerator;
import org.springframework.security.oauth2.server.authorization.web.authentication.JwtClientAssertionAuthenticationConverter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/// Serves [DemoIssuer] over HTTP with Spring Authorization Server, in the gateway's own process.
///
/// Only with `cloister.gateway.demo=true`, and only these three: `POST /oauth2/token`, `GET
/// /oauth2/jwks`, `GET /.well-known/oauth-authorization-server`. The grant is `client_credentials`;
/// Spring's other endpoints are outside this chain. Needs a [DemoIssuer] and a [Clock] bean.
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("cloister.gateway.demo")
public class DemoIssuerConfiguration {
  /// SMART 2.2, Backend Services: at most 300 seconds.
  static final Duration TOKEN_LIFE = Duration.ofMinutes(5);

  private static final String METADATA = "/.well-known/oauth-authorization-server";

  @Bean
  JWKSource<SecurityContext> demoIssuerSigningKey(DemoIssuer issuer) {
    return new ImmutableJWKSet<>(new JWKSet(issuer.signingKey()));
  }

  @Bean
  @Order(1)
  SecurityFilterChain demoIssuerChain(
      HttpSecurity http, DemoIssuer issuer, JWKSource<SecurityContext> signingKey, Clock clock) {
    JwtGenerator tokens = new JwtGenerator(new NimbusJwtEncoder(signingKey));
    tokens.setClock(clock);
    tokens.setJwtCustomizer(context -> addClaims(context, issuer, clock.instant()));
    http.securityMatcher(endpoints())
        .with(
            new OAuth2AuthorizationServerConfigurer(),
            server ->
                server
                    .registeredClientRepository(clients(issuer))
                    .authorizationService(new ForgottenAuthorizations())
                    .authorizationServerSettings(settings(issuer))
                    .tokenGenerator(tokens)
                    .clientAuthentication(client -> authentication(client, issuer, clock))
                    .tokenEndpoint(endpoint ->
                        endpoint.accessTokenRequestConverters(converters -> {
                          converters.clear();
                          converters.add(new TokenRequestRules());
                        })))
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .authorizeHttpRequests(requests -> requests.anyRequest().authenticated());
    return http.build();
  }

  /// A chain of its own, so that Spring's metadata filter is not in the way: its document names an
  /// authorization endpoint and grants which this issuer lacks.
  @Bean
  @Order(2)
  SecurityFilterChain demoIssuerMetadataChain(HttpSecurity http) {
    return http.securityMatcher(
            PathPatternRequestMatcher.withDefaults().matcher(HttpMethod.GET, METADATA))
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
        .build();
  }

  /// RFC 8414 §2.
  @Bean
  RouterFunction<ServerResponse> demoIssuerMetadata(DemoIssuer issuer) {
    IssuerEndpoints endpoints = issuer.endpoints();
    Map<String, Object> metadata =
        Map.of(
            "issuer", endpoints.issuer().toString(),
            "token_endpoint", endpoints.token().toString(),
            "jwks_uri", endpoints.jwks().toString(),
            "response_types_supported", List.of(),
            "grant_types_supported", endpoints.grants(),
            "scopes_supported", issuer.scopes(),
            "token_endpoint_auth_methods_supported", endpoints.authenticationMethods(),
            "token_endpoint_auth_signing_alg_values_supported", endpoints.assertionAlgorithms());
    return RouterFunctions.route()
        .GET(
            METADATA,
            _ -> ServerResponse.ok().contentType(MediaType.APPLICATION_JSON).body(metadata))
        .build();
  }

  private static RequestMatcher endpoints() {
    PathPatternRequestMatcher.Builder path = PathPatternRequestMatcher.withDefaults();
    return new OrRequestMatcher(
        path.matcher(HttpMethod.POST, "/oauth2/token"),
        path.matcher(HttpMethod.GET, "/oauth2/jwks"));
  }

  /// A fixed issuer: left unset, Spring would take it from the request's `Host` header.
  private static AuthorizationServerSettings settings(DemoIssuer issuer) {
    return AuthorizationServerSettings.builder()
        .issuer(issuer.endpoints().issuer().toString())
        .build();
  }

  private static void authentication(
      OAuth2ClientAuthenticationConfigurer client, DemoIssuer issuer, Clock clock) {
    ClientAssertions assertions = new ClientAssertions(issuer, clock);
    client.authenticationConverters(converters -> {
      converters.removeIf(JwtClientAssertionAuthenticationConverter.class::isInstance);
      converters.add(new ClientAssertionRequest());
    });
    client.authenticationProviders(providers -> {
      for (AuthenticationProvider provider : providers) {
        if (provider instanceof ClientSecretAuthenticationProvider bySecret) {
          bySecret.setPasswordEncoder(new SecretDigest());
        } else if (provider instanceof JwtClientAssertionAuthenticationProvider byAssertion) {
          byAssertion.setJwtDecoderFactory(assertions);
        }
      }
    });
  }

  private static InMemoryRegisteredClientRepository clients(DemoIssuer issuer) {
    return new InMemoryRegisteredClientRepository(
        List.of(DemoClient.values()).stream().map(client -> client(issuer, client)).toList());
  }

  private static RegisteredClient client(DemoIssuer issuer, DemoClient client) {
    return RegisteredClient.withId(client.clientId())
        .clientId(client.clientId())
        .clientSecret(issuer.credential(client).secretDigest())
        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
        .clientAuthenticationMethod(ClientAuthenticationMethod.PRIVATE_KEY_JWT)
        .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
        .scopes(scopes -> scopes.addAll(client.scopes()))
        .clientSettings(
            ClientSettings.builder()
                .tokenEndpointAuthenticationSigningAlgorithm(SignatureAlgorithm.ES384)
                .build())
        .tokenSettings(TokenSettings.builder().accessTokenTimeToLive(TOKEN_LIFE).build())
        .build();
  }

  /// RFC 9068, and this product's own `tenant`, `roles` and `purpose_of_use`.
  private static void addClaims(JwtEncodingContext context, DemoIssuer issuer, Instant now) {
    DemoClient client =
        DemoClient.named(context.getRegisteredClient().getClientId())
            .orElseThrow(() -> new OAuth2AuthenticationException("invalid_client"));
    // The only grant there is; another one would have no parameters to read.
    Map<String, Object> asked =
        context.getAuthorizationGrant() instanceof OAuth2ClientCredentialsAuthenticationToken grant
            ? grant.getAdditionalParameters()
            : Map.of();
    Optional<PurposeOfUse> purpose = TokenRequestRules.purpose(asked);
    context.getJwsHeader().type("at+jwt");
    context
        .getClaims()
        .audience(List.of(issuer.audience()))
        .claim("client_id", client.clientId())
        .claim("tenant", issuer.tenant())
        .claim("roles", client.roles())
        .claim("scope", String.join(" ", context.getAuthorizedScopes()))
        .claim(
            "purpose_of_use",
            purpose.map(List::of).orElse(client.purposes()).stream().map(Enum::name).toList());
    TokenRequestRules.patient(asked).ifPresent(id -> context.getClaims().claim("patient", id));
    TokenRequestRules.user(client, asked)
        .ifPresent(
            user -> context.getClaims().subject(user).claim("fhirUser", "Practitioner/" + user));
    if (TokenRequestRules.user(client, asked).isPresent()) {
      addSignIn(context, client, now);
    }
  }

  /// As an issuer says it whose officers carry a second factor and whose clinicians do not.
  private static void addSignIn(JwtEncodingContext context, DemoClient client, Instant now) {
    boolean strong = client == DemoClient.OFFICER;
    context
        .getClaims()
        .claim("acr", strong ? "aal2" : "aal1")
        .claim("amr", strong ? List.of("pwd", "otp", "mfa") : List.of("pwd"))
        .claim("auth_time", now.getEpochSecond());
  }
}
