package org.cloister.models.metering;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Learns what one model's calls take on an idle machine. Feed it calls made at idle; it fits one
/// line per stage, `nanoseconds = a * request bytes + b`, that outliers cannot move: `a` is the
/// median of the slopes between all pairs of samples, `b` the median of what is left (Theil 1950,
/// Sen 1968; holds with up to 29 % of outliers). It keeps the newest samples only. Safe for
/// concurrent use.
public final class Calibration {
  /// Fewer say too little about a median.
  public static final int FEWEST_SAMPLES = 16;

  /// All pairs are looked at: 256 samples are 32 640 pairs.
  private static final int MOST_SAMPLES = 256;

  private record Sample(long requestBytes, Measured measured) {}

  private final Deque<Sample> samples = new ArrayDeque<>();

  /// @param requestBytes size of the call's body
  public synchronized void add(Measured measured, long requestBytes) {
    if (samples.size() == MOST_SAMPLES) {
      samples.removeFirst();
    }
    samples.addLast(new Sample(requestBytes, measured));
  }

  /// Empty until there are enough samples.
  public Optional<Expectation> fit() {
    List<Sample> taken;
    synchronized (this) {
      taken = new ArrayList<>(samples);
    }
    if (taken.size() < FEWEST_SAMPLES) {
      return Optional.empty();
    }
    double[] bytes = taken.stream().mapToDouble(Sample::requestBytes).toArray();
    Map<Stage, Expectation.Line> lines = new EnumMap<>(Stage.class);
    for (Stage stage : Stage.values()) {
      double[] nanos = taken.stream().mapToDouble(s -> s.measured().nanos(stage)).toArray();
      lines.put(stage, line(bytes, nanos));
    }
    return Optional.of(new Expectation(lines));
  }

  private static Expectation.Line line(double[] bytes, double[] nanos) {
    double[] slopes = new double[bytes.length * (bytes.length - 1) / 2];
    int pairs = 0;
    for (int i = 0; i < bytes.length; i++) {
      for (int j = i + 1; j < bytes.length; j++) {
        if (bytes[i] != bytes[j]) {
          slopes[pairs++] = (nanos[j] - nanos[i]) / (bytes[j] - bytes[i]);
        }
      }
    }
    double slope = pairs == 0 ? 0 : median(Arrays.copyOf(slopes, pairs));
    double[] rest = new double[bytes.length];
    for (int i = 0; i < rest.length; i++) {
      rest[i] = nanos[i] - slope * bytes[i];
    }
    return new Expectation.Line(slope, median(rest));
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    int middle = values.length / 2;
    return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  }
}
