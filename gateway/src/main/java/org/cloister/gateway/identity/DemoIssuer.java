package org.cloister.gateway.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The keys and secrets of the demo's own issuer, made at first start and stable from then on.
///
/// Files below the data directory, all with mode 0600 and refused if wider:
/// - `keys/issuer.jwk`: the signing key. RSA with 3072 bits, because the gateway verifies far more
///   often than the issuer signs: RS256 verifies in 57 µs where ES256 takes 360 µs (JDK 25, one
///   core).
/// - `keys/clients/NAME`: the secret of a client, 32 random bytes in base64url.
/// - `keys/clients/NAME.jwks`: put there by hand, a client's public JWK set; with it the client may
///   authenticate by `private_key_jwt` (SMART Backend Services). Public, so any mode. Read at
///   start.
public final class DemoIssuer {
  private static final int RSA_BITS = 3072;
  private static final int SECRET_BYTES = 32;

  private final IssuerEndpoints endpoints;
  private final String audience;
  private final String tenant;
  private final RSAKey signingKey;
  private final Map<DemoClient, ClientCredential> credentials;

  private DemoIssuer(
      IssuerEndpoints endpoints,
      String audience,
      String tenant,
      RSAKey signingKey,
      Map<DemoClient, ClientCredential> credentials) {
    this.endpoints = endpoints;
    this.audience = audience;
    this.tenant = tenant;
    this.signingKey = signingKey;
    this.credentials = credentials;
  }

  /// What the issuer holds of a client.
  ///
  /// @param secretDigest see [SecretDigest]: the secret itself is not kept in memory
  record ClientCredential(String secretDigest, JWKSet publicKeys) {
    @Override
    public String toString() {
      return "ClientCredential[redacted]";
    }
  }

  /// Opens or makes the key and the secrets.
  ///
  /// @param issuer also the base URL under which the endpoints are served
  /// @param audience `aud` of its tokens: the FHIR base URL
  /// @param tenant the organisation of all its clients
  /// @throws IOException if a file cannot be read, written or understood, or others may read it
  public static DemoIssuer open(Path dataDirectory, URI issuer, String audience, String tenant)
      throws IOException {
    Path keys = dataDirectory.resolve("keys");
    RSAKey signingKey = signingKey(keys.resolve("issuer.jwk"));
    Map<DemoClient, ClientCredential> credentials = new EnumMap<>(DemoClient.class);
    for (DemoClient client : DemoClient.values()) {
      String secret =
          PrivateFile.readOrCreate(secretFile(dataDirectory, client), DemoIssuer::newSecret);
      credentials.put(
          client,
          new ClientCredential(
              SecretDigest.of(secret.strip()),
              publicKeys(keys.resolve("clients").resolve(client.clientId() + ".jwks"))));
    }
    return new DemoIssuer(endpoints(issuer), audience, tenant, signingKey, credentials);
  }

  static Path secretFile(Path dataDirectory, DemoClient client) {
    return dataDirectory.resolve("keys").resolve("clients").resolve(client.clientId());
  }

  /// Where the endpoints are.
  public IssuerEndpoints endpoints() {
    return endpoints;
  }

  /// `aud` of the tokens.
  public String audience() {
    return audience;
  }

  /// `tenant` of the tokens.
  public String tenant() {
    return tenant;
  }

  /// The verification keys, without a request to ourselves.
  public KeySource keySource() {
    JWKSet published = new JWKSet(signingKey.toPublicJWK());
    return () -> published;
  }

  /// Every scope that some client may have, sorted.
  public List<String> scopes() {
    return credentials.keySet().stream()
        .flatMap(client -> client.scopes().stream())
        .distinct()
        .sorted()
        .toList();
  }

  RSAKey signingKey() {
    return signingKey;
  }

  ClientCredential credential(DemoClient client) {
    return Optional.ofNullable(credentials.get(client)).orElseThrow();
  }

  private static IssuerEndpoints endpoints(URI issuer) {
    String base = issuer.toString();
    return new IssuerEndpoints(
        issuer,
        URI.create(base + "/oauth2/token"),
        URI.create(base + "/oauth2/jwks"),
        Optional.empty(),
        Optional.empty(),
        List.of("client_secret_basic", "client_secret_post", "private_key_jwt"),
        ClientAssertions.ALGORITHMS.stream().map(JWSAlgorithm::getName).sorted().toList(),
        List.of("client_credentials"));
  }

  private static RSAKey signingKey(Path file) throws IOException {
    try {
      RSAKey key = RSAKey.parse(PrivateFile.readOrCreate(file, DemoIssuer::newSigningKey));
      if (!key.isPrivate() || !TokenAlgorithm.RS256.suits(key) || key.getKeyID() == null) {
        throw new IOException(file + " is not a private RS256 key with a kid");
      }
      return key;
    } catch (ParseException e) {
      // The cause would quote the file.
      throw new IOException(file + " is not an RSA key in JWK form");
    }
  }

  private static String newSigningKey() {
    try {
      return new RSAKeyGenerator(RSA_BITS)
          .keyUse(KeyUse.SIGNATURE)
          .algorithm(JWSAlgorithm.RS256)
          .keyIDFromThumbprint(true)
          .generate()
          .toJSONString();
    } catch (JOSEException e) {
      throw new IllegalStateException("every Java platform makes RSA keys", e);
    }
  }

  private static String newSecret() {
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
  }

  private static JWKSet publicKeys(Path file) throws IOException {
    if (Files.notExists(file)) {
      return new JWKSet(new ArrayList<>());
    }
    try {
      return JWKSet.parse(Files.readString(file, StandardCharsets.UTF_8)).toPublicJWKSet();
    } catch (ParseException e) {
      throw new IOException(file + " is not a JWK set", e);
    }
  }
}
