package org.cloister.deid.job;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Tells of each byte that is read or skipped.
final class CountedInput extends FilterInputStream {
  private final JobProgress progress;

  CountedInput(InputStream in, JobProgress progress) {
    super(in);
    this.progress = progress;
  }

  @Override
  public int read() throws IOException {
    int next = super.read();
    if (next >= 0) {
      progress.read(1);
    }
    return next;
  }

  @Override
  public int read(byte[] buffer, int from, int length) throws IOException {
    int count = super.read(buffer, from, length);
    progress.read(Math.max(0, count));
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = super.skip(count);
    progress.read(skipped);
    return skipped;
  }
}
