package org.cloister.gateway.deidentify;

import java.util.List;
import java.util.Optional;
import org.cloister.deid.release.Barred;
import org.cloister.deid.release.GatheredPeople;
import org.cloister.deid.release.KnownPeople;
import org.cloister.deid.release.Place;
import org.cloister.deid.release.Release;
import org.cloister.policies.Deidentification;
import org.cloister.policies.Sha256;

/// One set of rules in force for one domain.
///
/// @param name of the preset, or of the hospital's own rules
/// @param hash of the rules, for the record
/// @param kind what the law calls what they leave
/// @param engine does it
public record ReleaseRules(String name, Sha256 hash, Deidentification.Kind kind, Engine engine) {
  /// De-identifies documents, and says what became of each, in order. Safe for many threads.
  @FunctionalInterface
  public interface Engine {
    List<Release> deidentify(
        byte[] buffer, List<Place> documents, KnownPeople people, Barred barred);

    /// For the people of all documents of a call, where it helps to know them.
    default Optional<GatheredPeople> gather() {
      return Optional.empty();
    }
  }
}
