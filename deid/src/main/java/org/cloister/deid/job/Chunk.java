package org.cloister.deid.job;

/// Whole documents of one file, as one array.
///
/// Owned by one thread at a time: the reader fills it, a worker reads it, nobody writes to it
/// after.
final class Chunk {
  private final byte[] buffer;
  private final int length;
  private final long offset;
  private final long firstLine;
  private final long lines;

  /// @param offset of its first byte in the unpacked file
  /// @param firstLine number of its first line, from 1
  /// @param lines in it; a document over many lines is one
  Chunk(byte[] buffer, int length, long offset, long firstLine, long lines) {
    this.buffer = buffer;
    this.length = length;
    this.offset = offset;
    this.firstLine = firstLine;
    this.lines = lines;
  }

  byte[] buffer() {
    return buffer;
  }

  int length() {
    return length;
  }

  long offset() {
    return offset;
  }

  long firstLine() {
    return firstLine;
  }

  /// Where the next chunk begins.
  long end() {
    return offset + length;
  }

  long nextLine() {
    return firstLine + lines;
  }
}
