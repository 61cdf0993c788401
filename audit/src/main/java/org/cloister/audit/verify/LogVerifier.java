package org.cloister.audit.verify;

import com.google.errorprone.annotations.Immutable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.cloister.audit.merkle.ProofCheck;
import org.cloister.audit.merkle.TreeHash;
import org.cloister.audit.tlog.Checkpoint;
import org.cloister.audit.tlog.SignedNote;
import org.cloister.audit.tlog.TilePath;
import org.cloister.audit.tlog.TlogProof;
import org.cloister.audit.tlog.VerifierKey;
import org.cloister.audit.verify.Verdict.Ok;
import org.cloister.audit.verify.Verdict.Tampered;
import org.cloister.audit.verify.Verdict.Unreadable;

/// Verifies one log: by its key, and by the witnesses that are demanded.
///
/// What it cannot find without an earlier checkpoint or a witness is a history that the key's
/// holder rewrote as a whole and signed again; keep a checkpoint from before, and give it to
/// [#verifySince].
@Immutable
public final class LogVerifier {
  /// Hears how far a verification is, on the verifying thread.
  @FunctionalInterface
  public interface Progress {
    void verified(long entries, long of);
  }

  private final VerifierKey log;
  private final WitnessPolicy policy;

  @SuppressWarnings("Immutable") // told, never asked
  private final Progress progress;

  private LogVerifier(VerifierKey log, WitnessPolicy policy, Progress progress) {
    this.log = log;
    this.policy = policy;
    this.progress = progress;
  }

  /// A verifier that trusts this log key. Its name is the origin that checkpoints must have.
  public static LogVerifier of(VerifierKey log) {
    return new LogVerifier(
        log, new WitnessPolicy(List.of(), 0, Clock.systemUTC()), (entries, of) -> {});
  }

  /// The same, but a checkpoint also needs a cosignature of every one of these witnesses.
  public LogVerifier demanding(List<VerifierKey> cosigners) {
    return demanding(cosigners, (int) cosigners.stream().map(VerifierKey::name).distinct().count());
  }

  /// The same, but a checkpoint also needs cosignatures of so many of these witnesses.
  ///
  /// @param cosigners their keys; several of one name are one witness
  /// @param quorum 0 to the number of witnesses
  public LogVerifier demanding(List<VerifierKey> cosigners, int quorum) {
    return new LogVerifier(log, policy.demanding(cosigners, quorum), progress);
  }

  /// The same, telling how far it is.
  public LogVerifier watched(Progress listener) {
    return new LogVerifier(log, policy, listener);
  }

  /// The same, by another clock: cosignatures from its future do not count.
  public LogVerifier at(Clock clock) {
    return new LogVerifier(log, policy.at(clock), progress);
  }

  /// Verifies the whole log: signature, every entry against its hash, every tile, the root.
  public Verdict verify(TileSource source) {
    return new LogWalk(source, this, Optional.empty()).verify();
  }

  /// The same, and that the log continues the one that this earlier checkpoint signed.
  ///
  /// @param earlierCheckpoint a signed note that was kept from before, or that a witness gave out;
  ///   the log's signature binds the log to it, whoever else signed it
  public Verdict verifySince(String earlierCheckpoint, TileSource source) {
    return switch (signed(earlierCheckpoint)) {
      case Trusted(Checkpoint pinned, var _) ->
          new LogWalk(source, this, Optional.of(pinned)).verify();
      case NotTrusted(var why) ->
          new Unreadable(
              "earlier checkpoint",
              "The earlier checkpoint cannot be compared with: " + why.sentence());
    };
  }

  /// Verifies an offline receipt: that this entry is in the log, under a signed checkpoint. Needs
  /// no network.
  ///
  /// @param entry the entry's bytes, as in the bundle
  /// @param proof the receipt's text, `c2sp.org/tlog-proof@v1`
  public Verdict verifyReceipt(byte[] entry, String proof) {
    Optional<TlogProof> parsed = TlogProof.parse(proof);
    if (parsed.isEmpty()) {
      return new Tampered("receipt", "This is not a receipt of the form c2sp.org/tlog-proof@v1.");
    }
    TlogProof receipt = parsed.get();
    return switch (checkpoint(receipt.checkpoint())) {
      case NotTrusted(Tampered why) -> why;
      case Trusted(Checkpoint c, SignedNote note) ->
          ProofCheck.includes(
                  receipt.index(), c.size(), TreeHash.leaf(entry), receipt.path(), c.root())
              ? new Ok(
                  ("Entry %d is in the log, which had %d entries then. "
                              .formatted(receipt.index(), c.size())
                          + policy.sentence(note))
                      .strip())
              : new Tampered(
                  "entry " + receipt.index(),
                  "The receipt does not prove that this entry is at place %d of the log."
                      .formatted(receipt.index()));
    };
  }

