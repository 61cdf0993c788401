package org.cloister.audit;

import com.google.errorprone.annotations.Immutable;
import java.util.Optional;

/// Who acted, kept apart from whom the record is about: sealed under the agent's own key, with a
/// commitment of its own in the leaf, so that either can be erased without the other. `toString` is
/// redacted.
@Immutable
public final class Agent {
  /// Bytes of the largest body.
  public static final int MAX_BODY = 64 * 1024;

  private final Subject subject;
  private final CanonicalJson body;

  @SuppressWarnings("Immutable") // an Optional of an immutable value
  private final Optional<BlindTerm> token;

  private Agent(Subject subject, CanonicalJson body, Optional<BlindTerm> token) {
    this.subject = subject;
    this.body = body;
    this.token = token;
  }

  /// @param subject whose key seals the body: the person or client that acted
  /// @param body who that is, as far as it is known
  /// @param token what finds all acts under one token again; empty where there was none
  public static Agent of(Subject subject, CanonicalJson body, Optional<BlindTerm> token) {
    if (body.length() > MAX_BODY) {
      throw new IllegalArgumentException("an agent's body has at most " + MAX_BODY + " bytes");
    }
    return new Agent(subject, body, token);
  }

  Subject subject() {
    return subject;
  }

  CanonicalJson body() {
    return body;
  }

  Optional<BlindTerm> token() {
    return token;
  }

  @Override
  public String toString() {
    return "Agent[redacted]";
  }
}
