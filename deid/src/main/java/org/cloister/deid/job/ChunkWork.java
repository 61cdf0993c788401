package org.cloister.deid.job;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.cloister.deid.release.Place;

/// De-identifies the documents of one chunk, in order, and packs what comes out. A worker's.
final class ChunkWork {
  /// What became of a chunk.
  ///
  /// @param output to append to the file: in gzip one whole member, or nothing
  /// @param bad in order; with [OnError#STOP] the first alone
  /// @param unavailable why this chunk, as a whole, must be done later
  record Done(
      Chunk chunk,
      ByteArrayOutputStream output,
      Counts counts,
      List<BadDocument> bad,
      Optional<String> unavailable) {}

  private final Chunk chunk;
  private final Step step;
  private final JobOptions options;
  private final ByteArrayOutputStream output;
  private final List<BadDocument> bad = new ArrayList<>();
  private final Map<String, Long> actions = new TreeMap<>();
  private final Map<String, Long> resources = new TreeMap<>();
  private long documents;

  private ChunkWork(Chunk chunk, Step step, JobOptions options) {
    this.chunk = chunk;
    this.step = step;
    this.options = options;
    this.output = new ByteArrayOutputStream(chunk.length());
  }

  static Done of(Chunk chunk, InputFile.Form form, Step step, JobOptions options) {
    ChunkWork work = new ChunkWork(chunk, step, options);
    Optional<String> unavailable =
        switch (form) {
          case DOCUMENT ->
              work.apply(List.of(new Place(0, chunk.length())), List.of(chunk.firstLine()));
          case LINES -> work.lines();
        };
    Counts counts =
        new Counts(
            work.documents,
            work.bad.size(),
            new TreeMap<>(work.actions),
            new TreeMap<>(work.resources));
    return new Done(chunk, work.packed(), counts, List.copyOf(work.bad), unavailable);
  }

  private Optional<String> lines() {
    byte[] buffer = chunk.buffer();
    List<Place> documents = new ArrayList<>();
    List<Long> lines = new ArrayList<>();
    long line = chunk.firstLine();
    int from = 0;
    while (from < chunk.length()) {
      int to = from;
      while (to < chunk.length() && buffer[to] != '\n') {
        to++;
      }
      if (!isBlank(buffer, from, to)) {
        documents.add(new Place(from, to));
        lines.add(line);
      }
      from = to + 1;
      line++;
    }
    return apply(documents, lines);
  }

  /// @param lines the number of each document's line
  private Optional<String> apply(List<Place> places, List<Long> lines) {
    List<Step.Result> results = step.apply(chunk.buffer(), places);
    for (int i = 0; i < places.size(); i++) {
      switch (results.get(i)) {
        case Step.Written written -> write(written);
        case Step.Rejected(var at, var reason) -> {
          long offset = chunk.offset() + places.get(i).from() + at;
          bad.add(new BadDocument(lines.get(i), offset, reason));
          if (options.onError() == OnError.STOP) {
            return Optional.empty();
          }
        }
        case Step.Unavailable(var reason) -> {
          return Optional.of(reason);
        }
      }
    }
    return Optional.empty();
  }

  private void write(Step.Written written) {
    output.writeBytes(written.document());
    output.write('\n');
    documents++;
    written.actions().forEach((name, n) -> actions.merge(name, n, Long::sum));
    Counts.countTypes(written.document(), resources);
  }

  private static boolean isBlank(byte[] buffer, int from, int to) {
    for (int i = from; i < to; i++) {
      if (buffer[i] != ' ' && buffer[i] != '\t' && buffer[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  /// RFC 1952 section 2.2: "A gzip file consists of a series of members", so that each worker packs
  /// its own and a killed run is cut between two.
  private ByteArrayOutputStream packed() {
    if (options.packing() == JobOptions.Packing.PLAIN || output.size() == 0) {
      return output;
    }
    ByteArrayOutputStream member = new ByteArrayOutputStream(output.size() / 4);
    try (GZIPOutputStream gzip = new GZIPOutputStream(member)) {
      output.writeTo(gzip);
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes what it is given", e);
    }
    return member;
  }
}
