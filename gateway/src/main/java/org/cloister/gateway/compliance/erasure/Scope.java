package org.cloister.gateway.compliance.erasure;

import java.util.Arrays;
import java.util.Optional;

/// How much of a person is erased.
public enum Scope {
  /// A patient's stored results and the key that sealed them. Records of who accessed what stay.
  CLINICAL("clinical"),
  /// All of a patient: the above, and what the log's records say of the patient. Who acted stays,
  /// without on whom.
  ACCOUNTABILITY("accountability"),
  /// What the log's records say of a member of staff. On whom they acted stays, without who.
  STAFF("staff");

  private final String code;

  Scope(String code) {
    this.code = code;
  }

  /// Part of the log's format; never changes.
  public String code() {
    return code;
  }

  public static Optional<Scope> of(String code) {
    return Arrays.stream(values()).filter(scope -> scope.code.equals(code)).findFirst();
  }
}
