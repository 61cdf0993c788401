package org.cloister.deid.job;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// The chunks that are read and not yet written: enough to keep every worker busy, and no more
/// bytes than a part of the heap, however large the documents are.
final class Window {
  /// What is done with each result, in the order of the input.
  @FunctionalInterface
  interface Commit {
    void accept(ChunkWork.Done done) throws IOException, JobException, StoppedException;
  }

  /// Of the heap, for input that waits; what becomes of it takes a few times as much.
  private static final int HEAP_SHARE = 16;

  private record Waiting(int bytes, Future<ChunkWork.Done> work) {}

  private final FileJob.Workers workers;
  private final InputFile.Form form;
  private final ChunkReader reader;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final long mostBytes = Runtime.getRuntime().maxMemory() / HEAP_SHARE;
  private long bytes;

  Window(FileJob.Workers workers, InputFile.Form form, ChunkReader reader) {
    this.workers = workers;
    this.form = form;
    this.reader = reader;
  }

  /// Reads to the end. When it fails, no worker has work left.
  void forEach(Commit commit)
      throws IOException, InterruptedException, JobException, StoppedException {
    try {
      Optional<Chunk> next = reader.next();
      while (next.isPresent()) {
        Chunk chunk = next.get();
        while (isFullFor(chunk)) {
          commit.accept(take());
        }
        waiting.add(
            new Waiting(
                chunk.length(),
                workers
                    .executor()
                    .submit(() -> ChunkWork.of(chunk, form, workers.step(), workers.options()))));
        bytes += chunk.length();
        next = reader.next();
      }
      while (!waiting.isEmpty()) {
        commit.accept(take());
      }
    } finally {
      waiting.forEach(left -> left.work().cancel(false));
    }
  }

  private boolean isFullFor(Chunk chunk) {
    return !waiting.isEmpty()
        && (waiting.size() > 2 * workers.options().threads() || bytes + chunk.length() > mostBytes);
  }

  private ChunkWork.Done take() throws InterruptedException, JobException {
    Waiting first = waiting.remove();
    bytes -= first.bytes();
    try {
      return first.work().get();
    } catch (ExecutionException bug) {
      // Its message may hold anything; its kind and place hold nothing of a document.
      throw new JobException("a fault of the program: " + kind(bug.getCause()));
    }
  }

  private static String kind(@Nullable Throwable cause) {
    return cause == null ? "unknown" : cause.getClass().getSimpleName();
  }
}
