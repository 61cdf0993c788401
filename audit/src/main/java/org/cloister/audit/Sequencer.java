package org.cloister.audit;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.cloister.audit.BatchWrite.TileNode;
import org.cloister.audit.OpenIntents.OpenIntent;
import org.cloister.audit.merkle.CompactRange;
import org.cloister.audit.merkle.TreeHash;
import org.cloister.audit.tlog.Checkpoint;

/// The one thread that gives records their order and makes them durable.
///
/// It takes whatever is queued, with no timer: while one transaction is being flushed the next
/// batch gathers by itself, so batches grow with the load and a lone record waits for nobody. One
/// transaction holds the records, their riders, the completed tile nodes and the head with its
/// signed checkpoint.
///
/// What is known of the log is not kept over a failure. When a transaction fails for any reason but
/// the content of a record, its futures fail, the session is thrown away, and a new one reads head
/// and right edge from the store: a commit whose answer was lost may have happened. So the log can
/// hold more than callers were told, never less.
final class Sequencer {
  private static final long IDLE_PROBE_MILLIS = 1000;
  private static final long FIRST_BACKOFF_MILLIS = 25;
  private static final long LAST_BACKOFF_MILLIS = 250;

  private final LogSetup setup;
  private final Inbox inbox;
  private final Predicate<RecordId> isLive;
  private final Progress progress;
  private final OpenIntents openIntents = new OpenIntents();
  // Completing a future runs what callers hung onto it: never on the sequencer's own thread.
  private final ExecutorService completions = Executors.newVirtualThreadPerTaskExecutor();

  private CompactRange edge = CompactRange.empty();
  // The last checkpoint that this process knows to be durable: no store may go back behind it.
  private Checkpoint known;

  /// @param isLive whether a request of this process still holds the intent
  Sequencer(LogSetup setup, Inbox inbox, Predicate<RecordId> isLive, Progress progress) {
    this.setup = setup;
    this.inbox = inbox;
    this.isLive = isLive;
    this.progress = progress;
    this.known = empty(setup);
  }

  /// The checkpoint of a log without records.
  static Checkpoint empty(LogSetup setup) {
    return new Checkpoint(setup.identity().origin(), 0, TreeHash.EMPTY_ROOT);
  }

  /// Opens the log on this thread, so that a store that cannot be used is refused at once, then
  /// starts the sequencer's own.
  Thread start() throws SQLException, AuditException {
    Session session = connect();
    return Thread.ofPlatform().name("cloister-audit-sequencer").daemon().start(() -> run(session));
  }

  private Session connect() throws SQLException, AuditException {
    Recovery recovery = Recovery.of(setup, known);
    edge = recovery.edge();
    known = new Checkpoint(setup.identity().origin(), edge.size(), edge.root());
    // Before appends are taken: an intent that is given up from here on finds itself in this list.
    openIntents.restart(recovery.openIntents(), isLive);
    progress.connected(known);
    inbox.accept();
    return recovery.session();
  }

  private void run(Session opened) {
    Optional<Session> session = Optional.of(opened);
    while (session.isPresent()) {
      try (Session serving = session.get()) {
        serve(serving);
      } catch (SQLException | RuntimeException | Error lost) {
        // The batch that met it was failed; what follows is the same whatever it was.
        progress.pulse().disconnected();
      }
      session = inbox.isClosed() ? Optional.empty() : reconnect();
    }
    inbox.close();
    inbox.refuse().forEach(s -> fail(s, StoreFailure.closed()));
    progress.pulse().closed();
    completions.shutdown(); // what was submitted still completes
  }

  private Optional<Session> reconnect() {
    long backoff = FIRST_BACKOFF_MILLIS;
    while (!inbox.isClosed()) {
      // Also forgets what was abandoned, each time before the search for open intents.
      inbox.refuse().forEach(s -> fail(s, StoreFailure.unavailable()));
      try {
        return Optional.of(connect());
      } catch (SQLException | AuditException | RuntimeException stillGone) {
        inbox.pause(backoff);
        backoff = Math.min(2 * backoff, LAST_BACKOFF_MILLIS);
      }
    }
    return Optional.empty();
  }

