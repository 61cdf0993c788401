package org.cloister.deid.job;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/// Tells of each byte as it is read, and of all of them by their hash.
final class CountedInput extends FilterInputStream {
  private static final int BUFFER_BYTES = 1 << 16;

  private final JobProgress progress;
  private final MessageDigest digest = Fingerprint.sha256();

  CountedInput(InputStream in, JobProgress progress) {
    super(in);
    this.progress = progress;
  }

  @Override
  public int read() throws IOException {
    int next = super.read();
    if (next >= 0) {
      progress.read(1);
      digest.update((byte) next);
    }
    return next;
  }

  @Override
  public int read(byte[] buffer, int from, int length) throws IOException {
    int count = super.read(buffer, from, length);
    if (count > 0) {
      progress.read(count);
      digest.update(buffer, from, count);
    }
    return count;
  }

  /// Reads what it skips: the hash is of every byte.
  @Override
  public long skip(long count) throws IOException {
    byte[] buffer = new byte[(int) Math.min(BUFFER_BYTES, Math.max(0, count))];
    return Math.max(0, read(buffer, 0, buffer.length));
  }

  /// SHA-256 of the whole, hexadecimal; reads what is left.
  String sha256() throws IOException {
    var _ = transferTo(OutputStream.nullOutputStream());
    return HexFormat.of().formatHex(digest.digest());
  }
}
