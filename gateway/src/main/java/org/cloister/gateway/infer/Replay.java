package org.cloister.gateway.infer;

import java.nio.charset.StandardCharsets;
import org.cloister.deid.DeidentifiedCase;
import org.cloister.models.Prediction;
import org.cloister.policies.Sha256;

/// What went into a model and what came out of it, each as one digest: the same model on the same
/// input gives the same two again (Regulation (EU) 2024/1689 Art. 12(2)). The digest of the answer
/// as it was sent cannot say that, because every answer has ids and times of its own.
///
/// The numbers are few enough to be found by trying: both digests belong into the sealed part of a
/// record and into no leaf.
///
/// @param input of the names and values of the case, in the order of the safelist
/// @param output of the names and values of what the model returned, in the order of its manifest
record Replay(Sha256 input, Sha256 output) {
  static Replay of(DeidentifiedCase given, Prediction prediction) {
    StringBuilder input = new StringBuilder();
    given.features().forEach(feature -> append(input, feature.input(), feature.value()));
    StringBuilder output = new StringBuilder();
    prediction.outputs().forEach(it -> append(output, it.name(), it.value()));
    return new Replay(digest(input), digest(output));
  }

  /// The value's bits, so that not even a last digit is lost.
  private static void append(StringBuilder lines, String name, double value) {
    lines.append(name).append('=').append(Double.doubleToLongBits(value)).append('\n');
  }

  private static Sha256 digest(StringBuilder lines) {
    return Sha256.of(lines.toString().getBytes(StandardCharsets.UTF_8));
  }
}
