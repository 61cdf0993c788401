package org.cloister.gateway.compliance.reidentify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.cloister.deid.pseudonym.PseudonymException;
import org.cloister.deid.pseudonym.Reidentification;
import org.cloister.deid.sealing.KeyRing;
import org.cloister.deid.sealing.SealingException;
import org.cloister.gateway.keys.DomainKeys;

/// The domains whose codes and encrypted values can be opened, each with its key file. A key is
/// read for one opening and not kept: this process does not hold it ready for whoever gets in.
public final class OpenableDomains {
  private final DataSource database;
  private final DomainKeys keys;

  public OpenableDomains(DataSource database, DomainKeys keys) {
    this.database = database;
    this.keys = keys;
  }

  boolean has(String domain) {
    return keys.files().containsKey(domain);
  }

  /// The first code of which the form alone says that nothing leads back from it.
  static Optional<Unopened> derived(List<String> codes) {
    for (int i = 0; i < codes.size(); i++) {
      if (Reidentification.isDerived(codes.get(i))) {
        return Optional.of(new Unopened(i, PseudonymException.Kind.DERIVED));
      }
    }
    return Optional.empty();
  }

  /// What opening gave: all or nothing.
  sealed interface Result {
    record Opened(Originals originals) implements Result {}

    record Closed(Unopened reason) implements Result {}
  }

  /// Opens every code of one approved request.
  ///
  /// @throws SealingException when the domain's key file cannot be read
  Result open(String domain, List<String> codes) throws SealingException {
    Optional<KeyRing> ring = keys.ring(domain);
    if (ring.isEmpty()) {
      return new Result.Closed(new Unopened(0, PseudonymException.Kind.UNKNOWN));
    }
    DomainOpening opening = new DomainOpening(database, domain, ring.get(), keys);
    List<Originals.Told> told = new ArrayList<>();
    for (String code : codes) {
      try {
        told.add(opening.told(code));
      } catch (PseudonymException e) {
        return new Result.Closed(new Unopened(told.size(), e.kind()));
      }
    }
    return new Result.Opened(new Originals(domain, codes, told));
  }
}
