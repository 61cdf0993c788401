package org.cloister.deid;

import org.cloister.policies.consent.ConsentScope;

/// One resource of the bundle.
///
/// @param reference as the sender would resolve it, and as [ConsentScope] was asked about it
record Source(String reference) {
  boolean isWithheld(ConsentScope scope) {
    return scope.withholds(reference);
  }

  @Override
  public String toString() {
    return "Source[redacted]";
  }
}
