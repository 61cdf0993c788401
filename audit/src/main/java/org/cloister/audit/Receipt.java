package org.cloister.audit;

import com.google.errorprone.annotations.Immutable;
import java.time.Instant;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.tlog.Checkpoint;

/// Evidence that a record is durable: it exists only after the transaction with the record, its
/// riders and the signed checkpoint that covers it was committed. Made by the sequencer alone.
@Immutable
public final class Receipt {
  private final RecordId recordId;
  private final long index;
  private final Hash leafHash;
  private final Checkpoint checkpoint;
  private final Instant committedAt;

  Receipt(
      RecordId recordId, long index, Hash leafHash, Checkpoint checkpoint, Instant committedAt) {
    this.recordId = recordId;
    this.index = index;
    this.leafHash = leafHash;
    this.checkpoint = checkpoint;
    this.committedAt = committedAt;
  }

  public RecordId recordId() {
    return recordId;
  }

  /// The record's place in the log, from 0, without gaps.
  public long index() {
    return index;
  }

  public Hash leafHash() {
    return leafHash;
  }

  /// The first checkpoint that covers the record: origin, size, root.
  public Checkpoint checkpoint() {
    return checkpoint;
  }

  /// When that checkpoint was made, microseconds.
  public Instant committedAt() {
    return committedAt;
  }

  @Override
  public String toString() {
    return "Receipt[" + recordId + " at " + index + " of " + checkpoint.size() + "]";
  }
}
