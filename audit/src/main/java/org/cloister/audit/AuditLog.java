package org.cloister.audit;

import com.google.errorprone.annotations.MustBeClosed;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.cloister.audit.AuditException.Kind;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.tlog.LogFile;
import org.cloister.audit.tlog.NoteSignature;

/// The log: appends records durably and in one order, and proves what it holds.
///
/// A future of [#append] completes only after the transaction with the record, its riders and a
/// signed checkpoint over both was committed by a PostgreSQL that flushes. It fails with
/// [AuditException] and then nothing may be released; after BUSY and REJECTED nothing was recorded,
/// after UNAVAILABLE it may have been. What hangs on a future runs on a virtual thread that answers
/// the whole transaction: it must not block for long. All methods are safe for concurrent use.
///
/// One process writes a log at a time. A second one cannot open it while the first is connected,
/// and could not fork it if it did: every transaction moves the head from the size it was built on,
/// or fails.
public final class AuditLog implements AutoCloseable {
  private final LogSetup setup;
  private final BodySealer sealer;
  private final LogReader reader;
  private final CheckpointStore checkpoints;
  private final Inbox inbox;
  private final Pulse pulse = new Pulse();
  // Intents of requests that still run: recovery must not close these.
  private final Set<RecordId> live = ConcurrentHashMap.newKeySet();
  // Shared from a record's sealing to its place in the queue; alone while keys are closed.
  private final StampedLock sealing = new StampedLock();
  private final Publisher publisher;
  private final Thread sequencer;
  private final Thread publishing;

  private AuditLog(LogSetup setup, BodySealer sealer) throws SQLException, AuditException {
    this.setup = setup;
    this.sealer = sealer;
    this.reader = new LogReader(setup.source(), sealer);
    this.inbox = new Inbox(setup.config().queueCapacity());
    this.checkpoints = new CheckpointStore(setup.source());
    this.publisher = new Publisher(setup, Sequencer.empty(setup));
    this.sequencer =
        new Sequencer(setup, inbox, live::contains, new Progress(pulse, publisher)).start();
    this.publishing = publisher.start();
  }

  /// Opens the log in this database and becomes its writer. Intents that an earlier process left
  /// open are closed as `unknown`. The tables must exist (`db/migration/V1__audit.sql`).
  ///
  /// @param source gives connections to one database; one is kept, each read borrows another
  /// @throws AuditException UNSAFE when the store may lose commits, DAMAGED when what is stored
  ///   does not lead to a root signed by this identity, UNAVAILABLE when the store cannot be
  ///   reached or another process writes the log
  public static AuditLog open(
      DataSource source, LogIdentity identity, BodySealer sealer, LogConfig config, Clock clock)
      throws AuditException {
    try {
      return new AuditLog(new LogSetup(source, identity, config, clock), sealer);
    } catch (SQLException failure) {
      throw StoreFailure.from(failure);
    }
  }

  /// Records a denial, an access or an act of the system, with its riders or not at all. Intents go
  /// through [#begin], outcomes through [IntentHandle#complete]. The body is sealed on this thread.
  public CompletableFuture<Receipt> append(Entry entry, List<Rider> riders) {
    if (entry.kind() == EntryKind.INTENT || entry.kind() == EntryKind.OUTCOME) {
      throw new IllegalArgumentException("intents begin, and outcomes complete them");
    }
    return submit(entry, riders);
  }

  /// Records an act that destroys keys. `close` runs while no record is between its sealing and its
  /// place in the queue: whatever was sealed before stands in the log before this record, and
  /// whatever is sealed afterwards finds the keys closed. Waits for those that are being sealed.
  ///
  /// @param close makes the sealer refuse the keys; does not block
  public CompletableFuture<Receipt> appendClosing(Entry entry, List<Rider> riders, Runnable close) {
    try {
      Submission submission = sealed(entry, Optional.empty(), riders);
      long stamp = sealing.writeLock();
      try {
        close.run();
        return answered(submission, inbox.offer(submission));
      } finally {
        sealing.unlockWrite(stamp);
      }
    } catch (AuditException notSealed) {
      return CompletableFuture.failedFuture(notSealed);
    }
  }

