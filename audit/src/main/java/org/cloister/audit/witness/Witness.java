package org.cloister.audit.witness;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cloister.audit.AuditException;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.merkle.ProofCheck;
import org.cloister.audit.merkle.TreeHash;
import org.cloister.audit.tlog.Checkpoint;
import org.cloister.audit.tlog.NoteSignature;
import org.cloister.audit.tlog.SignedNote;
import org.cloister.audit.tlog.VerifierKey;

/// Cosigns checkpoints of the logs it knows, each only if it continues the one before.
///
/// For every log and every size it signs one root at most, and never a smaller size after a larger
/// one: across threads, restarts and crashes, as long as its state is not put back to an earlier
/// one. What it cosigned is on the disk before the signature leaves.
public final class Witness {
  /// What a request is answered with (c2sp.org/tlog-witness).
  public sealed interface Answer {
    /// The checkpoint continues the last one.
    ///
    /// @param signatures one for each key
    record Cosigned(List<NoteSignature> signatures) implements Answer {
      public Cosigned {
        signatures = List.copyOf(signatures);
      }
    }

    /// The request has another form, or its old size is above the checkpoint's.
    record Malformed() implements Answer {}

    /// No log of this origin is watched.
    record UnknownOrigin() implements Answer {}

    /// No known key of the log signed the checkpoint.
    record NotSigned() implements Answer {}

    /// The last cosigned checkpoint has another size than the request says, or the same size as the
    /// submitted one and another root.
    ///
    /// @param size of the last cosigned checkpoint
    record Conflict(long size) implements Answer {}

    /// The proof does not show that the checkpoint continues the last one.
    record BadProof() implements Answer {}

    /// The state cannot be written or read: nothing was signed.
    record Unavailable() implements Answer {}
  }

  /// One watched log: its keys, and what was cosigned last.
  private static final class Watched {
    private final List<VerifierKey> keys;

    // Empty after a failed write: what the disk holds is read again before anything is signed.
    private Optional<SignedNote> last;

    Watched(List<VerifierKey> keys, SignedNote last) {
      this.keys = keys;
      this.last = Optional.of(last);
    }
  }

  private final WitnessKeys keys;
  private final CosignedState state;
  private final Clock clock;
  private final Map<String, Watched> logs = new HashMap<>();

  private Witness(WitnessKeys keys, CosignedState state, Clock clock) {
    this.keys = keys;
    this.state = state;
    this.clock = clock;
  }

  /// Takes up a witness's work from its state.
  ///
  /// @param logs keys of the watched logs; those of one name are keys of one log, whose origin is
  ///   this name
  /// @param folder of the state; one process at a time may use it
  /// @throws AuditException DAMAGED when the state of a log is missing or not what was written
  public static Witness open(WitnessKeys keys, List<VerifierKey> logs, Path folder, Clock clock)
      throws AuditException {
    return open(keys, logs, new CosignedState(folder, keys, Disk.real()), clock);
  }

  static Witness open(WitnessKeys keys, List<VerifierKey> logs, CosignedState state, Clock clock)
      throws AuditException {
    Witness witness = new Witness(keys, state, clock);
    for (VerifierKey key : logs) {
      String origin = key.name();
      if (!witness.logs.containsKey(origin)) {
        List<VerifierKey> ofLog =
            logs.stream().filter(k -> k.name().equals(origin)).distinct().toList();
        witness.logs.put(origin, new Watched(ofLog, state.load(origin)));
      }
    }
    return witness;
  }

  /// Begins to watch a log that this witness never signed for.
  ///
  /// @throws AuditException UNSAFE when there is a state of this log already
  public static void begin(WitnessKeys keys, String origin, Path folder, Clock clock)
      throws AuditException {
    new CosignedState(folder, keys, Disk.real()).begin(origin, clock.instant());
  }

  public List<VerifierKey> verifiers() {
    return keys.verifiers();
  }

