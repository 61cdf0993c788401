package org.cloister.gateway.infer;

import java.net.http.HttpRequest;
import java.util.Set;

/// One HTTP request full of markers, and what may come back.
///
/// @param requestId the `X-Request-ID` that was sent
/// @param references `Type/id` that a good answer may repeat, because the caller sent them
record CanaryCall(Kind kind, HttpRequest request, String requestId, Set<String> references) {
  CanaryCall {
    references = Set.copyOf(references);
  }

  /// What is sent, and with which status it must come back while the database runs.
  enum Kind {
    ANSWERED(30, 200),
    ANSWERED_FOR_PATH(4, 200),
    ANSWERED_BOUND_TOKEN(2, 200),
    BREAK_GLASS(5, 200),
    DENIED_BY_CONSENT(6, 403),
    DENIED_BY_POLICY(6, 403),
    MISSING_DATA(5, 422),
    MALFORMED(5, 400),
    INVALID(8, 400, 422),
    UNKNOWN_PARAMETER(3, 400),
    BAD_PARAMETER(4, 400, 422),
    OTHER_PATIENT(3, 400, 422),
    WRONG_TOKEN(6, 401),
    TOO_LONG(1, 413),
    READ(5, 200),
    SEARCH(4, 200),
    NOTHING_THERE(4, 200, 403, 404),
    SEARCH_REFUSED(3, 400),
    WRONG_URL(4, 400, 404, 405),
    WRONG_MEDIA(2, 406, 415),
    TOKEN_ENDPOINT(2, 400, 401);

    private final int share;

    @SuppressWarnings("ImmutableEnumChecker") // Set.of
    private final Set<Integer> statuses;

    Kind(int share, Integer... statuses) {
      this.share = share;
      this.statuses = Set.of(statuses);
    }

    /// How many calls of a cycle are of this kind.
    int share() {
      return share;
    }

    boolean mayEndWith(int status) {
      return statuses.contains(status);
    }
  }

  @Override
  public String toString() {
    return kind.toString();
  }
}