  /// Records an intent. The handle says when it is durable, takes its outcome, and sees to it that
  /// the intent does not stay open. Returns at once, whether or not the store can be reached.
  ///
  /// @param intent of kind [EntryKind#INTENT]
  @MustBeClosed
  public IntentHandle begin(Entry intent, List<Rider> riders) {
    if (intent.kind() != EntryKind.INTENT) {
      throw new IllegalArgumentException("only an intent begins something");
    }
    // Live before it can be stored: a recovery in between must not take it for somebody else's.
    live.add(intent.recordId());
    long stamp = sealing.readLock();
    try {
      Submission submission = sealed(intent, Optional.empty(), riders);
      CompletableFuture<Receipt> stored = answered(submission, inbox.offer(submission));
      return new IntentHandle(this, intent.recordId(), Optional.of(submission), stored);
    } catch (AuditException notSealed) {
      return new IntentHandle(
          this, intent.recordId(), Optional.empty(), CompletableFuture.failedFuture(notSealed));
    } finally {
      sealing.unlockRead(stamp);
    }
  }

  /// The newest checkpoint, a C2SP note: always under the Ed25519 key, and under the ML-DSA-44 key
  /// and by witnesses as far as they signed this very size.
  public String checkpoint() throws AuditException {
    return checkpoints.head();
  }

  /// The newest checkpoint that both keys of the log signed, with the witnesses' signatures that it
  /// has so far; empty until a second after the first record. What witnesses are asked to sign.
  public Optional<String> publishedCheckpoint() throws AuditException {
    return checkpoints.newest(0);
  }

  /// The newest checkpoint that both keys of the log and at least so many witnesses signed.
  ///
  /// @param witnesses by name: several keys of one count once
  public Optional<String> cosignedCheckpoint(int witnesses) throws AuditException {
    return checkpoints.newest(witnesses);
  }

  /// Keeps a witness's signature of a published checkpoint, durably, and serves it from now on.
  /// That the signature holds, and that the witness is one to trust, is the caller's to check.
  ///
  /// @param size which published checkpoint
  /// @return false when that one is not kept, or no longer: the signature was not stored
  public boolean cosign(long size, NoteSignature signature) throws AuditException {
    return checkpoints.cosign(size, signature);
  }

  /// A tile of `width` hashes of 32 bytes; empty when the log does not have that many there.
  public Optional<byte[]> tile(int level, long index, int width) throws AuditException {
    return reader.tile(level, index, width);
  }

  /// The entry bundle of a level-0 tile: leaves, without bodies; empty when the log is not that
  /// long.
  public Optional<byte[]> entries(long index, int width) throws AuditException {
    return reader.entries(index, width);
  }

  /// The file of the log at this tlog-tiles path, relative to the log's prefix: `checkpoint`,
  /// `tile/0/000.p/7`, `tile/entries/x001/234`. Empty for a path of another form and for what the
  /// log does not have (yet).
  public Optional<byte[]> file(String path) throws AuditException {
    Optional<LogFile> file = LogFile.parse(path);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    return switch (file.get()) {
      case LogFile.SignedCheckpoint() -> Optional.of(checkpoint().getBytes(StandardCharsets.UTF_8));
      case LogFile.Tile(int level, long index, int width) -> tile(level, index, width);
      case LogFile.Entries(long index, int width) -> entries(index, width);
    };
  }

  /// An offline receipt against the current checkpoint, in the text form `c2sp.org/tlog-proof@v1`;
  /// empty for a record that is not in the log.
  public Optional<String> proof(RecordId record) throws AuditException {
    return reader.proof(record);
  }

  /// The record with its body opened.
  ///
  /// @throws AuditException DAMAGED when leaf or body is not what was committed to
  public Optional<StoredEntry> find(RecordId record) throws AuditException {
    return reader.find(record);
  }

  /// The newest records that match, each checked and opened as by [#find].
  ///
  /// Newest first by the time at which records were made; records of the same microsecond, by their
  /// place. What was erased is not found by what was erased of it.
  ///
  /// @throws AuditException DAMAGED when a match is not what was committed to
  public LogPage search(LogQuery query) throws AuditException {
    return reader.search(query);
  }

