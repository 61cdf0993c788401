package org.cloister.bench.deid;

import java.util.Collection;
import java.util.Map;
import org.cloister.deid.pseudonym.Original;
import org.cloister.deid.pseudonym.PseudonymException;
import org.cloister.deid.pseudonym.Pseudonyms;

/// Codes from a source that is changed between two documents: an engine keeps the one it was made
/// with. For one thread.
final class ChangingPseudonyms implements Pseudonyms {
  private Pseudonyms source;

  ChangingPseudonyms(Pseudonyms source) {
    this.source = source;
  }

  void change(Pseudonyms next) {
    source = next;
  }

  @Override
  public Map<Original, String> codes(Collection<Original> originals) throws PseudonymException {
    return source.codes(originals);
  }

  @Override
  public int offsetDays(Original patient) throws PseudonymException {
    return source.offsetDays(patient);
  }

  @Override
  public String encrypted(String place, String value) throws PseudonymException {
    return source.encrypted(place, value);
  }
}
