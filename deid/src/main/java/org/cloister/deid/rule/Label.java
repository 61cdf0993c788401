package org.cloister.deid.rule;

/// What a release says of itself in `meta.security`: a code of HL7's v3 ObservationValue.
///
/// CRYTOHASH is not among them: it says that data were not modified in transit, not that
/// identifiers were hashed. ANONYED is not either: it takes a judgement on the risk, which rules
/// alone cannot give.
public enum Label {
  /// Something was left out.
  REDACTED("redacted"),
  /// Something was made less precise: a year, an area, an age band.
  ABSTRED("abstracted"),
  /// Codes stand for identifiers.
  PSEUDED("pseudonymized"),
  /// Something is encrypted.
  MASKED("masked");

  public static final String SYSTEM = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";

  private final String display;

  Label(String display) {
    this.display = display;
  }

  /// Its code is its [#name].
  public String display() {
    return display;
  }
}
