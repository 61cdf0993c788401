package org.cloister.bench.process;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/// What a measured server tells about itself: the bytes that its threads have allocated since it
/// started.
public final class ServerControl {
  private static final String ALLOCATED = "allocated";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private ServerControl() {}

  /// The server's end; returns at once.
  public static void listen() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    ChildControl.listen(command -> {
      if (!command.equals(ALLOCATED)) {
        throw new IOException("no such command");
      }
      return Long.toString(threads.getTotalThreadAllocatedBytes());
    });
  }

  /// The measuring process's end.
  public static long allocatedBytes(JavaChild server) throws IOException, InterruptedException {
    return Long.parseLong(server.ask(ALLOCATED, PATIENCE));
  }
}
