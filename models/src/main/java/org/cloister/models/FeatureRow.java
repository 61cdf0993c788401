package org.cloister.models;

import java.util.Arrays;
import java.util.List;
import org.cloister.deid.Feature;
import org.cloister.deid.Input;

/// The values of one case by the names of one manifest; NaN where there is none. Confined to one
/// call.
final class FeatureRow {
  private final Manifest manifest;
  private final double[] values;

  private FeatureRow(Manifest manifest, double[] values) {
    this.manifest = manifest;
    this.values = values;
  }

  static FeatureRow of(Manifest manifest, List<Feature> features) {
    double[] values = new double[manifest.inputs().size()];
    Arrays.fill(values, Double.NaN);
    FeatureRow row = new FeatureRow(manifest, values);
    for (Feature feature : features) {
      row.set(feature.input(), feature.value());
    }
    return row;
  }

  /// NaN for an input without value.
  double value(String input) {
    return values[index(input)];
  }

  void set(String input, double value) {
    values[index(input)] = value;
  }

  double[] select(List<String> inputs) {
    double[] selected = new double[inputs.size()];
    for (int i = 0; i < selected.length; i++) {
      selected[i] = value(inputs.get(i));
    }
    return selected;
  }

  /// A case without a mandatory value cannot have come from the de-identifier.
  void checkComplete() {
    for (int i = 0; i < values.length; i++) {
      Input input = manifest.inputs().get(i).input();
      if (input.presence() == Input.Presence.MANDATORY && Double.isNaN(values[i])) {
        throw new IllegalArgumentException("the case lacks the mandatory input " + input.name());
      }
    }
  }

  private int index(String input) {
    for (int i = 0; i < values.length; i++) {
      if (manifest.inputs().get(i).name().equals(input)) {
        return i;
      }
    }
    throw new IllegalArgumentException("the manifest has no input " + input);
  }
}
