package org.cloister.deid;

import java.util.Map;
import java.util.regex.Pattern;

/// Spellings of units that senders use and UCUM does not, each with the one thing it can mean.
///
/// Not taken, because they can mean two things: `C` (coulomb), `F` (farad), `M/uL`, `units`, `g%`.
final class UnitSpelling {
  private static final Map<String, String> SPELLINGS =
      Map.ofEntries(
          Map.entry("mmHg", "mm[Hg]"),
          Map.entry("mm Hg", "mm[Hg]"),
          Map.entry("mm[HG]", "mm[Hg]"),
          Map.entry("°C", "Cel"),
          Map.entry("degC", "Cel"),
          Map.entry("deg C", "Cel"),
          Map.entry("°F", "[degF]"),
          Map.entry("degF", "[degF]"),
          Map.entry("deg F", "[degF]"),
          Map.entry("lb", "[lb_av]"),
          Map.entry("lbs", "[lb_av]"),
          Map.entry("in", "[in_i]"),
          Map.entry("inches", "[in_i]"),
          Map.entry("bpm", "/min"),
          Map.entry("beats/min", "/min"),
          Map.entry("breaths/min", "/min"),
          Map.entry("kg/m^2", "kg/m2"),
          Map.entry("kg/m²", "kg/m2"),
          // The international unit of an enzyme is the U (1 umol/min); other [iU] do not convert.
          Map.entry("IU/L", "U/L"),
          Map.entry("[IU]/L", "U/L"),
          Map.entry("[iU]/L", "U/L"),
          Map.entry("K/uL", "10*3/uL"),
          Map.entry("thou/uL", "10*3/uL"));

  /// `10^9/L`, `x10^9/L`, `x10E9/L`, `x10(9)/L`, and the same with 3 and `/uL`.
  private static final Pattern POWER_OF_TEN =
      Pattern.compile("x?10(?:\\^|\\*|[Ee]|\\()(3|6|9|12)\\)?(/[a-zA-Z]+)");

  /// `mL/min/1.73m2`, `mL/min/1.73 m2`, `mL/min/1.73.m2`, `mL/min/{1.73m2}`, `mL/min/1.73` …
  private static final Pattern CLEARANCE =
      Pattern.compile("(?i:mL/min)/[\\[{(]?1\\.73[ ._*]?(?:m[\\^*]?2|m²|sq m)?[]})]?");

  private UnitSpelling() {}

  static String canonical(String unit) {
    String text = unit.strip();
    // Micro sign U+00B5, Greek mu U+03BC.
    text = text.replace('\u00b5', 'u').replace('\u03bc', 'u');
    text = text.replace("mcg", "ug").replace("mcL", "uL").replace("mcmol", "umol");
    text = text.replace("mEq", "meq");
    if (CLEARANCE.matcher(text).matches()) {
      return "mL/min/{1.73_m2}";
    }
    var power = POWER_OF_TEN.matcher(text);
    if (power.matches()) {
      return "10*" + power.group(1) + power.group(2);
    }
    return SPELLINGS.getOrDefault(text, text);
  }
}
