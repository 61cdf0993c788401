package org.cloister.deid.release;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The JSON that is being written. What was written since a [#size] can be taken back. Not safe for
/// concurrent use.
final class JsonOutput {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes;
  private int size;

  JsonOutput(int expected) {
    this.bytes = new byte[Math.max(256, expected)];
  }

  int size() {
    return size;
  }

  void takeBackTo(int earlierSize) {
    size = earlierSize;
  }

  byte[] buffer() {
    return bytes;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  void write(char ascii) {
    room(1);
    bytes[size++] = (byte) ascii;
  }

  void write(byte[] from) {
    write(from, 0, from.length);
  }

  void write(byte[] from, int start, int end) {
    int length = end - start;
    room(length);
    System.arraycopy(from, start, bytes, size, length);
    size += length;
  }

  /// Leaves room for so many bytes, to be filled later.
  void skip(int length) {
    room(length);
    size += length;
  }

  /// The text as a JSON string.
  void writeString(String text) {
    write('"');
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    room(utf8.length * 6);
    for (byte b : utf8) {
      if (b == '"' || b == '\\') {
        bytes[size++] = '\\';
        bytes[size++] = b;
      } else if (b >= 0 && b < ' ') {
        bytes[size++] = '\\';
        bytes[size++] = 'u';
        bytes[size++] = '0';
        bytes[size++] = '0';
        bytes[size++] = HEX[b >> 4];
        bytes[size++] = HEX[b & 15];
      } else {
        bytes[size++] = b;
      }
    }
    write('"');
  }

  private void room(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, more)));
    }
  }
}
