package org.cloister.gateway.infer;

import java.util.Optional;
import org.cloister.policies.Caller;
import org.cloister.policies.PurposeOfUse;

/// Who asks for an access that runs no model, and for what purpose.
record Asker(Caller caller, Optional<PurposeOfUse> purpose) {
  /// The purpose that the token leaves no choice about, or the stated one; whether it may be stated
  /// is for the policies.
  ///
  /// @param stated the `Cloister-Purpose` header
  static Asker of(Caller caller, Optional<String> stated) {
    if (stated.isPresent()) {
      return new Asker(caller, PurposeOfUse.parse(stated.get()));
    }
    return new Asker(
        caller,
        caller.purposes().size() == 1
            ? Optional.of(caller.purposes().iterator().next())
            : Optional.empty());
  }

  @Override
  public String toString() {
    return "Asker[redacted]";
  }
}
