package org.cloister.bench.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One figure and the goal that was set for it.
///
/// @param unit as in `1/s`, `us`; `1` for a ratio
public record Bar(String bar, double value, Goal goal, double target, String unit) {
  private static final int DIGITS = 4;
  private static final ObjectMapper JSON = new ObjectMapper();

  public enum Goal {
    AT_LEAST,
    AT_MOST
  }

  public static Bar atLeast(String bar, double value, double target, String unit) {
    return new Bar(bar, value, Goal.AT_LEAST, target, unit);
  }

  public static Bar atMost(String bar, double value, double target, String unit) {
    return new Bar(bar, value, Goal.AT_MOST, target, unit);
  }

  public boolean holds() {
    return switch (goal) {
      case AT_LEAST -> value >= target;
      case AT_MOST -> value <= target;
    };
  }

  /// Members in a fixed order: bar, value, target, unit, holds.
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("bar", bar);
    json.put("value", rounded(value));
    json.put("target", rounded(target));
    json.put("unit", unit);
    json.put("holds", holds());
    return json;
  }

  /// The line that every bench ends with, without a line break.
  public static String line(String bench, List<Bar> bars) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("bench", bench);
    json.put("bars", bars.stream().map(Bar::json).toList());
    try {
      return JSON.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps of texts and numbers can be written", e);
    }
  }

  /// Without an exponent, and with as many decimals as give four digits or more.
  public static BigDecimal rounded(double value) {
    BigDecimal exact = BigDecimal.valueOf(value);
    int decimals = Math.max(0, DIGITS - exact.precision() + exact.scale());
    BigDecimal rounded = exact.setScale(decimals, RoundingMode.HALF_UP).stripTrailingZeros();
    return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
  }
}
