package org.cloister.gateway.deidentify;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The domains that this gateway releases to. Safe for concurrent use.
public final class ReleaseDomains {
  private final Supplier<List<ReleaseDomain>> maker;
  private final int largestBody;
  private @Nullable List<ReleaseDomain> made;

  private ReleaseDomains(Supplier<List<ReleaseDomain>> maker, int largestBody) {
    this.maker = maker;
    this.largestBody = largestBody;
  }

  /// @param all each name once
  /// @param largestBody bytes of the largest request
  public static ReleaseDomains of(List<ReleaseDomain> all, int largestBody) {
    return new ReleaseDomains(() -> all, largestBody);
  }

  /// Makes the domains when one is first asked for: their rules take a second to compile, which a
  /// start that follows a crash does not have.
  public static ReleaseDomains whenAskedFor(Supplier<List<ReleaseDomain>> maker, int largestBody) {
    return new ReleaseDomains(maker, largestBody);
  }

  public int largestBody() {
    return largestBody;
  }

  public Optional<ReleaseDomain> named(String name) {
    return all().stream().filter(domain -> domain.name().equals(name)).findFirst();
  }

  private synchronized List<ReleaseDomain> all() {
    List<ReleaseDomain> all = made;
    if (all == null) {
      all = List.copyOf(maker.get());
      made = all;
    }
    return all;
  }
}
