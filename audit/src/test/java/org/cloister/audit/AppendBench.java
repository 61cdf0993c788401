package org.cloister.audit;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/// Appends per second with callers that wait for their receipt, on a PostgreSQL that flushes. Not a
/// test.
///
/// Arguments: threads (64), seconds (10), body bytes (512), `jdk`.
final class AppendBench {
  private static final Map<Fact, String> FACTS =
      Map.of(
          Fact.EVENT,
          "result-read",
          Fact.MODEL,
          "sepsis-risk",
          Fact.MODEL_HASH,
          "a1".repeat(32),
          Fact.POLICY_SET,
          "b2".repeat(32));

  private AppendBench() {}

  public static void main(String[] args) throws Exception {
    int threads = args.length > 0 ? Integer.parseInt(args[0]) : 64;
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 10;
    int bodyBytes = args.length > 2 ? Integer.parseInt(args[2]) : 512;
    DataSource database = Store.fresh();
    // As the gateway runs it; with "jdk" as fourth argument, the JDK's own Ed25519.
    LogIdentity identity =
        args.length > 3 && args[3].equals("jdk")
            ? Logs.IDENTITY
            : LogIdentity.load(Logs.IDENTITY.origin(), Logs.KEY_FILE, new BouncyCastleProvider());
    try (AuditLog log =
        AuditLog.open(
            database, identity, new GcmSealer(), LogConfig.defaults(), Clock.systemUTC())) {
      long backend =
          Store.number(database, "SELECT pid FROM pg_locks WHERE locktype = 'advisory' LIMIT 1");
      run(log, threads, Math.min(seconds, 5), bodyBytes, "warm-up");
      Duration before = cpu(backend);
      long size = log.health().size();
      run(log, threads, seconds, bodyBytes, "measured");
      System.out.printf(
          "measured: PostgreSQL's CPU per append: %.1f us%n",
          cpu(backend).minus(before).toNanos() / 1e3 / (log.health().size() - size));
      run(log, 1, Math.min(seconds, 5), bodyBytes, "one caller");
      Logs.assertIntact(log);
    }
  }

  private static void run(AuditLog log, int threads, int seconds, int bodyBytes, String name)
      throws Exception {
    CanonicalJson body = CanonicalJson.of(Map.of("what", "x".repeat(bodyBytes - 11)));
    CanonicalJson agentBody = CanonicalJson.of(Map.of("who", "x".repeat(250)));
    ThreadMXBean cpu = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    AtomicLong callerCpu = new AtomicLong();
    ConcurrentLinkedQueue<long[]> waits = new ConcurrentLinkedQueue<>();
    long first = log.health().size();
    long processCpu = processCpu();
    long sequencerCpu = sequencerCpu(cpu);
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      callers.add(
          Thread.ofPlatform()
              .start(() -> {
                Random random = new Random();
                long[] mine = new long[1 << 20];
                int count = 0;
                while (System.nanoTime() < end) {
                  long start = System.nanoTime();
                  try {
                    Entry entry = entry(random, body, agentBody);
                    Receipt _ = log.append(entry, List.of()).get();
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                  mine[count++] = System.nanoTime() - start;
                }
                waits.add(Arrays.copyOf(mine, count));
                callerCpu.addAndGet(cpu.getCurrentThreadCpuTime());
              }));
    }
    for (Thread caller : callers) {
      caller.join();
    }
    long done = log.health().size() - first;
    long[] all = waits.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    System.out.printf(
        "%s: %d threads, %d s: %,d appends/s; wait p50 %.2f ms, p99 %.2f ms, max %.1f ms;"
            + " CPU per append: caller %.1f us, sequencer %.1f us, JVM %.1f us%n",
        name,
        threads,
        seconds,
        done / seconds,
        all[all.length / 2] / 1e6,
        all[(int) (all.length * 0.99)] / 1e6,
        all[all.length - 1] / 1e6,
        callerCpu.get() / 1e3 / done,
        (sequencerCpu(cpu) - sequencerCpu) / 1e3 / done,
        (processCpu() - processCpu) / 1e3 / done);
  }

  /// With everything that a record can be found by, which is what its rows and indexes cost.
  private static Entry entry(Random random, CanonicalJson body, CanonicalJson agentBody) {
    byte[] token = new byte[BlindTerm.LENGTH];
    random.nextBytes(token);
    Subject subject = new Subject("hospital", "%064x".formatted(random.nextInt(100_000)));
    Subject agent = new Subject("hospital", "%064x".formatted(random.nextInt(2_000)));
    return Entry.access(Outcome.OK, subject, FACTS, body)
        .by(Agent.of(agent, agentBody, Optional.of(BlindTerm.of(token))))
        .purpose("TREAT");
  }

  private static long sequencerCpu(ThreadMXBean cpu) {
    return Arrays.stream(cpu.getThreadInfo(cpu.getAllThreadIds()))
        .filter(t -> t != null && t.getThreadName().equals("cloister-audit-sequencer"))
        .mapToLong(t -> cpu.getThreadCpuTime(t.getThreadId()))
        .sum();
  }

  private static Duration cpu(long pid) {
    return ProcessHandle.of(pid).flatMap(p -> p.info().totalCpuDuration()).orElse(Duration.ZERO);
  }

  private static long processCpu() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
