package org.cloister.deid.job;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/// Cuts a stream into chunks of whole lines, in order. One thread's.
final class ChunkReader {
  /// Large enough that handing over costs nothing, small enough that sixteen fit a small heap.
  static final int CHUNK_BYTES = 1 << 19;

  /// A document beyond this is refused before it fills the memory.
  static final int LARGEST_DOCUMENT = 64 << 20;

  private final InputStream in;
  private final InputFile.Form form;
  private byte[] rest = new byte[0];
  private long offset;
  private long line = 1;
  private boolean ended;

  ChunkReader(InputStream in, InputFile.Form form) {
    this.in = in;
    this.form = form;
  }

  /// Leaves out what a run before has done.
  ///
  /// @throws EOFException if there is less
  void skipTo(long offset, long line) throws IOException {
    in.skipNBytes(offset);
    this.offset = offset;
    this.line = line;
  }

  /// The next chunk, or empty at the end.
  Optional<Chunk> next() throws IOException, StoppedException {
    byte[] buffer = Arrays.copyOf(rest, Math.max(CHUNK_BYTES, rest.length));
    int filled = rest.length;
    rest = new byte[0];
    int cut = 0;
    while (cut == 0) {
      filled += in.readNBytes(buffer, filled, buffer.length - filled);
      ended = ended || filled < buffer.length;
      cut = ended ? filled : form == InputFile.Form.LINES ? afterLastLine(buffer, filled) : 0;
      if (ended && filled == 0) {
        return Optional.empty();
      }
      if (cut == 0) {
        buffer = grown(buffer);
      }
    }
    rest = Arrays.copyOfRange(buffer, cut, filled);
    long lines = form == InputFile.Form.LINES ? lines(buffer, cut) : 1;
    Chunk chunk = new Chunk(buffer, cut, offset, line, lines);
    offset = chunk.end();
    line = chunk.nextLine();
    return Optional.of(chunk);
  }

  private byte[] grown(byte[] buffer) throws StoppedException {
    if (buffer.length >= LARGEST_DOCUMENT) {
      throw new StoppedException(
          "line %d, byte %d: a document of more than %d MiB"
              .formatted(line, offset, LARGEST_DOCUMENT >> 20));
    }
    return Arrays.copyOf(buffer, buffer.length * 2);
  }

  private static int afterLastLine(byte[] buffer, int filled) {
    int end = filled;
    while (end > 0 && buffer[end - 1] != '\n') {
      end--;
    }
    return end;
  }

  private static long lines(byte[] buffer, int length) {
    long lines = 0;
    for (int i = 0; i < length; i++) {
      if (buffer[i] == '\n') {
        lines++;
      }
    }
    return lines;
  }
}
