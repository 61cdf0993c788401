package org.cloister.bench.audit;

import java.nio.file.Path;
import org.cloister.bench.Arguments;
import org.cloister.bench.UsageException;

/// The command line of `bench audit`.
///
/// @param seconds of load that are measured: a third each for appends, plain inserts and latency
/// @param records that the log has when it is read
/// @param keys that are wrapped anew
/// @param data where the temporary data directory is made: it decides which disk is measured
/// @param help only explain
record AuditOptions(int seconds, int records, int keys, Path data, Help help) {
  enum Help {
    ASKED,
    NOT_ASKED
  }

  static final String HELP =
      """
      usage: cloister bench audit [--records N] [--seconds N] [--keys N] [--data DIR]

        --records N  records in the log before it is searched and verified (default 1000000,
                     10000 to 100000000); they are appended as the gateway appends them; ten
                     million take about half an hour in all
        --seconds N  seconds of measured load: a third for appends, a third for plain inserts, a
                     third for the latency at 1,000 records a second (default 30, 6 to 3600)
        --keys N     subject keys that are wrapped under a new key while records are appended
                     (default 100000, 1000 to 10000000)
        --data DIR   folder on the disk to measure; a temporary one is made in it and removed
                     (default: the system's temporary folder)

      A log, its sealed bodies and its search on the embedded PostgreSQL with fsync on, in this
      process. Linux only.
      """;

  private static final int DEFAULT_SECONDS = 30;
  private static final int DEFAULT_RECORDS = 1_000_000;
  private static final int DEFAULT_KEYS = 100_000;

  static AuditOptions parse(String[] words) throws UsageException {
    int seconds = DEFAULT_SECONDS;
    int records = DEFAULT_RECORDS;
    int keys = DEFAULT_KEYS;
    Path data = Path.of(System.getProperty("java.io.tmpdir"));
    Help help = Help.NOT_ASKED;
    for (Arguments arguments = new Arguments(words); arguments.hasNext(); ) {
      String name = arguments.next();
      switch (name) {
        case "--help" -> help = Help.ASKED;
        case "--seconds" -> seconds = arguments.number(6, 3600);
        case "--records" -> records = arguments.number(10_000, 100_000_000);
        case "--keys" -> keys = arguments.number(1000, 10_000_000);
        case "--data" -> data = arguments.folder();
        default -> throw new UsageException("unknown argument " + name);
      }
    }
    return new AuditOptions(seconds, records, keys, data, help);
  }
}
