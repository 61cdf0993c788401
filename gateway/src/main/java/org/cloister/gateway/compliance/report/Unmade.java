package org.cloister.gateway.compliance.report;

import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.answer.OutcomeCode;

/// An order that cannot be carried out as it stands; the issue says what to do about it. Nothing
/// was made: a report that leaves something out does not exist.
final class Unmade extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Issue issue;

  Unmade(Issue issue) {
    super(issue.text(), null, false, false);
    this.issue = issue;
  }

  /// @param matching how many records the order asks for
  /// @param most of one report
  static Unmade tooManyRecords(long matching, long most) {
    return new Unmade(
        Issue.of(OutcomeCode.TOO_MANY_RECORDS)
            .saying(
                ("%d records match the order and one report rests on at most %d. Nothing was left"
                        + " out: no report was made. Order shorter periods (from, until), about %d"
                        + " of them, or name a user, client, token or model where the kind takes"
                        + " one.")
                    .formatted(matching, most, Math.ceilDiv(matching, most) + 1)));
  }

  /// @param matching how many subjects the key endangers
  static Unmade tooManyPatients(long matching, long most) {
    return new Unmade(
        Issue.of(OutcomeCode.TOO_MANY_RECORDS)
            .saying(
                ("The key endangers %d and one report names at most %d. Nothing was left out: no"
                        + " report was made. Order it in parts: part=1/%d and so on.")
                    .formatted(matching, most, Math.ceilDiv(matching, most) + 1)));
  }

  Issue issue() {
    return issue;
  }
}
