package org.cloister.gateway.compliance;

import java.util.Optional;
import java.util.UUID;
import org.cloister.audit.Receipt;
import org.cloister.gateway.answer.OutcomeCode;

/// What an officer is sent. Every reply but one asks for the [Receipt] of its durable record: no
/// record, no answer, for officers too.
public sealed interface OversightReply {
  /// A recorded end, good or bad. Only [Oversight] makes one.
  final class Recorded implements OversightReply {
    private final Receipt receipt;
    private final Content content;
    private final Optional<OutcomeCode> refusal;

    Recorded(Receipt receipt, Content content, Optional<OutcomeCode> refusal) {
      this.receipt = receipt;
      this.content = content;
      this.refusal = refusal;
    }

    /// The id of the record, for the header `Cloister-Record`.
    public UUID recordId() {
      return receipt.recordId().value();
    }

    public Content content() {
      return content;
    }

    public Optional<OutcomeCode> refusal() {
      return refusal;
    }

    @Override
    public String toString() {
      return "Recorded[" + content.status() + "]";
    }
  }

  /// The log cannot be written, so nothing is released, not even a refusal.
  record Unrecorded() implements OversightReply {}
}