  /// Everyone whom matching records are about, in the order of their first one: the blast radius of
  /// a key, a token, an agent. The query's paging has no effect.
  public List<SubjectSpan> subjects(LogQuery query) throws AuditException {
    return reader.subjects(query);
  }

  /// The oldest record about each of these subjects, checked and opened as by [#find], by subject;
  /// none for one about whom there is no record, or none any more.
  ///
  /// @param subjects some thousands at most
  public Map<Subject, StoredEntry> oldest(List<Subject> subjects) throws AuditException {
    return reader.oldest(subjects);
  }

  /// How many records match. The query's paging has no effect.
  public long count(LogQuery query) throws AuditException {
    return reader.count(query);
  }

  /// Shows every matching record of a range of places, oldest first, checked and opened as by
  /// [#find]; in memory that does not grow with the range. The query's paging has no effect.
  ///
  /// @param from first place
  /// @param to place after the last
  public void scan(LogQuery query, long from, long to, Consumer<StoredEntry> each)
      throws AuditException {
    reader.scan(query, from, to, each);
  }

  /// The proof that the log of the new size continues that of the old one (RFC 6962 section 2.1.2).
  ///
  /// @param oldSize at least 1
  /// @param newSize at most the log's size
  public List<Hash> consistency(long oldSize, long newSize) throws AuditException {
    return reader.consistency(oldSize, newSize);
  }

  /// The audit path of a record in the log of this size (RFC 6962 section 2.1.1).
  ///
  /// @param size above the index, at most the log's size
  public List<Hash> inclusion(long index, long size) throws AuditException {
    return reader.inclusion(index, size);
  }

  public LogHealth health() {
    return pulse.health(inbox.backlog());
  }

  /// Takes no more, commits what waits, and gives the connection up. Waits for all of that.
  @Override
  public void close() {
    inbox.close();
    try {
      sequencer.join();
      publisher.close();
      publishing.join();
    } catch (InterruptedException impatient) {
      // The sequencer goes on and ends by itself.
      Thread.currentThread().interrupt();
    }
  }

  private CompletableFuture<Receipt> submit(Entry entry, List<Rider> riders) {
    long stamp = sealing.readLock();
    try {
      Submission submission = sealed(entry, Optional.empty(), riders);
      return answered(submission, inbox.offer(submission));
    } catch (AuditException notSealed) {
      return CompletableFuture.failedFuture(notSealed);
    } finally {
      sealing.unlockRead(stamp);
    }
  }

  CompletableFuture<Receipt> submitOutcome(Entry entry, Submission intent, List<Rider> riders) {
    long stamp = sealing.readLock();
    try {
      if (isGone(intent)) {
        return CompletableFuture.failedFuture(
            new AuditException(Kind.UNAVAILABLE, "an intent was erased before it had its outcome"));
      }
      Submission submission = sealed(entry, Optional.of(intent), riders);
      return answered(submission, inbox.put(submission));
    } catch (AuditException notSealed) {
      return CompletableFuture.failedFuture(notSealed);
    } finally {
      sealing.unlockRead(stamp);
    }
  }

  boolean isGone(Submission submission) {
    return submission.isGone(sealer);
  }

  /// A handle was closed and its last record settled.
  void ended(RecordId intent, boolean hasOutcome) {
    live.remove(intent);
    if (!hasOutcome) {
      // After it is no longer live: whichever comes later, this or a recovery, sees it.
      inbox.abandon(intent);
    }
  }

  private Submission sealed(Entry entry, Optional<Submission> intent, List<Rider> riders)
      throws AuditException {
    return Submission.of(entry, intent, setup.now(), riders, sealer);
  }

  private static CompletableFuture<Receipt> answered(Submission submission, Inbox.Answer answer) {
    return switch (answer) {
      case TAKEN -> submission.future();
      case FULL ->
          CompletableFuture.failedFuture(
              new AuditException(Kind.BUSY, "too many records wait for the audit store"));
      case NOT_ACCEPTING -> CompletableFuture.failedFuture(StoreFailure.unavailable());
    };
  }
}
