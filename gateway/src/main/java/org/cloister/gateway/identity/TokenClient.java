package org.cloister.gateway.identity;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Gets access tokens from the running demo issuer, with the secrets in its data directory.
/// Thread-safe; asks anew each time.
public final class TokenClient {
  private static final Duration LIMIT = Duration.ofSeconds(3);

  private final Path dataDirectory;
  private final URI tokenEndpoint;

  /// @param port of the gateway on 127.0.0.1
  public TokenClient(Path dataDirectory, int port) {
    this.dataDirectory = dataDirectory;
    this.tokenEndpoint = URI.create("http://127.0.0.1:" + port + "/oauth2/token");
  }

  /// What to ask for; what is empty is left to the issuer.
  ///
  /// @param scope separated by spaces
  /// @param purpose code of one purpose of use
  /// @param patient logical id
  /// @param user the person behind the client
  public record TokenRequest(
      DemoClient client,
      Optional<String> scope,
      Optional<String> purpose,
      Optional<String> patient,
      Optional<String> user) {

    /// All that the client may have.
    public static TokenRequest of(DemoClient client) {
      return new TokenRequest(
          client, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    public TokenRequest withPurpose(String code) {
      return new TokenRequest(client, scope, Optional.of(code), patient, user);
    }

    public TokenRequest withScope(String scopes) {
      return new TokenRequest(client, Optional.of(scopes), purpose, patient, user);
    }

    public TokenRequest withPatient(String logicalId) {
      return new TokenRequest(client, scope, purpose, Optional.of(logicalId), user);
    }

    public TokenRequest withUser(String name) {
      return new TokenRequest(client, scope, purpose, patient, Optional.of(name));
    }

    @Override
    public String toString() {
      return "TokenRequest[" + client.clientId() + "]";
    }
  }

  /// An access token. Its `toString` does not show it.
  public static final class AccessToken {
    private final String value;
    private final Duration life;

    private AccessToken(String value, Duration life) {
      this.value = value;
      this.life = life;
    }

    /// The token itself.
    public String reveal() {
      return value;
    }

    /// The value of an `Authorization` header.
    public String header() {
      return "Bearer " + value;
    }

    /// `expires_in`
    public Duration life() {
      return life;
    }

    @Override
    public String toString() {
      return "AccessToken[redacted]";
    }
  }

  /// The issuer's answer.
  public sealed interface Answer {}

  public record Granted(AccessToken token) implements Answer {}

  /// @param error code of RFC 6749 §5.2
  /// @param description may be empty
  public record Refused(String error, String description) implements Answer {}

  /// @throws IOException if the secret cannot be read or the issuer gives no usable answer
  public Answer request(TokenRequest request) throws IOException {
    HttpResponse<String> response = IssuerHttp.send(http(request));
    try {
      Map<String, Object> json = JSONObjectUtils.parse(response.body());
      if (response.statusCode() == 200) {
        return new Granted(
            new AccessToken(
                member(json, "access_token"),
                Duration.ofSeconds(JSONObjectUtils.getLong(json, "expires_in"))));
      }
      String description = JSONObjectUtils.getString(json, "error_description");
      return new Refused(member(json, "error"), description == null ? "" : description);
    } catch (ParseException e) {
      // The cause may quote the answer.
      throw new IOException("the issuer's answer is no token response");
    }
  }

  private HttpRequest http(TokenRequest request) throws IOException {
    String clientId = request.client().clientId();
    String secret =
        PrivateFile.read(DemoIssuer.secretFile(dataDirectory, request.client())).strip();
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "client_credentials");
    request.scope().ifPresent(scope -> form.put("scope", scope));
    request.purpose().ifPresent(code -> form.put(TokenRequestRules.PURPOSE, code));
    request.patient().ifPresent(id -> form.put(TokenRequestRules.PATIENT, id));
    request.user().ifPresent(name -> form.put(TokenRequestRules.USER, name));
    String body =
        form.entrySet().stream()
            .map(field -> field.getKey() + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    // RFC 6749 §2.3.1: both halves are form-encoded first.
    String credentials = encoded(clientId) + ":" + encoded(secret);
    return HttpRequest.newBuilder(tokenEndpoint)
        .timeout(LIMIT)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Accept", "application/json")
        .header(
            "Authorization",
            "Basic "
                + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String member(Map<String, Object> json, String name) throws ParseException {
    String value = JSONObjectUtils.getString(json, name);
    if (value == null) {
      throw new ParseException("a member is missing", 0);
    }
    return value;
  }
}
