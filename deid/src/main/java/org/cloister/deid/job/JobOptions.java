package org.cloister.deid.job;

/// How a job works, not what it makes of a document.
///
/// @param threads that de-identify; reading and writing is the caller's
/// @param packing of the outputs
/// @param onError what one document does to its file
public record JobOptions(int threads, Packing packing, OnError onError) {
  /// Of the outputs.
  public enum Packing {
    PLAIN(""),
    GZIP(".gz");

    private final String ending;

    Packing(String ending) {
      this.ending = ending;
    }

    String ending() {
      return ending;
    }
  }

  public JobOptions {
    if (threads < 1 || threads > 1024) {
      throw new IllegalArgumentException("1 to 1024 threads");
    }
  }
}
