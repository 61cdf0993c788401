package org.cloister.models;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cloister.models.ModelOutput.Absence;

/// Turns the graph's numbers into outputs, and refuses numbers that the manifest rules out.
final class OutputCheck {
  private OutputCheck() {}

  /// @param values in the order of the manifest's outputs
  /// @throws IllegalStateException if a value is there that should be absent or the reverse, is
  ///   infinite, or is a probability outside of 0 to 1
  static Prediction.Readout read(Manifest manifest, FeatureRow row, double[] values) {
    List<Prediction.Output> outputs = new ArrayList<>(values.length);
    List<Prediction.NotReturned> notReturned = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      ModelOutput output = manifest.outputs().get(i);
      Optional<Absence> absence = absence(output, row);
      if (absence.isPresent() != Double.isNaN(values[i])) {
        throw wrong(manifest, output, "is there although it should be absent, or the reverse");
      }
      if (absence.isPresent()) {
        notReturned.add(new Prediction.NotReturned(output, absence.get().reason()));
      } else {
        checkPossible(manifest, output, values[i]);
        outputs.add(new Prediction.Output(output, values[i], output.band(values[i])));
      }
    }
    return new Prediction.Readout(outputs, notReturned);
  }

  private static Optional<Absence> absence(ModelOutput output, FeatureRow row) {
    for (Absence absence : output.absentWhen()) {
      if (absence.applies(row.value(absence.input()))) {
        return Optional.of(absence);
      }
    }
    return Optional.empty();
  }

  private static void checkPossible(Manifest manifest, ModelOutput output, double value) {
    boolean possible =
        switch (output.kind()) {
          case PROBABILITY -> 0 <= value && value <= 1;
          case QUANTITY -> Double.isFinite(value);
        };
    if (!possible) {
      throw wrong(manifest, output, "is not a " + output.kind());
    }
  }

  private static IllegalStateException wrong(Manifest manifest, ModelOutput output, String what) {
    return new IllegalStateException(manifest.identity() + ": " + output.name() + " " + what);
  }
}
