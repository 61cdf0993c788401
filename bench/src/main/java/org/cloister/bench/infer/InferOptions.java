package org.cloister.bench.infer;

import java.nio.file.Path;
import org.cloister.bench.Arguments;
import org.cloister.bench.UsageException;

/// The command line of `bench infer`.
///
/// @param seconds of load that are measured, both servers and all rounds together
/// @param callers connections of the load generator
/// @param data where the temporary data directory is made: it decides which disk is measured
/// @param help only explain
record InferOptions(int seconds, int callers, Path data, Help help) {
  enum Help {
    ASKED,
    NOT_ASKED
  }

  static final String HELP =
      """
      usage: cloister bench infer [--seconds N] [--callers N] [--data DIR]

        --seconds N  seconds of measured load, both servers together (default 60, 12 to 3600);
                     start, warm-up (until the compiler is done, 15 s to 2 min each), the lone
                     caller and the check of the log come on top
        --callers N  connections, each with one request in flight (default 64, 1 to 250)
        --data DIR   folder on the disk to measure; a temporary one is made in it and removed
                     (default: the system's temporary folder)

      Starts the gateway (embedded PostgreSQL, fsync on) and a bare endpoint, loads one after the
      other in turn, and checks that every answer has its record. Linux only.
      """;

  private static final int DEFAULT_SECONDS = 60;
  private static final int DEFAULT_CALLERS = 64;

  static InferOptions parse(String[] words) throws UsageException {
    int seconds = DEFAULT_SECONDS;
    int callers = DEFAULT_CALLERS;
    Path data = Path.of(System.getProperty("java.io.tmpdir"));
    Help help = Help.NOT_ASKED;
    for (Arguments arguments = new Arguments(words); arguments.hasNext(); ) {
      String name = arguments.next();
      switch (name) {
        case "--help" -> help = Help.ASKED;
        case "--seconds" -> seconds = arguments.number(12, 3600);
        case "--callers" -> callers = arguments.number(1, 250);
        case "--data" -> data = arguments.folder();
        default -> throw new UsageException("unknown argument " + name);
      }
    }
    return new InferOptions(seconds, callers, data, help);
  }
}
