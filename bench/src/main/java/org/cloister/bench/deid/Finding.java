package org.cloister.bench.deid;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cloister.bench.report.Bar;

/// What one part of the bench found.
///
/// @param part its name in the result
/// @param figures in the order in which they are written
/// @param sentences for people
record Finding(String part, List<Bar> bars, Map<String, Object> figures, List<String> sentences) {
  Finding {
    bars = List.copyOf(bars);
    figures = new LinkedHashMap<>(figures);
    sentences = List.copyOf(sentences);
  }
}
