package org.cloister.bench.load;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.cloister.bench.process.ChildControl;
import org.cloister.bench.process.JavaChild;

/// The load generator. It stays from run to run, so that it is warm too.
public final class LoadProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /// Small, and with a collector that takes no thread of its own.
  private static final List<String> FLAGS =
      List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:MaxDirectMemorySize=256m");

  private final JavaChild child;

  private LoadProcess(JavaChild child) {
    this.child = child;
  }

  /// Entry of the child.
  public static void main(String[] arguments) {
    ChildControl.serve(command -> LoadRun.run(LoadOrder.parse(command)).encoded());
  }

  public static LoadProcess start(Path directory) throws IOException {
    return new LoadProcess(
        JavaChild.start(
            new JavaChild.Program("load", FLAGS, LoadProcess.class, List.of()), directory));
  }

  public long pid() {
    return child.pid();
  }

  /// Returns when every request that was begun is answered.
  public LoadResult run(LoadOrder order) throws IOException, InterruptedException {
    return LoadResult.parse(child.ask(order.encoded(), order.duration().plus(PATIENCE)));
  }

  @Override
  public void close() {
    child.close();
  }
}
