package org.cloister.deid;

/// Why an input cannot be used, without the value that was found.
///
/// @param input the safelist entry
/// @param code how the outside world names it: a LOINC code, or the entry's name where there is
///   none
/// @param system the code's system; LOINC or [#SYSTEM]
/// @param kind what is wrong
/// @param message one sentence that a clinician can act on
public record InputProblem(String input, String system, String code, Kind kind, String message) {
  /// The product's own system, in which inputs without a LOINC code go by their safelist name.
  public static final String SYSTEM = "https://cloister.health/fhir/CodeSystem/model-input";

  public enum Kind {
    MISSING,
    /// Unit unknown, or not convertible to the model's.
    UNIT,
    /// Outside of what is plausible at all.
    IMPLAUSIBLE,
    /// Plausible, but outside of what the model was published for.
    OUT_OF_RANGE,
    /// `<` or `>`: a bound is not a value.
    COMPARATOR,
    /// The model was not made for patients with this problem.
    EXCLUDED
  }
}
