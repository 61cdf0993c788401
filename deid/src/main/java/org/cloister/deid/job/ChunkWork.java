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
import org.cloister.deid.release.Line;
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
          case DOCUMENT -> work.apply(List.of(new Line(1, new Place(0, chunk.length()))));
          case LINES -> work.apply(Line.of(chunk.buffer(), chunk.length()));
        };
    Counts counts =
        new Counts(
            work.documents,
            work.bad.size(),
            new TreeMap<>(work.actions),
            new TreeMap<>(work.resources));
    return new Done(chunk, work.packed(), counts, List.copyOf(work.bad), unavailable);
  }

  private Optional<String> apply(List<Line> lines) {
    List<Step.Result> results = step.apply(chunk.buffer(), Line.places(lines));
    for (int i = 0; i < lines.size(); i++) {
      switch (results.get(i)) {
        case Step.Written written -> write(written);
        case Step.Rejected(var at, var reason) -> {
          bad.add(badDocument(lines.get(i), at, reason));
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

  private BadDocument badDocument(Line line, long at, String reason) {
    return new BadDocument(
        chunk.firstLine() + line.number() - 1, chunk.offset() + line.place().from() + at, reason);
  }

  private void write(Step.Written written) {
    output.writeBytes(written.document());
    output.write('\n');
    documents++;
    written.actions().forEach((name, n) -> actions.merge(name, n, Long::sum));
    Counts.countTypes(written.document(), resources);
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
