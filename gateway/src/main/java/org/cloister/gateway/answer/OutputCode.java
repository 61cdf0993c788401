package org.cloister.gateway.answer;

import com.google.errorprone.annotations.Immutable;

/// How one output of a model is coded.
///
/// @param name the output as the manifest spells it
/// @param display what a clinician calls it
/// @param system of the best code: LOINC, SNOMED CT, or [Terminology#MODEL_OUTPUT] where no
///   standard code exists
/// @param code in `system`
@Immutable
public record OutputCode(String name, String display, String system, String code) {
  public OutputCode {
    if (name.isBlank() || display.isBlank() || system.isBlank() || code.isBlank()) {
      throw new IllegalArgumentException("an output code has no empty part");
    }
  }

  /// An output that only this product has a code for.
  public static OutputCode local(String name, String display, String code) {
    return new OutputCode(name, display, Terminology.MODEL_OUTPUT, code);
  }

  /// Our own code, which every output has: `code` where that is ours, else `name`.
  public String localCode() {
    return isLocal() ? code : name;
  }

  boolean isLocal() {
    return system.equals(Terminology.MODEL_OUTPUT);
  }
}
