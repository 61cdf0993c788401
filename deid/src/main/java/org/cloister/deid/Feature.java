package org.cloister.deid;

/// One de-identified value.
///
/// @param input the safelist entry it answers
/// @param value in the entry's unit; 1.0 and 0.0 for yes and no; never NaN
/// @param daysBeforeIndex whole days between the measurement and the index time, 0 or more
public record Feature(String input, double value, long daysBeforeIndex) {
  public Feature {
    if (Double.isNaN(value)) {
      throw new IllegalArgumentException("an absent value is an absent feature, not NaN");
    }
  }
}
