package org.cloister.deid.sealing;

/// Each subject has one key per class, so that one can be destroyed while the other stays.
public enum KeyClass {
  /// Inputs and results. Destroyed at once when the patient asks for erasure (GDPR 17(1)).
  CLINICAL("clinical"),
  /// Who accessed what, when and why. Kept to the end of retention (GDPR 17(3)(b) and (e)).
  ACCOUNTABILITY("accountability");

  private final String code;

  KeyClass(String code) {
    this.code = code;
  }

  /// As in the column `subject_key.key_class`; bound into every sealing, so it never changes.
  public String code() {
    return code;
  }

  /// @throws IllegalArgumentException when the column holds something else
  static KeyClass of(String code) {
    for (KeyClass keyClass : values()) {
      if (keyClass.code.equals(code)) {
        return keyClass;
      }
    }
    throw new IllegalArgumentException("not a key class");
  }
}
