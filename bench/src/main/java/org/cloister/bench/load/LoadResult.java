package org.cloister.bench.load;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/// What came back.
///
/// @param answered answers with status 200, those that came after the window included
/// @param inWindow answers with status 200 within the ordered duration
/// @param refused answers with another status
/// @param lastRefusal the last other status; 0 if there was none
/// @param windowNanos the ordered duration
/// @param latencies nanoseconds from the first byte sent to the last byte received, of `inWindow`
public record LoadResult(
    long answered,
    long inWindow,
    long refused,
    int lastRefusal,
    long windowNanos,
    Histogram latencies) {
  static final long LONGEST_NANOS = 60_000_000_000L;

  /// Three significant digits: an error of at most 0.1 %.
  public static Histogram noLatencies() {
    return new Histogram(LONGEST_NANOS, 3);
  }

  public double perSecond() {
    return inWindow * 1e9 / windowNanos;
  }

  public double micros(double percentile) {
    return latencies.getValueAtPercentile(percentile) / 1e3;
  }

  /// Both together, as if they were one run.
  public LoadResult plus(LoadResult other) {
    Histogram both = latencies.copy();
    both.add(other.latencies);
    return new LoadResult(
        answered + other.answered,
        inWindow + other.inWindow,
        refused + other.refused,
        other.lastRefusal == 0 ? lastRefusal : other.lastRefusal,
        windowNanos + other.windowNanos,
        both);
  }

  String encoded() {
    ByteBuffer buffer = ByteBuffer.allocate(latencies.getNeededByteBufferCapacity());
    int length = latencies.encodeIntoCompressedByteBuffer(buffer);
    return answered
        + " "
        + inWindow
        + " "
        + refused
        + " "
        + lastRefusal
        + " "
        + windowNanos
        + " "
        + Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
  }

  static LoadResult parse(String line) {
    String[] fields = line.split(" ", -1);
    try {
      return new LoadResult(
          Long.parseLong(fields[0]),
          Long.parseLong(fields[1]),
          Long.parseLong(fields[2]),
          Integer.parseInt(fields[3]),
          Long.parseLong(fields[4]),
          Histogram.decodeFromCompressedByteBuffer(
              ByteBuffer.wrap(Base64.getDecoder().decode(fields[5])), LONGEST_NANOS));
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("the load process sent no histogram", e);
    }
  }
}
