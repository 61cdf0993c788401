package org.cloister.deid.release;

/// Ends the reading of a document that is not JSON; [RecordDeidentifier] turns it into a value.
final class MalformedJson extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int offset;
  private final String what;

  MalformedJson(int offset, String what) {
    super(what, null, false, false);
    this.offset = offset;
    this.what = what;
  }

  /// From the start of the buffer.
  int offset() {
    return offset;
  }

  String what() {
    return what;
  }
}
