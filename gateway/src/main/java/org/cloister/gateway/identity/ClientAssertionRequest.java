package org.cloister.gateway.identity;

import com.nimbusds.jwt.SignedJWT;
import jakarta.servlet.http.HttpServletRequest;
import java.text.ParseException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationConverter;

/// Finds the client of a SMART Backend Services token request in its assertion.
///
/// Spring's own converter demands a `client_id` parameter, which SMART clients do not send: there
/// the assertion's `sub` says who the client is (RFC 7523 §3). Unverified at this point, it only
/// selects the key that [ClientAssertions] then verifies the assertion with.
final class ClientAssertionRequest implements AuthenticationConverter {
  private static final String JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  private static final ClientAuthenticationMethod METHOD =
      new ClientAuthenticationMethod(JWT_BEARER);

  @Override
  public @Nullable Authentication convert(HttpServletRequest request) {
    String[] assertions = request.getParameterValues("client_assertion");
    if (assertions == null || !JWT_BEARER.equals(request.getParameter("client_assertion_type"))) {
      return null;
    }
    // RFC 6749 §2.3.1 and §3.2: credentials never in the URI, no parameter twice.
    if (request.getQueryString() != null || assertions.length != 1) {
      throw refusal();
    }
    String assertion = assertions[0];
    String subject = subject(assertion);
    String clientId = request.getParameter("client_id");
    if (clientId != null && !clientId.equals(subject)) {
      throw refusal();
    }
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("client_assertion_type", JWT_BEARER);
    parameters.put("client_assertion", assertion);
    return new OAuth2ClientAuthenticationToken(subject, METHOD, assertion, parameters);
  }

  private static String subject(String assertion) {
    if (assertion.length() > CallerAuthenticator.MAX_TOKEN_LENGTH) {
      throw refusal();
    }
    try {
      String subject = SignedJWT.parse(assertion).getJWTClaimsSet().getSubject();
      if (subject != null) {
        return subject;
      }
    } catch (ParseException e) {
      // Refused below, without the parser's words: they may quote the assertion.
    }
    throw refusal();
  }

  private static OAuth2AuthenticationException refusal() {
    return new OAuth2AuthenticationException(
        new OAuth2Error(OAuth2ErrorCodes.INVALID_CLIENT, "client assertion not accepted", null));
  }
}
