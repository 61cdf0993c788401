package org.cloister.audit;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import org.cloister.audit.BodyContext.Part;
import org.cloister.audit.Leaf.LeafLinks;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.merkle.TreeHash;

/// A record on its way to the sequencer: sealed by the thread that appends, so that the sequencer
/// only orders and stores. The leaf of an outcome names its intent's place in the log, which only
/// the sequencer knows: it is completed when the outcome gets its own place, and the two may share
/// a transaction.
final class Submission {
  private static final byte[] NOTHING = {};
  private static final long NOT_PLACED = -1;
  private static final SortedMap<String, String> NOT_RELEASED =
      Fact.checked(Map.of(Fact.RELEASED, "no"));

  /// What goes into `log_body`.
  ///
  /// @param subjectKey whom the record is about, with its tenant
  /// @param body sealed
  /// @param agent sealed, or empty where the record has no agent of its own
  /// @param terms what else it is found by
  @SuppressWarnings("ArrayRecordComponent") // on its way to the database, never compared
  record Deletable(String tenant, String subjectKey, byte[] body, byte[] agent, SearchTerms terms) {
    /// Of a record that has none: all empty.
    static Deletable nothing() {
      return new Deletable("", "", NOTHING, NOTHING, SearchTerms.NONE);
    }
  }

  private final RecordId recordId;
  private final Leaf unplaced;
  private final Leaf.Encoded encoded;
  private final Optional<Submission> intent;
  private final Optional<Deletable> deletable;
  private final List<Rider> riders;
  private final CompletableFuture<Receipt> future = new CompletableFuture<>();
  private final long appendedNanos = System.nanoTime();
  // The sequencer's, from here on.
  private Leaf leaf;
  private byte[] leafBytes;
  private Hash leafHash;
  private long index = NOT_PLACED;
  private boolean committed;
  private boolean settled;

  private Submission(
      RecordId recordId,
      Leaf leaf,
      Optional<Submission> intent,
      Optional<Deletable> deletable,
      List<Rider> riders) {
    this.recordId = recordId;
    this.unplaced = leaf;
    this.intent = intent;
    this.deletable = deletable;
    this.riders = List.copyOf(riders);
    this.leaf = leaf;
    this.encoded = leaf.encoded();
    this.leafBytes = encoded.closing(leaf.links().intent());
    // An outcome's is made when it gets its place.
    this.leafHash = intent.isPresent() ? TreeHash.EMPTY_ROOT : TreeHash.leaf(leafBytes);
  }

  /// Seals the entry's body and its agent's part. Nothing has been recorded when this throws.
  ///
  /// @param intent what an outcome closes
  static Submission of(
      Entry entry, Optional<Submission> intent, Instant time, List<Rider> riders, BodySealer sealer)
      throws AuditException {
    SealedPart body = SealedPart.of(entry, Part.RECORD, sealer);
    SealedPart agent = SealedPart.of(entry, Part.AGENT, sealer);
    LeafLinks links = new LeafLinks(LeafLinks.NONE, body.commitHex(), agent.commitHex());
    Leaf leaf = new Leaf(entry.kind(), entry.outcome(), time, entry.facts(), links);
    SearchTerms inherited =
        intent.flatMap(i -> i.deletable).map(Deletable::terms).orElse(SearchTerms.NONE);
    Deletable deletable =
        new Deletable(
            entry.subject().tenant(),
            entry.subject().key(),
            body.sealed(),
            agent.sealed(),
            SearchTerms.of(entry, inherited));
    return new Submission(entry.recordId(), leaf, intent, Optional.of(deletable), riders);
  }

  /// The outcome that the log itself writes for an intent whose request or process died. It has no
  /// body, so that it can be written without any key; what it is found by is copied from its
  /// intent's row, as far as that is not erased.
  static Submission closing(long intentIndex, Instant time) {
    LeafLinks links = new LeafLinks(intentIndex, "", "");
    Leaf leaf = new Leaf(EntryKind.OUTCOME, Outcome.UNKNOWN, time, NOT_RELEASED, links);
    return new Submission(RecordId.random(), leaf, Optional.empty(), Optional.empty(), List.of());
  }

  /// One of an entry's two bodies with its commitment; both empty where the entry has no such part.
  @SuppressWarnings("ArrayRecordComponent") // on its way to the database, never compared
  private record SealedPart(byte[] sealed, String commitHex) {
    static SealedPart of(Entry entry, Part part, BodySealer sealer) throws AuditException {
      return switch (part) {
        case RECORD -> of(context(entry, part, entry.subject()), entry.body(), sealer);
        case AGENT -> {
          Optional<Agent> agent = entry.agent();
          yield agent.isEmpty()
              ? new SealedPart(NOTHING, "")
              : of(context(entry, part, agent.get().subject()), agent.get().body(), sealer);
        }
      };
    }

    private static BodyContext context(Entry entry, Part part, Subject subject) {
      return new BodyContext(entry.recordId(), entry.kind(), subject, part);
    }

    private static SealedPart of(BodyContext context, CanonicalJson body, BodySealer sealer)
        throws AuditException {
      BodyCommitment commitment = BodyCommitment.to(body.raw());
      try {
        byte[] sealed = sealer.seal(context, commitment.plaintext());
        return new SealedPart(sealed, HexFormat.of().formatHex(commitment.commitment()));
      } finally {
        commitment.wipe();
      }
    }
  }

  RecordId recordId() {
    return recordId;
  }

  /// Whether the record can stand behind these and what is committed: an outcome needs its intent
  /// before it.
  boolean mayFollow(Set<Submission> placedBefore) {
    return intent.isEmpty() || intent.get().committed || placedBefore.contains(intent.get());
  }

  /// Whether what it says, or who acted, lies under a key that was destroyed since.
  boolean isGone(BodySealer sealer) {
    return deletable.isPresent()
        && (sealer.isGone(deletable.get().body()) || sealer.isGone(deletable.get().agent()));
  }

  /// Gives the record a place, which a failed transaction takes back: it may be placed again.
  void place(long at) {
    index = at;
    if (intent.isPresent()) {
      leaf = unplaced.closing(intent.get().index);
      leafBytes = encoded.closing(leaf.links().intent());
      leafHash = TreeHash.leaf(leafBytes);
    }
  }

  /// The transaction that holds the record was committed.
  void committed() {
    committed = true;
  }

  /// The record's own place; for the sequencer, once it was placed.
  long index() {
    return index;
  }

  /// The intent that this closes, as far as it has a place yet.
  OptionalLong intentIndex() {
    if (intent.isPresent()) {
      long at = intent.get().index;
      return at == NOT_PLACED ? OptionalLong.empty() : OptionalLong.of(at);
    }
    return leaf.links().intent();
  }

  /// When it was handed in, by `System.nanoTime`.
  long appendedNanos() {
    return appendedNanos;
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

  /// What is stored beside the leaf; empty when it is copied from the intent's row.
  Optional<Deletable> deletable() {
    return deletable;
  }

  /// Further subjects.
  List<Subject> concerning() {
    return deletable.map(d -> d.terms().concerning()).orElse(List.of());
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
    long weight = 512L + leafBytes.length;
    if (deletable.isPresent()) {
      weight += deletable.get().body().length + deletable.get().agent().length;
      weight += 128L * deletable.get().terms().concerning().size();
    }
    for (Rider rider : riders) {
      weight += rider.weight();
    }
    return weight;
  }
}
