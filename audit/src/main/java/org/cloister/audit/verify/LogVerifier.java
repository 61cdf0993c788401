package org.cloister.audit.verify;

import com.google.errorprone.annotations.Immutable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.cloister.audit.merkle.ProofCheck;
import org.cloister.audit.merkle.TreeHash;
import org.cloister.audit.tlog.Checkpoint;
import org.cloister.audit.tlog.EntryBundle;
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
  private final VerifierKey log;

  @SuppressWarnings("Immutable") // an unmodifiable copy of immutable keys
  private final List<VerifierKey> witnesses;

  private LogVerifier(VerifierKey log, List<VerifierKey> witnesses) {
    this.log = log;
    this.witnesses = List.copyOf(witnesses);
  }

  /// A verifier that trusts this log key. Its name is the origin that checkpoints must have.
  public static LogVerifier of(VerifierKey log) {
    return new LogVerifier(log, List.of());
  }

  /// The same, but a checkpoint also needs a cosignature of every one of these.
  public LogVerifier demanding(List<VerifierKey> cosigners) {
    return new LogVerifier(log, cosigners);
  }

  /// Verifies the whole log: signature, every entry against its hash, every tile, the root.
  public Verdict verify(TileSource source) {
    return new LogWalk(source, this).verify();
  }

  /// The same, and that the log continues the one that this earlier checkpoint signed.
  ///
  /// @param earlierCheckpoint a signed note that was kept from before
  public Verdict verifySince(String earlierCheckpoint, TileSource source) {
    Optional<Checkpoint> pinned =
        SignedNote.parse(earlierCheckpoint)
            .filter(this::isTrusted)
            .flatMap(n -> Checkpoint.parse(n.text()))
            .filter(c -> c.origin().equals(log.name()));
    return pinned.isEmpty()
        ? new Unreadable(
            "earlier checkpoint", "The earlier checkpoint is not one that this log's key signed.")
        : new LogWalk(source, this).verifySince(pinned.get());
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
      case Trusted(Checkpoint c) ->
          ProofCheck.includes(
                  receipt.index(), c.size(), TreeHash.leaf(entry), receipt.path(), c.root())
              ? new Ok(
                  "Entry %d is in the log, which had %d entries then."
                      .formatted(receipt.index(), c.size()))
              : new Tampered(
                  "entry " + receipt.index(),
                  "The receipt does not prove that this entry is at place %d of the log."
                      .formatted(receipt.index()));
    };
  }

  /// The same, with the entry taken from the log's own files.
  public Verdict verifyReceipt(TileSource source, String proof) {
    Optional<TlogProof> parsed = TlogProof.parse(proof);
    Optional<Checkpoint> covering =
        parsed
            .flatMap(receipt -> SignedNote.parse(receipt.checkpoint()))
            .flatMap(note -> Checkpoint.parse(note.text()));
    if (parsed.isEmpty() || covering.isEmpty() || parsed.get().index() >= covering.get().size()) {
      return verifyReceipt(new byte[0], proof);
    }
    long index = parsed.get().index();
    long bundle = index / TilePath.FULL_WIDTH;
    long width =
        Math.min(TilePath.FULL_WIDTH, covering.get().size() - bundle * TilePath.FULL_WIDTH);
    try {
      // A log that has grown since may have only the full bundle left.
      Optional<byte[]> bytes = source.read(TilePath.entries(bundle, (int) width));
      if (bytes.isEmpty()) {
        bytes = source.read(TilePath.entries(bundle, TilePath.FULL_WIDTH));
      }
      Optional<byte[]> entry =
          bytes
              .flatMap(EntryBundle::decode)
              .filter(entries -> entries.size() > index % TilePath.FULL_WIDTH)
              .map(entries -> entries.get((int) (index % TilePath.FULL_WIDTH)));
      return entry.isEmpty()
          ? new Unreadable("entry " + index, "The log does not give the receipt's entry.")
          : verifyReceipt(entry.get(), proof);
    } catch (IOException e) {
      return new Unreadable("entry " + index, "The log's files could not be read.");
    }
  }

  /// A checkpoint note after its checks.
  sealed interface Checked {}

  record Trusted(Checkpoint checkpoint) implements Checked {}

  record NotTrusted(Tampered why) implements Checked {}

  Checked checkpoint(String note) {
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
    if (!isTrusted(parsed.get())) {
      return notTrusted("The checkpoint lacks the valid cosignature of a demanded witness.");
    }
    return new Trusted(checkpoint.get());
  }

  private boolean isTrusted(SignedNote note) {
    return note.isSignedBy(log) && witnesses.stream().allMatch(note::isSignedBy);
  }

  private static NotTrusted notTrusted(String sentence) {
    return new NotTrusted(new Tampered("checkpoint", sentence));
  }
}
