package org.cloister.gateway.compliance.reidentify;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.cloister.gateway.compliance.Person;

/// One request to re-identify, as it lies in the database. What it asks for is sealed.
///
/// @param codes how many
/// @param purpose code of v3-ActReason
/// @param decidedAt when a trustee approved or refused it
record Waiting(
    UUID id,
    String domain,
    int codes,
    String purpose,
    Person asker,
    State state,
    Instant requestedAt,
    Optional<Instant> decidedAt) {

  /// What became of it. The names in lower case stand in the database.
  enum State {
    WAITING,
    APPROVED,
    REFUSED,
    WITHDRAWN,
    OPENED,
    /// A code did not open, for good.
    FAILED
  }

  /// Until when the next step may be taken.
  Instant until(ReidentificationTerms terms) {
    return state == State.WAITING
        ? requestedAt.plus(terms.decideWithin())
        : decidedAt.orElse(requestedAt).plus(terms.openWithin());
  }

  @Override
  public String toString() {
    return "Waiting[" + id + ", " + state + ", redacted]";
  }
}
