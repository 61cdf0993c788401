package org.cloister.deid.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// How far one file is. All that it counts is durable in the part files before it is written, so
/// whatever they hold beyond it is cut off and done again.
///
/// @param input which file it was
/// @param terms by what it is de-identified
/// @param packing of the output
/// @param startedAt when its first run began, ISO 8601
/// @param state whether the output may be published
/// @param inputSha256 of the whole input as stored, hexadecimal; empty until it was read
/// @param inputOffset where the next document begins in the unpacked file
/// @param line its number
/// @param outputBytes of the output
/// @param reportBytes of the report of skipped documents
/// @param counts of what was done
record Journal(
    Fingerprint input,
    JobTerms terms,
    JobOptions.Packing packing,
    String startedAt,
    State state,
    String inputSha256,
    long inputOffset,
    long line,
    long outputBytes,
    long reportBytes,
    Counts counts) {
  /// Of a file.
  enum State {
    RUNNING,
    WRITTEN
  }

  private static final JsonMapper JSON = JsonMapper.builder().build();

  static Journal begin(
      Fingerprint input, JobTerms terms, JobOptions.Packing packing, String startedAt) {
    return new Journal(
        input, terms, packing, startedAt, State.RUNNING, "", 0, 1, 0, 0, Counts.none());
  }

  /// After one more chunk.
  ///
  /// @param output bytes it gave
  /// @param report bytes it added to the report
  Journal plus(ChunkWork.Done done, long output, long report) {
    return new Journal(
        input,
        terms,
        packing,
        startedAt,
        state,
        inputSha256,
        done.chunk().end(),
        done.chunk().nextLine(),
        outputBytes + output,
        reportBytes + report,
        counts.plus(done.counts()));
  }

  /// At the end.
  ///
  /// @param output bytes that end it
  /// @param sha256 of the input
  Journal written(long output, String sha256) {
    return new Journal(
        input,
        terms,
        packing,
        startedAt,
        State.WRITTEN,
        sha256,
        inputOffset,
        line,
        outputBytes + output,
        reportBytes,
        counts);
  }

  /// What a run before left, if it left anything.
  ///
  /// @throws JobException if it was another job's
  static Optional<Journal> resume(Path file, Journal fresh) throws IOException, JobException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Journal found = JSON.readValue(Files.readAllBytes(file), Journal.class);
    if (!found.input.equals(fresh.input)) {
      throw new JobException(
          "the input has changed since this job began; --restart removes what it wrote and begins"
              + " anew");
    }
    found.terms.requireSame(fresh.terms);
    if (found.packing != fresh.packing) {
      throw new JobException("this job began with another --gzip; --restart begins anew");
    }
    return Optional.of(found);
  }

  byte[] bytes() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of numbers and words is JSON", e);
    }
  }
}