  /// Answers the body of one `add-checkpoint` request.
  public Answer addCheckpoint(byte[] body) {
    Optional<AddCheckpoint> parsed = AddCheckpoint.parse(body);
    if (parsed.isEmpty()) {
      return new Answer.Malformed();
    }
    AddCheckpoint request = parsed.get();
    Watched log = logs.get(request.checkpoint().origin());
    if (log == null) {
      return new Answer.UnknownOrigin();
    }
    if (log.keys.stream().noneMatch(request.note()::isSignedBy)) {
      return new Answer.NotSigned();
    }
    if (request.oldSize() > request.checkpoint().size()) {
      return new Answer.Malformed();
    }
    // "Checking the old size against the latest checkpoint and persisting the new checkpoint must
    // be performed atomically."
    synchronized (log) {
      try {
        return cosigned(log, request);
      } catch (AuditException lost) {
        log.last = Optional.empty();
        return new Answer.Unavailable();
      }
    }
  }

  /// The last checkpoint that was cosigned of the log with this hashed name, as a note with the
  /// log's signatures and this witness's; empty for an unknown log and before the first.
  ///
  /// @param hashedOrigin SHA-256 of the origin in lower-case hex
  public Optional<String> lastCosigned(String hashedOrigin) {
    for (Map.Entry<String, Watched> entry : logs.entrySet()) {
      if (CosignedState.hashed(entry.getKey()).equals(hashedOrigin)) {
        Watched log = entry.getValue();
        synchronized (log) {
          return log.last.filter(n -> CosignedState.checkpoint(n).size() > 0).map(SignedNote::note);
        }
      }
    }
    return Optional.empty();
  }

  private Answer cosigned(Watched log, AddCheckpoint request) throws AuditException {
    Checkpoint next = request.checkpoint();
    if (log.last.isEmpty()) {
      log.last = Optional.of(state.load(next.origin()));
    }
    Checkpoint last = CosignedState.checkpoint(log.last.get());
    if (request.oldSize() != last.size()) {
      return new Answer.Conflict(last.size());
    }
    if (next.size() == last.size() && !next.root().equals(last.root())) {
      return new Answer.Conflict(last.size());
    }
    if (!continues(last, next, request.proof())) {
      return new Answer.BadProof();
    }
    List<NoteSignature> signatures = keys.cosign(request.note().text(), clock.instant());
    SignedNote note = new SignedNote(request.note().text(), signatures(log, request, signatures));
    state.store(next.origin(), note);
    // From here on the disk has it: whether or not the answer arrives, no other root can follow.
    log.last = Optional.of(note);
    return new Answer.Cosigned(signatures);
  }

  /// One valid signature of each of the log's keys, without whatever else the request carried, and
  /// this witness's. Were it all kept, anyone could make a state that is too long to be read again:
  /// by repeating a signature line of a checkpoint that the log has published.
  private static List<NoteSignature> signatures(
      Watched log, AddCheckpoint request, List<NoteSignature> own) {
    SignedNote note = request.note();
    List<NoteSignature> all = new ArrayList<>();
    for (VerifierKey key : log.keys) {
      if (note.isSignedBy(key)) {
        note.signatures().stream()
            .filter(s -> s.name().equals(key.name()) && s.keyId() == key.keyId())
            .findFirst()
            .ifPresent(all::add);
      }
    }
    all.addAll(own);
    return all;
  }

  /// "The proof MUST be empty if the old size is zero." Every tree continues the empty one; an
  /// empty one has the root of nothing.
  private static boolean continues(Checkpoint last, Checkpoint next, List<Hash> proof) {
    if (last.size() == 0) {
      return proof.isEmpty() && (next.size() > 0 || next.root().equals(TreeHash.EMPTY_ROOT));
    }
    return ProofCheck.consistent(last.size(), next.size(), last.root(), next.root(), proof);
  }
}
