package org.cloister.audit;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// An intent that must end: with the outcome that [#complete] records, or, when the handle is
/// closed without a durable one, with `unknown` and "not released" that the log records by itself.
///
/// Use it in try-with-resources; [AuditLog#begin] makes a forgotten one a compile error. As long as
/// the handle is open, recovery leaves the intent alone: it belongs to a request that still runs.
/// Once it is closed, or its process is gone, an open intent is nobody's and is closed by the log,
/// after an outage too. The store allows one outcome for an intent, so an answer can never be
/// released beside an `unknown`.
public final class IntentHandle implements AutoCloseable {
  private final AuditLog log;
  private final RecordId recordId;
  private final CompletableFuture<Receipt> intent;
  private final Optional<Submission> submission;
  private CompletableFuture<Receipt> last;
  private boolean completing;
  private boolean closed;

  /// @param submission empty when the intent could not even be queued; its future has failed then
  IntentHandle(
      AuditLog log,
      RecordId recordId,
      Optional<Submission> submission,
      CompletableFuture<Receipt> intent) {
    this.log = log;
    this.recordId = recordId;
    this.submission = submission;
    this.intent = intent;
    this.last = intent;
  }

  public RecordId recordId() {
    return recordId;
  }

  /// Completes when the intent is durable; nothing may be released before. Fails with
  /// [AuditException].
  public CompletableFuture<Receipt> committed() {
    return intent.copy();
  }

  /// Whether the intent's subject or agent was erased since. It takes no outcome any more: what was
  /// erased would be back, in part, by the other half of its record.
  public boolean isErased() {
    return submission.isPresent() && log.isGone(submission.get());
  }

  /// Records what became of it, behind the intent and maybe in the same transaction. Seals the body
  /// on this thread and returns at once. The future fails when the intent's does, and with
  /// UNAVAILABLE when the intent [was erased][#isErased]. When it fails, the outcome may be tried
  /// again while the handle is open.
  ///
  /// @param outcome of kind [EntryKind#OUTCOME]
  /// @throws IllegalStateException when the handle is closed, or an outcome is under way or durable
  public synchronized CompletableFuture<Receipt> complete(Entry outcome, List<Rider> riders) {
    if (outcome.kind() != EntryKind.OUTCOME) {
      throw new IllegalArgumentException("an intent is completed by an outcome");
    }
    if (closed || (completing && !last.isCompletedExceptionally())) {
      throw new IllegalStateException("this intent has its outcome already");
    }
    if (submission.isEmpty() || intent.isCompletedExceptionally()) {
      return intent.copy();
    }
    completing = true;
    last = log.submitOutcome(outcome, submission.get(), riders);
    return last.copy();
  }

  /// Gives the intent up unless its outcome is, or still becomes, durable.
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    boolean outcomeUnderWay = completing;
    CompletableFuture<Receipt> outcome = last;
    // Both: an intent that is given up while it still waits would otherwise be overlooked.
    CompletableFuture<Void> _ =
        CompletableFuture.allOf(intent, outcome)
            .whenComplete((_, _) ->
                log.ended(recordId, outcomeUnderWay && !outcome.isCompletedExceptionally()));
  }

  @Override
  public String toString() {
    return "IntentHandle[" + recordId + "]";
  }
}
