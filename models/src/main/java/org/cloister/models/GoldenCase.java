package org.cloister.models;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/// A stored case that a model has to reproduce before it may answer.
///
/// @param source where the expected values come from
/// @param tolerance largest absolute difference. Not zero even for values with all digits: on one
///   machine a run repeats bit by bit, but `exp` and matrix products differ in the last bit between
///   processor generations
/// @param inputs by graph input; what is not named is absent
/// @param outputs by graph output, empty for "not returned"; what is not named is not compared
record GoldenCase(
    String name,
    String source,
    double tolerance,
    Map<String, Double> inputs,
    Map<String, OptionalDouble> outputs) {
  GoldenCase {
    inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
  }
}
