package org.cloister.gateway.deidentify;

import java.util.List;
import java.util.Optional;
import org.cloister.deid.release.Barred;
import org.cloister.deid.release.GatheredPeople;
import org.cloister.deid.release.KnownPeople;
import org.cloister.deid.release.Place;
import org.cloister.deid.release.RecordDeidentifier;
import org.cloister.deid.release.Release;

/// The engine of whole records.
public record RecordEngine(RecordDeidentifier deidentifier) implements ReleaseRules.Engine {
  @Override
  public List<Release> deidentify(
      byte[] buffer, List<Place> documents, KnownPeople people, Barred barred) {
    return deidentifier.deidentify(buffer, documents, people, barred);
  }

  /// Bounded by the body of the call that it is for.
  @Override
  public Optional<GatheredPeople> gather() {
    return deidentifier.scrubsTexts()
        ? Optional.of(deidentifier.gather(Long.MAX_VALUE))
        : Optional.empty();
  }
}
