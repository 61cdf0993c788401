package org.cloister.bench.deid;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.cloister.bench.Arguments;
import org.cloister.bench.UsageException;

/// The command line of `bench deid`.
///
/// @param seconds that are measured, shared out among the parts
/// @param input document, or folder of documents, of the engine; empty means the bench's own
/// @param notes labelled notes of the scrubber; empty means the bench's own
/// @param httpInput document that is sent over HTTP; empty means the bench's own
/// @param streamGigabytes of the stream whose memory is measured
/// @param data where the temporary data directory is made: it decides which disk is measured
/// @param parts that are measured
/// @param help only explain
record DeidOptions(
    int seconds,
    Optional<Path> input,
    Optional<Path> notes,
    Optional<Path> httpInput,
    int streamGigabytes,
    Path data,
    Set<Part> parts,
    Help help) {
  enum Help {
    ASKED,
    NOT_ASKED
  }

  /// What can be measured by itself.
  enum Part {
    ENGINE,
    TEXT,
    CODES,
    STREAM,
    HTTP;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static final String HELP =
      """
      usage: cloister bench deid [--seconds N] [--input PATH] [--notes FILE] [--http-input FILE]
                                 [--stream-gb N] [--only PART] [--data DIR]

        --seconds N        seconds that are measured: half of them for the engine, a tenth for
                           text, four tenths for HTTP (default 60, 20 to 3600); start, warm-up,
                           codes, the stream and the check of the log come on top
        --input PATH       what the engine is measured on: a file, or a folder with all its .json
                           and .ndjson files (default: a made-up record of 286 entries)
        --notes FILE       labelled notes, one a line (default: made-up ones)
        --http-input FILE  what is sent over HTTP (default: a made-up Bundle of 3 entries)
        --stream-gb N      size of the NDJSON file that is de-identified with -Xmx256m (default 1,
                           1 to 1000); about twice of it must be free on the disk
        --only PART        engine, text, codes, stream or http; the result file is left as it is
        --data DIR         folder on the disk to measure; a temporary one is made in it and removed
                           (default: the system's temporary folder)

      Preset safe-harbor-strict; embedded PostgreSQL with fsync on. Linux only.
      """;

  private static final int DEFAULT_SECONDS = 60;

  static DeidOptions parse(String[] words) throws UsageException {
    int seconds = DEFAULT_SECONDS;
    Optional<Path> input = Optional.empty();
    Optional<Path> notes = Optional.empty();
    Optional<Path> httpInput = Optional.empty();
    int streamGigabytes = 1;
    Path data = Path.of(System.getProperty("java.io.tmpdir"));
    Set<Part> parts = EnumSet.allOf(Part.class);
    Help help = Help.NOT_ASKED;
    for (Arguments arguments = new Arguments(words); arguments.hasNext(); ) {
      String name = arguments.next();
      switch (name) {
        case "--help" -> help = Help.ASKED;
        case "--seconds" -> seconds = arguments.number(20, 3600);
        case "--input" -> input = Optional.of(arguments.path());
        case "--notes" -> notes = Optional.of(arguments.path());
        case "--http-input" -> httpInput = Optional.of(arguments.path());
        case "--stream-gb" -> streamGigabytes = arguments.number(1, 1000);
        case "--only" -> parts = EnumSet.of(part(arguments.word()));
        case "--data" -> data = arguments.folder();
        default -> throw new UsageException("unknown argument " + name);
      }
    }
    return new DeidOptions(seconds, input, notes, httpInput, streamGigabytes, data, parts, help);
  }

  private static Part part(String name) throws UsageException {
    return Arrays.stream(Part.values())
        .filter(part -> part.text().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new UsageException("--only must be engine, text, codes, stream or http"));
  }
}
