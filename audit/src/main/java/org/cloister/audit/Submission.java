package org.cloister.audit;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.merkle.TreeHash;

/// A record on its way to the sequencer: sealed and hashed by the thread that appends, so that the
/// sequencer only orders and stores.
final class Submission {
  private static final byte[] NO_BODY = {};

  private final BodyContext context;
  private final Leaf leaf;
  private final byte[] leafBytes;
  private final Hash leafHash;
  private final byte[] sealedBody;
  private final List<Rider> riders;
  private final CompletableFuture<Receipt> future = new CompletableFuture<>();
  private boolean settled;

  private Submission(BodyContext context, Leaf leaf, byte[] sealedBody, List<Rider> riders) {
    this.context = context;
    this.leaf = leaf;
    this.leafBytes = leaf.bytes();
    this.leafHash = TreeHash.leaf(leafBytes);
    this.sealedBody = sealedBody;
    this.riders = List.copyOf(riders);
  }

  /// Seals the entry's body. Nothing has been recorded when this throws.
  static Submission of(
      Entry entry, OptionalLong intent, Instant time, List<Rider> riders, BodySealer sealer)
      throws AuditException {
    BodyCommitment body = BodyCommitment.to(entry.body().bytes());
    Leaf.LeafLinks links = Leaf.links(intent, Optional.of(body.commitment()));
    Leaf leaf = new Leaf(entry.kind(), entry.outcome(), time, entry.facts(), links);
    try {
      byte[] sealed = sealer.seal(entry.context(), body.plaintext());
      return new Submission(entry.context(), leaf, sealed, riders);
    } finally {
      body.wipe();
    }
  }

  /// The outcome that the log itself writes for an intent whose request or process died. It has no
  /// body, so that it can be written without any key.
  static Submission closing(long intentIndex, Subject subject, Instant time) {
    Leaf.LeafLinks links = Leaf.links(OptionalLong.of(intentIndex), Optional.empty());
    Map<String, String> facts = Fact.checked(Map.of(Fact.RELEASED, "no"));
    Leaf leaf = new Leaf(EntryKind.OUTCOME, Outcome.UNKNOWN, time, facts, links);
    BodyContext context = new BodyContext(RecordId.random(), EntryKind.OUTCOME, subject);
    return new Submission(context, leaf, NO_BODY, List.of());
  }

  RecordId recordId() {
    return context.record();
  }

  Subject subject() {
    return context.subject();
  }

  Leaf leaf() {
    return leaf;
  }

  byte[] leafBytes() {
    return leafBytes;
  }

  Hash leafHash() {
    return leafHash;
  }

  /// Empty where there is no body.
  byte[] sealedBody() {
    return sealedBody;
  }

  List<Rider> riders() {
    return riders;
  }

  CompletableFuture<Receipt> future() {
    return future;
  }

  /// True the first time: a record is answered once. For the sequencer's thread alone.
  boolean settle() {
    boolean first = !settled;
    settled = true;
    return first;
  }

  /// About how many bytes it puts into a transaction.
  long weight() {
    long weight = 256L + leafBytes.length + sealedBody.length;
    for (Rider rider : riders) {
      weight += rider.weight();
    }
    return weight;
  }
}
