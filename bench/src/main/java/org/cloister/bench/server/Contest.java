package org.cloister.bench.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.cloister.bench.load.LoadOrder;
import org.cloister.bench.load.LoadProcess;
import org.cloister.bench.load.LoadResult;
import org.cloister.bench.process.CpuTime;
import org.cloister.bench.process.ServerControl;
import org.cloister.bench.server.Round.Usage;

/// Loads one server at a time and reads what it took. The other one is idle meanwhile.
public final class Contest {
  private final Contestant full;
  private final LoadProcess load;
  private final List<byte[]> bodies;
  private long answersOfFull;

  /// @param full whose issuer gives the tokens
  /// @param bodies of the requests, one for each patient
  public Contest(Contestant full, LoadProcess load, List<byte[]> bodies) {
    this.full = full;
    this.load = load;
    this.bodies = bodies;
  }

  /// @throws IOException when the server answered nothing, or with anything but 200
  public Round run(Contestant contestant, int callers, Duration duration)
      throws IOException, InterruptedException {
    Path requests = contestant.writeRequests(bodies, full.authorization());
    Usage before = usage(contestant);
    LoadResult result =
        load.run(
            new LoadOrder(
                contestant.port(), callers, duration, contestant.side().sign(), requests));
    Usage used = usage(contestant).minus(before);
    if (contestant == full) {
      answersOfFull += result.answered();
    }
    if (result.refused() > 0 || result.inWindow() == 0) {
      throw new IOException(
          "the server `%s` gave %d answers and refused %d requests, the last with status %d"
              .formatted(
                  contestant.side().text(),
                  result.answered(),
                  result.refused(),
                  result.lastRefusal()));
    }
    return new Round(result, used);
  }

  /// Answers with status 200 of the gateway in all runs so far.
  public long answersOfFull() {
    return answersOfFull;
  }

  private Usage usage(Contestant contestant) throws IOException, InterruptedException {
    long server = CpuTime.ofProcess(contestant.child().pid());
    long database = CpuTime.ofDescendants(contestant.child().handle());
    long client = CpuTime.ofProcess(load.pid());
    return new Usage(
        server,
        database,
        client,
        CpuTime.ofMachine() - server - database - client,
        ServerControl.allocatedBytes(contestant.child()),
        CpuTime.byThreads(contestant.child().pid()));
  }
}
