package org.cloister.bench.server;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.cloister.bench.CleanUp;
import org.cloister.bench.Deletion;
import org.cloister.bench.load.LoadProcess;

/// The temporary folder of one measurement and the processes that work in it. Nothing of it is left
/// behind, also when the measurement is interrupted.
public final class Workplace implements AutoCloseable {
  private final Path directory;
  private final Deque<AutoCloseable> processes = new ArrayDeque<>();
  private final CleanUp cleanUp;

  private Workplace(Path directory) {
    this.directory = directory;
    this.cleanUp = CleanUp.by(this::clear);
  }

  public static Workplace create(Path parent) throws IOException {
    return new Workplace(Files.createTempDirectory(parent, "cloister-bench-"));
  }

  public Contestant start(Contestant.Side side, List<String> flags) throws IOException {
    Path own = Files.createDirectory(directory.resolve(side.text()));
    Contestant contestant = Contestant.start(side, own, flags);
    processes.push(contestant);
    return contestant;
  }

  public LoadProcess startLoad() throws IOException {
    LoadProcess load = LoadProcess.start(directory);
    processes.push(load);
    return load;
  }

  /// Its folder.
  public Path directory() {
    return directory;
  }

  /// Has something closed before the folder goes, after all that is taken in later.
  @CanIgnoreReturnValue
  public <T extends AutoCloseable> T keep(T closed) {
    processes.push(closed);
    return closed;
  }

  @Override
  public void close() {
    cleanUp.close();
  }

  private void clear() {
    for (AutoCloseable process : processes) {
      try {
        process.close();
      } catch (Exception e) {
        throw new IllegalStateException("ending a child process throws nothing", e);
      }
    }
    try {
      Deletion.of(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("the temporary folder could not be removed", e);
    }
  }
}