  /// What a receipt proves without its entry and without the log: that its checkpoint was signed,
  /// and no more. Never [Ok].
  public Verdict verifyReceiptAlone(String proof) {
    Optional<TlogProof> parsed = TlogProof.parse(proof);
    if (parsed.isEmpty()) {
      return verifyReceipt(new byte[0], proof);
    }
    return switch (checkpoint(parsed.get().checkpoint())) {
      case NotTrusted(Tampered why) -> why;
      case Trusted(Checkpoint c, var _) when parsed.get().index() >= c.size() ->
          verifyReceipt(new byte[0], proof);
      case Trusted(Checkpoint c, var _) ->
          new Unreadable(
              "entry " + parsed.get().index(),
              "Proven: the log's key signed this checkpoint of %d entries. Not proven: what entry"
                      .formatted(c.size())
                  + " %d is, which takes its leaf or the log.".formatted(parsed.get().index()));
    };
  }

  /// The same, with the entry taken from the log's own files.
  public Verdict verifyReceipt(TileSource source, String proof) {
    return withEntry(source, proof, entry -> verifyReceipt(entry, proof));
  }

  /// That an act of erasure stands in the log, and what its entry says of it: scope, legal basis,
  /// time.
  ///
  /// @param proof the act's own receipt
  public Verdict verifyErasure(TileSource source, String proof) {
    return withEntry(
        source,
        proof,
        entry ->
            verifyReceipt(entry, proof) instanceof Tampered why
                ? why
                : ErasureEntry.parse(entry)
                    .<Verdict>map(act -> new Ok(act.sentence()))
                    .orElseGet(
                        () -> new Tampered("receipt", "The entry named as an erasure is none.")));
  }

  private Verdict withEntry(TileSource source, String proof, Function<byte[], Verdict> check) {
    Optional<TlogProof> parsed = TlogProof.parse(proof);
    Optional<Checkpoint> covering =
        parsed
            .flatMap(receipt -> SignedNote.parse(receipt.checkpoint()))
            .flatMap(note -> Checkpoint.parse(note.text()));
    if (parsed.isEmpty() || covering.isEmpty() || parsed.get().index() >= covering.get().size()) {
      return verifyReceipt(new byte[0], proof);
    }
    long index = parsed.get().index();
    try {
      return entry(source, index, covering.get().size())
          .map(check)
          .orElseGet(
              () -> new Unreadable("entry " + index, "The log does not give the receipt's entry."));
    } catch (IOException e) {
      return new Unreadable("entry " + index, SourceFault.sentence(e));
    }
  }

  /// One entry of a log that had this size once. It may have grown since, and have only newer files
  /// of that place left; whatever they hold is judged by the receipt.
  private static Optional<byte[]> entry(TileSource source, long index, long size)
      throws IOException {
    TreeFiles files = new TreeFiles(source);
    Optional<byte[]> entry = entryOf(files, index, size);
    if (entry.isPresent()) {
      return entry;
    }
    Optional<Long> sizeNow =
        source
            .read(TilePath.CHECKPOINT)
            .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
            .flatMap(SignedNote::parse)
            .flatMap(note -> Checkpoint.parse(note.text()))
            .map(Checkpoint::size)
            .filter(now -> now > size);
    return sizeNow.isPresent() ? entryOf(files, index, sizeNow.get()) : Optional.empty();
  }

  /// Empty where a log of this size does not give it.
  private static Optional<byte[]> entryOf(TreeFiles files, long index, long size)
      throws IOException {
    long bundle = index / TilePath.FULL_WIDTH;
    int width = (int) Math.min(TilePath.FULL_WIDTH, size - bundle * TilePath.FULL_WIDTH);
    try {
      return Optional.of(files.entries(bundle, width).get((int) (index % TilePath.FULL_WIDTH)));
    } catch (Found _) {
      return Optional.empty();
    }
  }

  WitnessPolicy policy() {
    return policy;
  }

  Progress progress() {
    return progress;
  }

  /// A checkpoint note after its checks.
  sealed interface Checked {}

  record Trusted(Checkpoint checkpoint, SignedNote note) implements Checked {}

  record NotTrusted(Tampered why) implements Checked {}

  /// Signed by the log's key and by the witnesses that are demanded.
  Checked checkpoint(String note) {
    Checked signed = signed(note);
    return signed instanceof Trusted trusted && !policy.isMetBy(trusted.note())
        ? notTrusted(policy.sentence(trusted.note()))
        : signed;
  }

  /// Signed by the log's key.
  Checked signed(byte[] note) {
    try {
      return signed(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(note)).toString());
    } catch (CharacterCodingException notText) {
      return notTrusted("The checkpoint is not text.");
    }
  }

  private Checked signed(String note) {
    Optional<SignedNote> parsed = SignedNote.parse(note);
    Optional<Checkpoint> checkpoint = parsed.flatMap(n -> Checkpoint.parse(n.text()));
    if (parsed.isEmpty() || checkpoint.isEmpty()) {
      return notTrusted("The checkpoint is not a signed note with a size and a root.");
    }
    if (!checkpoint.get().origin().equals(log.name())) {
      return notTrusted("The checkpoint is of another log.");
    }
    if (!parsed.get().isSignedBy(log)) {
      return notTrusted("The checkpoint is not signed by the log's key.");
    }
    return new Trusted(checkpoint.get(), parsed.get());
  }

  static NotTrusted notTrusted(String sentence) {
    return new NotTrusted(new Tampered("checkpoint", sentence));
  }
}
