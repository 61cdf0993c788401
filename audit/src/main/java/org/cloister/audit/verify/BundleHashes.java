package org.cloister.audit.verify;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.merkle.TreeHash;
import org.cloister.audit.tlog.TilePath;

/// The leaf hashes of a log's entries, bundle after bundle, each already compared with its level-0
/// tile. A few bundles are fetched and hashed ahead, so that neither the network nor one processor
/// sets the pace; no more than [#AHEAD] are in memory.
final class BundleHashes implements AutoCloseable {
  private static final int WORKERS = 4;
  private static final int AHEAD = 6;

  private final TreeFiles files;
  private final long size;
  private final ExecutorService workers =
      Executors.newFixedThreadPool(
          WORKERS, Thread.ofPlatform().daemon().name("cloister-verify-", 0).factory());
  private final Deque<Future<List<Hash>>> ahead = new ArrayDeque<>();
  private long asked;

  /// @param size entries in the log
  BundleHashes(TreeFiles files, long size) {
    this.files = files;
    this.size = size;
  }

  /// The hashes of the next bundle's entries; none after the last.
  ///
  /// @throws Found for the first fault in the order of the log
  List<Hash> next() throws Found, IOException {
    long bundles = (size - 1) / TilePath.FULL_WIDTH + (size == 0 ? 0 : 1);
    while (ahead.size() < AHEAD && asked < bundles) {
      long index = asked++;
      ahead.add(workers.submit(() -> hashes(index)));
    }
    if (ahead.isEmpty()) {
      return List.of();
    }
    try {
      return ahead.remove().get();
    } catch (ExecutionException failed) {
      switch (failed.getCause()) {
        case Found found -> throw found;
        case IOException unreadable -> throw unreadable;
        case null, default -> throw new IllegalStateException("hashing does not fail", failed);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new SourceFault("The verification was interrupted.");
    }
  }

  @Override
  public void close() {
    var _ = workers.shutdownNow();
  }

  private List<Hash> hashes(long index) throws Found, IOException {
    int width = (int) Math.min(TilePath.FULL_WIDTH, size - index * TilePath.FULL_WIDTH);
    List<Hash> hashes = new ArrayList<>(width);
    files.entries(index, width).forEach(entry -> hashes.add(TreeHash.leaf(entry)));
    byte[] tile = files.tile(0, index, width);
    for (int i = 0; i < width; i++) {
      if (!TreeFiles.isAt(tile, i, hashes.get(i))) {
        throw new Found(
            "entry " + (index * TilePath.FULL_WIDTH + i),
            "An entry does not have the hash that the tree has for it.");
      }
    }
    return hashes;
  }
}
