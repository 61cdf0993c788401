package org.cloister.deid.job;

/// Hears how far a job is. Called by one thread, often: an implementation decides when to show it.
public interface JobProgress {
  /// @param bytes of the input as stored, read since the last call
  void read(long bytes);

  /// @param count documents written since the last call
  void documents(long count);

  /// Nobody listens.
  static JobProgress none() {
    return new JobProgress() {
      @Override
      public void read(long bytes) {}

      @Override
      public void documents(long count) {}
    };
  }
}
