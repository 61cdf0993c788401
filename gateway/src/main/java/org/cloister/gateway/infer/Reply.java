package org.cloister.gateway.infer;

import java.util.Optional;
import java.util.UUID;
import org.cloister.audit.Receipt;
import org.cloister.gateway.answer.OutcomeCode;

/// What a caller is sent. Every reply but one asks for the [Receipt] of its durable record: no
/// record, no answer. The exception says only that no record could be written.
public sealed interface Reply {
  /// A recorded end, good or bad.
  final class Recorded implements Reply {
    private final Receipt receipt;
    private final int status;
    private final byte[] body;
    private final Optional<OutcomeCode> refusal;
    private final long totalNanos;
    private final long commitNanos;

    Recorded(
        Receipt receipt,
        int status,
        byte[] body,
        Optional<OutcomeCode> refusal,
        long totalNanos,
        long commitNanos) {
      this.receipt = receipt;
      this.status = status;
      this.body = body;
      this.refusal = refusal;
      this.totalNanos = totalNanos;
      this.commitNanos = commitNanos;
    }

    /// The id of the record, for the header `Cloister-Record`.
    public UUID recordId() {
      return receipt.recordId().value();
    }

    public int status() {
      return status;
    }

    /// FHIR JSON; not copied, the reply is written once.
    public byte[] body() {
      return body;
    }

    public Optional<OutcomeCode> refusal() {
      return refusal;
    }

    /// From the first byte of work to the durable record.
    public long totalNanos() {
      return totalNanos;
    }

    /// How long the durable record took.
    public long commitNanos() {
      return commitNanos;
    }

    @Override
    public String toString() {
      return "Recorded[" + status + "]";
    }
  }

  /// The log cannot be written, so nothing is released, not even a refusal.
  record Unrecorded() implements Reply {}
}
