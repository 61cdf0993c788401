package org.cloister.audit;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.merkle.TreeHash;

/// A record on its way to the sequencer: sealed by the thread that appends, so that the sequencer
/// only orders and stores. The leaf of an outcome names its intent's place in the log, which only
/// the sequencer knows: it is completed when the outcome gets its own place, and the two may share
/// a transaction.
final class Submission {
  private static final byte[] NO_BODY = {};
  private static final long NOT_PLACED = -1;

  private final BodyContext context;
  private final Leaf unplaced;
  private final Optional<Submission> intent;
  private final byte[] sealedBody;
  private final List<Rider> riders;
  private final CompletableFuture<Receipt> future = new CompletableFuture<>();
  // The sequencer's, from here on.
  private Leaf leaf;
  private byte[] leafBytes;
  private Hash leafHash;
  private long index = NOT_PLACED;
  private boolean committed;
  private boolean settled;

  private Submission(
      BodyContext context,
      Leaf leaf,
      Optional<Submission> intent,
      byte[] sealedBody,
      List<Rider> riders) {
    this.context = context;
    this.unplaced = leaf;
    this.intent = intent;
    this.sealedBody = sealedBody;
    this.riders = List.copyOf(riders);
    this.leaf = leaf;
    this.leafBytes = leaf.bytes();
    this.leafHash = TreeHash.leaf(leafBytes);
  }

  /// Seals the entry's body. Nothing has been recorded when this throws.
  ///
  /// @param intent what an outcome closes
  static Submission of(
      Entry entry, Optional<Submission> intent, Instant time, List<Rider> riders, BodySealer sealer)
      throws AuditException {
    BodyCommitment body = BodyCommitment.to(entry.body().bytes());
    Leaf.LeafLinks links = Leaf.links(OptionalLong.empty(), Optional.of(body.commitment()));
    Leaf leaf = new Leaf(entry.kind(), entry.outcome(), time, entry.facts(), links);
    try {
      byte[] sealed = sealer.seal(entry.context(), body.plaintext());
      return new Submission(entry.context(), leaf, intent, sealed, riders);
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
    return new Submission(context, leaf, Optional.empty(), NO_BODY, List.of());
  }

  RecordId recordId() {
    return context.record();
  }

  Subject subject() {
    return context.subject();
  }

  /// Whether the record can stand behind these and what is committed: an outcome needs its intent
  /// before it.
  boolean mayFollow(Set<Submission> placedBefore) {
    return intent.isEmpty() || intent.get().committed || placedBefore.contains(intent.get());
  }

  /// Gives the record a place, which a failed transaction takes back: it may be placed again.
  void place(long at) {
    index = at;
    if (intent.isPresent()) {
      leaf = unplaced.closing(intent.get().index);
      leafBytes = leaf.bytes();
      leafHash = TreeHash.leaf(leafBytes);
    }
  }

  /// The transaction that holds the record was committed.
  void committed() {
    committed = true;
  }

  /// The intent that this closes, as far as it has a place yet.
  OptionalLong intentIndex() {
    if (intent.isPresent()) {
      long at = intent.get().index;
      return at == NOT_PLACED ? OptionalLong.empty() : OptionalLong.of(at);
    }
    return leaf.links().intent();
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
