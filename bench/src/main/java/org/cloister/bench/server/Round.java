package org.cloister.bench.server;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.cloister.bench.load.LoadResult;
import org.cloister.bench.process.CpuTime;
import org.cloister.bench.report.Bar;

/// One server under load once, or several such rounds as one.
public record Round(LoadResult load, Usage usage) {
  /// What the machine did meanwhile, from the first request to the last answer; nanoseconds of CPU.
  ///
  /// @param server the server's JVM, without its children
  /// @param database the server's children: PostgreSQL
  /// @param client the load generator
  /// @param others everything else on the machine, the hypervisor's theft included: what should be
  ///   nothing
  /// @param allocated bytes, by the server's threads
  /// @param threads of the server's JVM, by what they do
  public record Usage(
      long server,
      long database,
      long client,
      long others,
      long allocated,
      Map<String, Long> threads) {

    Usage plus(Usage other) {
      Map<String, Long> both = new TreeMap<>(threads);
      other.threads.forEach((name, nanos) -> both.merge(name, nanos, Long::sum));
      return new Usage(
          server + other.server,
          database + other.database,
          client + other.client,
          others + other.others,
          allocated + other.allocated,
          both);
    }

    Usage minus(Usage before) {
      Map<String, Long> rest = new TreeMap<>();
      threads.forEach(
          (name, nanos) -> rest.put(name, nanos - before.threads.getOrDefault(name, 0L)));
      return new Usage(
          server - before.server,
          database - before.database,
          client - before.client,
          others - before.others,
          allocated - before.allocated,
          rest);
    }
  }

  public Round plus(Round other) {
    return new Round(load.plus(other.load), usage.plus(other.usage));
  }

  public double serverMicros() {
    return perAnswerMicros(usage.server());
  }

  public double databaseMicros() {
    return perAnswerMicros(usage.database());
  }

  /// Of the server's CPU, what its compiler took; 0 to 1.
  public double compilerShare() {
    return usage.server() == 0
        ? 0
        : usage.threads().getOrDefault(CpuTime.COMPILER, 0L) / (double) usage.server();
  }

  private double perAnswerMicros(long nanos) {
    return load.answered() == 0 ? 0 : nanos / 1e3 / load.answered();
  }

  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("answers", load.answered());
    json.put("answersInWindow", load.inWindow());
    json.put("refused", load.refused());
    json.put("windowSeconds", Bar.rounded(load.windowNanos() / 1e9));
    json.put("perSecond", Bar.rounded(load.perSecond()));
    json.put("p50Micros", Bar.rounded(load.micros(50)));
    json.put("p99Micros", Bar.rounded(load.micros(99)));
    json.put("p999Micros", Bar.rounded(load.micros(99.9)));
    json.put("maxMicros", Bar.rounded(load.micros(100)));
    json.put("serverCpuMicrosPerAnswer", Bar.rounded(serverMicros()));
    json.put("databaseCpuMicrosPerAnswer", Bar.rounded(databaseMicros()));
    json.put("clientCpuMicrosPerAnswer", Bar.rounded(perAnswerMicros(usage.client())));
    json.put("otherCpuSeconds", Bar.rounded(usage.others() / 1e9));
    json.put(
        "allocatedBytesPerAnswer", load.answered() == 0 ? 0 : usage.allocated() / load.answered());
    Map<String, Object> threads = new LinkedHashMap<>();
    usage
        .threads()
        .forEach((name, nanos) -> {
          double micros = perAnswerMicros(nanos);
          if (micros >= 0.5) {
            threads.put(name, Bar.rounded(micros));
          }
        });
    json.put("cpuMicrosPerAnswerByThreads", threads);
    return json;
  }
}
