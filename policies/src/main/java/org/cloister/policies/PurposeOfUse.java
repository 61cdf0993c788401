package org.cloister.policies;

import java.util.Optional;

/// Why the caller asks: codes of `http://terminology.hl7.org/CodeSystem/v3-ActReason`.
public enum PurposeOfUse {
  /// Treatment of this patient.
  TREAT("treatment"),
  /// Emergency treatment of this patient.
  ETREAT("Emergency Treatment"),
  /// Health care operations, such as quality work.
  HOPERAT("healthcare operations"),
  /// Research; needs the patient's own consent.
  HRESCH("healthcare research"),
  /// Compliance work: audit, review, breach assessment.
  HCOMPL("health compliance"),
  /// The patient asks for it: access, accounting, erasure.
  PATRQT("patient requested"),
  /// A legal proceeding or duty requires it.
  HLEGAL("legal");

  public static final String SYSTEM = "http://terminology.hl7.org/CodeSystem/v3-ActReason";

  private final String display;

  PurposeOfUse(String display) {
    this.display = display;
  }

  public String display() {
    return display;
  }

  /// The purpose with this code; empty for any other text.
  public static Optional<PurposeOfUse> parse(String code) {
    for (PurposeOfUse purpose : values()) {
      if (purpose.name().equals(code)) {
        return Optional.of(purpose);
      }
    }
    return Optional.empty();
  }
}
