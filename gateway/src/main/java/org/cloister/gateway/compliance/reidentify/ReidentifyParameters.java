package org.cloister.gateway.compliance.reidentify;

import java.util.List;
import java.util.UUID;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.answer.OutcomeCode;

/// What a call of `$reidentify` asks for. Reading it never fails, so that who sent it is asked
/// before what is wrong with it is told. No message repeats what was sent: a code may be mistyped,
/// or no code at all.
public sealed interface ReidentifyParameters {
  /// Bytes of the largest body.
  int LARGEST = 64 * 1024;

  /// Puts codes before a data trustee.
  ///
  /// @param codes 1 to 100, each once: UUIDs and encrypted values
  /// @param reason in words
  record Ask(String domain, List<String> codes, String reason) implements ReidentifyParameters {
    static final int MOST_CODES = 100;
    static final int LONGEST_REASON = 2000;

    public Ask {
      codes = List.copyOf(codes);
    }

    @Override
    public String toString() {
      return "Ask[redacted]";
    }
  }

  /// Opens what was approved.
  record Open(UUID request) implements ReidentifyParameters {}

  /// Neither.
  record Rejected(Issue issue) implements ReidentifyParameters {}

  static ReidentifyParameters parse(byte[] body) {
    return body.length > LARGEST
        ? new Rejected(Issue.of(OutcomeCode.TOO_LONG))
        : ParametersReading.of(body).parameters();
  }
}
