package org.cloister.deid.fhir;

/// Bounds that hold before anything is built from the bytes.
///
/// @param maximumBytes length of the document, 2 or more
/// @param maximumDepth objects and arrays inside each other, 1 or more; a `Parameters` with a
///   bundle of real resources needs about 20
public record Limits(int maximumBytes, int maximumDepth) {
  /// 4 MiB, 48 levels.
  public static final Limits DEFAULT = new Limits(4 << 20, 48);

  public Limits {
    if (maximumBytes < 2 || maximumDepth < 1) {
      throw new IllegalArgumentException("limits must leave room for one empty object");
    }
  }
}
