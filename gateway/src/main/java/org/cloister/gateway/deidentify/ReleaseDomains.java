package org.cloister.gateway.deidentify;

import java.util.List;
import java.util.Optional;

/// The domains that this gateway releases to. Immutable.
///
/// @param all each name once
/// @param largestBody bytes of the largest request
public record ReleaseDomains(List<ReleaseDomain> all, int largestBody) {
  public ReleaseDomains {
    all = List.copyOf(all);
  }

  public Optional<ReleaseDomain> named(String name) {
    return all.stream().filter(domain -> domain.name().equals(name)).findFirst();
  }
}
