package org.cloister.bench.deid;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.cloister.bench.process.ChildControl;
import org.cloister.deid.generalise.Zip3;
import org.cloister.deid.job.DeidentifyJob;
import org.cloister.deid.job.InputFile;
import org.cloister.deid.job.JobException;
import org.cloister.deid.job.JobOptions;
import org.cloister.deid.job.JobProgress;
import org.cloister.deid.job.JobTerms;
import org.cloister.deid.job.OnError;
import org.cloister.deid.job.Step;
import org.cloister.deid.pseudonym.KeyedPseudonyms;
import org.cloister.deid.pseudonym.PseudonymDomain;
import org.cloister.deid.release.KnownPeople;
import org.cloister.deid.release.RecordDeidentifier;
import org.cloister.deid.rule.Preset;
import org.cloister.deid.rule.RuleSet;
import org.cloister.deid.sealing.KeyFile;
import org.cloister.deid.sealing.SealingException;

/// De-identifies one file as `./cloister deidentify` does, in a process of its own that tells how
/// far it is and what it holds.
///
/// Codes are keyed, and so is the preset one with keyed codes: with random ones, a file in which
/// every patient is new would measure how fast PostgreSQL stores them.
public final class StreamChild {
  /// Bytes read, documents written, live bytes as of the last [#COLLECT], how it ended.
  static final String STATE = "state";

  /// The same after a full collection: what a young one leaves may be garbage that grew old.
  static final String COLLECT = "collect";

  private static final String DOMAIN = "stream";

  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong documents = new AtomicLong();
  private volatile long live;
  private volatile String end = "running";

  private StreamChild() {}

  /// @param arguments key file, input, output folder, threads
  public static void main(String[] arguments) throws InterruptedException {
    StreamChild child = new StreamChild();
    ChildControl.listen(command -> child.answer(command));
    try {
      child.run(arguments);
      child.end = "done";
    } catch (IOException | JobException | SealingException | RuntimeException e) {
      child.end = "failed: " + e.getMessage();
    }
    // The parent asks for the end and then lets this process end.
    new CountDownLatch(1).await();
  }

  private void run(String[] arguments)
      throws IOException, InterruptedException, JobException, SealingException {
    Engines engines = new Engines();
    RuleSet rules = engines.rules(Preset.EXPERT_DETERMINATION);
    KeyedPseudonyms pseudonyms =
        KeyedPseudonyms.of(KeyFile.load(Path.of(arguments[0])), new PseudonymDomain(DOMAIN), 1);
    RecordDeidentifier engine = engines.engine(Preset.EXPERT_DETERMINATION, pseudonyms);
    JobTerms terms =
        new JobTerms(
            rules.name(), rules.hash(), rules.name(), Zip3.TABLE, DOMAIN, "bench", 0, "bench");
    DeidentifyJob job =
        new DeidentifyJob(
            Step.of(engine, KnownPeople.none()),
            terms,
            new JobOptions(Integer.parseInt(arguments[3]), JobOptions.Packing.PLAIN, OnError.STOP),
            Optional.empty(),
            Clock.systemUTC());
    Path out = Path.of(arguments[2]);
    DeidentifyJob.Report report =
        job.run(
            InputFile.at(Path.of(arguments[1]), out, Set.of()),
            out,
            DeidentifyJob.Start.CONTINUE,
            listener());
    if (!report.faults().isEmpty()) {
      throw new IOException(report.faults().getFirst());
    }
  }

  private JobProgress listener() {
    return new JobProgress() {
      @Override
      public void read(long count) {
        bytes.addAndGet(count);
      }

      @Override
      public void documents(long count) {
        documents.addAndGet(count);
      }
    };
  }

  private String answer(String command) throws IOException {
    switch (command) {
      case STATE -> {}
      case COLLECT -> {
        System.gc();
        live = liveBytes();
      }
      default -> throw new IOException("no such command");
    }
    return bytes.get() + " " + documents.get() + " " + live + " " + end;
  }

  /// What the last collection left of the whole heap; 0 before the first.
  private static long liveBytes() {
    return ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class).stream()
        .map(GarbageCollectorMXBean::getLastGcInfo)
        .filter(Objects::nonNull)
        .max(Comparator.comparingLong(GcInfo::getEndTime))
        .map(StreamChild::heapAfter)
        .orElse(0L);
  }

  private static long heapAfter(GcInfo collection) {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(pool -> collection.getMemoryUsageAfterGc().get(pool.getName()))
        .filter(Objects::nonNull)
        .mapToLong(MemoryUsage::getUsed)
        .sum();
  }
}
