package org.cloister.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.HdrHistogram.Histogram;

/// Closed-loop load from one thread: each caller sends its next request when it has its answer. So
/// a slow server is asked less, and its latencies are those at the throughput it reached.
final class LoadRun {
  private static final long PATIENCE_MILLIS = 30_000;

  /// One answer in so many is searched for the sign; a search of all would cost more than the
  /// sending.
  private static final int SAMPLE = 64;

  private final LoadOrder order;
  private final List<ByteBuffer> requests;
  private final byte[] sign;
  private final Histogram latencies = LoadResult.noLatencies();
  private int next;
  private int open;
  private long answered;
  private long inWindow;
  private long refused;
  private int lastRefusal;
  private long end;

  private LoadRun(LoadOrder order, List<ByteBuffer> requests) {
    this.order = order;
    this.requests = requests;
    this.sign = order.sign().getBytes(StandardCharsets.US_ASCII);
  }

  static LoadResult run(LoadOrder order) throws IOException {
    return new LoadRun(order, RequestFile.read(order.requests())).run();
  }

  private LoadResult run() throws IOException {
    try (Selector selector = Selector.open()) {
      Connection[] callers = new Connection[order.callers()];
      for (int i = 0; i < callers.length; i++) {
        callers[i] = new Connection(selector, order.port());
      }
      open = callers.length;
      end = System.nanoTime() + order.duration().toNanos();
      for (Connection caller : callers) {
        caller.send(nextRequest());
      }
      while (open > 0) {
        if (selector.select(PATIENCE_MILLIS) == 0) {
          throw new IOException("the server does not answer any more");
        }
        for (SelectionKey key : selector.selectedKeys()) {
          ready(key);
        }
        selector.selectedKeys().clear();
      }
      return new LoadResult(
          answered, inWindow, refused, lastRefusal, order.duration().toNanos(), latencies);
    }
  }

  private void ready(SelectionKey key) throws IOException {
    Connection caller = (Connection) key.attachment();
    if (key.isWritable()) {
      caller.flush();
    } else if (caller.read()) {
      long now = System.nanoTime();
      count(caller, now);
      if (now < end) {
        caller.send(nextRequest());
      } else {
        caller.close();
        open--;
      }
    }
  }

  private void count(Connection caller, long now) throws IOException {
    if (caller.status() != 200) {
      refused++;
      lastRefusal = caller.status();
      return;
    }
    answered++;
    if (now < end) {
      inWindow++;
      latencies.recordValue(Math.min(now - caller.sentAtNanos(), LoadResult.LONGEST_NANOS));
    }
    if (answered % SAMPLE == 1 && !caller.bodyContains(sign)) {
      throw new IOException("an answer of status 200 without the model's result");
    }
  }

  private ByteBuffer nextRequest() {
    ByteBuffer request = requests.get(next);
    next = next + 1 == requests.size() ? 0 : next + 1;
    return request;
  }
}
