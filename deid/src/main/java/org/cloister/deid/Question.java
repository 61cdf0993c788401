package org.cloister.deid;

import java.util.Optional;
import org.cloister.policies.consent.ConsentScope;

/// What every extraction needs to know: whose chart, what of it is withheld, and when.
///
/// @param index the time that ages and look-backs are counted from; empty when the caller named
///   none and no usable measurement has one, and then nothing that depends on time can be answered
record Question(Chart chart, ConsentScope scope, Optional<Moment> index) {
  boolean isAfterIndex(Moment moment) {
    return index.isPresent() && moment.isAfter(index.get());
  }

  @Override
  public String toString() {
    return "Question[redacted]";
  }
}
