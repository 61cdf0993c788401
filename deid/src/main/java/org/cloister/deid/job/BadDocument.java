package org.cloister.deid.job;

/// A document that cannot be released.
///
/// @param line number, from 1
/// @param byteOffset in the unpacked file
/// @param reason without a value
record BadDocument(long line, long byteOffset, String reason) {
  String sentence() {
    return "line " + line + ", byte " + byteOffset + ": " + reason;
  }
}
