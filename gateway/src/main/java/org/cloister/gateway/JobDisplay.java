package org.cloister.gateway;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.cloister.deid.job.JobProgress;

/// Shows how far a job is: a bar on a terminal, a line now and then elsewhere. Says how much, never
/// what: names of files may be names of patients. One thread's.
final class JobDisplay implements JobProgress {
  private static final int BAR = 20;

  private final PrintStream to;
  private final boolean isTerminal;
  private final long totalBytes;
  private final LongSupplier nanoTime;
  private final long began;
  private final long pauseNanos;
  private String act = "";
  private long nextShown;
  private long bytes;
  private long documents;

  /// @param totalBytes that will be read
  JobDisplay(PrintStream to, boolean isTerminal, long totalBytes, LongSupplier nanoTime) {
    this.to = to;
    this.isTerminal = isTerminal;
    this.totalBytes = Math.max(1, totalBytes);
    this.nanoTime = nanoTime;
    this.began = nanoTime.getAsLong();
    this.pauseNanos = (isTerminal ? Duration.ofMillis(100) : Duration.ofSeconds(10)).toNanos();
    this.nextShown = began + pauseNanos;
  }

  /// A bar on standard output if that is a terminal, else lines on standard error.
  static JobDisplay of(PrintStream out, PrintStream err, long totalBytes) {
    boolean isTerminal =
        Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    return new JobDisplay(isTerminal ? out : err, isTerminal, totalBytes, System::nanoTime);
  }

  /// @param act what is done from now on
  void begin(String act) {
    this.act = act;
  }

  @Override
  public void read(long count) {
    bytes += count;
    showNowAndThen();
  }

  @Override
  public void documents(long count) {
    documents += count;
    showNowAndThen();
  }

  /// Takes the bar away: what is printed next stands alone.
  void end() {
    if (isTerminal) {
      to.print("\r\u001b[K");
      to.flush();
    }
  }

  private void showNowAndThen() {
    long now = nanoTime.getAsLong();
    if (now - nextShown < 0) {
      return;
    }
    nextShown = now + pauseNanos;
    double seconds = (now - began) / 1e9;
    int percent = (int) Math.min(100, bytes * 100 / totalBytes);
    String line =
        String.format(
            Locale.ROOT,
            "%s: %d %%, %,d documents, %.1f MB/s",
            act,
            percent,
            documents,
            bytes / seconds / 1e6);
    if (isTerminal) {
      int filled = percent * BAR / 100;
      to.print("\r[" + "#".repeat(filled) + " ".repeat(BAR - filled) + "] " + line + "\u001b[K");
      to.flush();
    } else {
      to.println(line);
    }
  }
}
