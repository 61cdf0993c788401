package org.cloister.policies;

/// Skeleton; see the package description.
public final class Policies {
  private Policies() {}
}