  private void serve(Session session) throws SQLException {
    while (true) {
      long wait = openIntents.hasClosable() ? 0 : IDLE_PROBE_MILLIS;
      Inbox.Batch taken =
          inbox.take(setup.config().batchRecords(), setup.config().batchBytes(), wait);
      taken.abandoned().forEach(openIntents::abandon);
      List<Submission> batch = new ArrayList<>(taken.submissions());
      for (OpenIntent open : openIntents.closable(batch, setup.config().batchRecords())) {
        batch.add(Submission.closing(open.index(), setup.now()));
      }
      if (!batch.isEmpty()) {
        commitOrFail(session, batch);
      } else if (inbox.isClosed()) {
        return;
      } else {
        session.probe();
        progress.pulse().contact();
      }
    }
  }

  private void commitOrFail(Session session, List<Submission> batch) throws SQLException {
    progress.pulse().working(batch.getFirst().appendedNanos());
    try {
      commit(session, batch);
    } catch (SQLException | RuntimeException | Error lost) {
      batch.forEach(s -> fail(s, StoreFailure.unavailable()));
      throw lost;
    } finally {
      progress.pulse().resting();
    }
  }

  /// Commits the batch, or, when the content of some record is refused, all but that record.
  private void commit(Session session, List<Submission> queued) throws SQLException {
    List<Submission> batch = withoutOrphans(queued);
    if (batch.isEmpty()) {
      return;
    }
    try {
      attempt(session, batch);
    } catch (SQLException failure) {
      if (!StoreFailure.isContent(failure)) {
        throw failure;
      }
      session.rollback();
      if (batch.size() == 1) {
        fail(batch.getFirst(), StoreFailure.rejected(failure));
      } else {
        commit(session, batch.subList(0, batch.size() / 2));
        commit(session, batch.subList(batch.size() / 2, batch.size()));
      }
    }
  }

  /// An outcome whose intent was not stored has nothing to close: it fails as its intent did.
  private List<Submission> withoutOrphans(List<Submission> queued) {
    Set<Submission> placed = new HashSet<>();
    List<Submission> batch = new ArrayList<>();
    for (Submission submission : queued) {
      if (submission.mayFollow(placed)) {
        placed.add(submission);
        batch.add(submission);
      } else {
        fail(submission, StoreFailure.unavailable());
      }
    }
    return batch;
  }

  private void attempt(Session session, List<Submission> batch) throws SQLException {
    long first = edge.size();
    CompactRange next = edge.copy();
    List<TileNode> nodes = new ArrayList<>();
    for (Submission submission : batch) {
      submission.place(next.size());
      next.append(
          submission.leafHash(),
          (height, index, hash) -> {
            if (height > 0 && height % TileReader.HEIGHT == 0) {
              nodes.add(new TileNode(height / TileReader.HEIGHT, index, hash));
            }
          });
    }
    Checkpoint checkpoint = new Checkpoint(setup.identity().origin(), next.size(), next.root());
    String note = setup.identity().sign(checkpoint);
    Head head = new Head(checkpoint, note, openIntents.oldestAfter(batch, first));
    Instant time = setup.now();
    // Dead here: nothing was sent. The callers' futures die with the process; nothing was released.
    if (!session.write(new BatchWrite(first, head, batch, nodes, time))) {
      throw new SQLException("another writer moved the head", "40001");
    }
    // Dead here: PostgreSQL rolls the transaction back; the log ends at `first`.
    session.commit();
    // Dead here: all of the batch is durable and none of it was answered. The next start closes its
    // intents as unknown; the log holds more than callers were told.
    edge = next;
    known = checkpoint;
    progress.committed(checkpoint);
    List<Runnable> answers = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      Submission submission = batch.get(i);
      submission.committed();
      openIntents.committed(submission, first + i);
      if (submission.settle()) {
        Receipt receipt =
            new Receipt(submission.recordId(), first + i, submission.leafHash(), checkpoint, time);
        answers.add(() -> submission.future().complete(receipt));
      }
    }
    completions.execute(() -> answers.forEach(Runnable::run));
    // Dead here: answered or not, every receipt that exists is of a durable record.
  }

  private void fail(Submission submission, AuditException failure) {
    if (submission.settle()) {
      completions.execute(() -> submission.future().completeExceptionally(failure));
    }
  }
}
