package org.cloister.policies;

/// How a permitted call got its permission.
public enum Access {
  /// The policies permit it as it is.
  ORDINARY,
  /// An emergency clinician overrode the patient's Consent, with a reason: recorded as such, shown
  /// to the privacy office and reviewed.
  BREAK_GLASS
}
