package org.cloister.gateway.compliance.erasure;

import org.cloister.audit.Subject;

/// What this process remembers of people to be quick. After an erasure it holds nothing of the
/// erased; what it drops of others comes again by itself.
@FunctionalInterface
public interface ShortMemory {
  void forget(Subject erased);
}
