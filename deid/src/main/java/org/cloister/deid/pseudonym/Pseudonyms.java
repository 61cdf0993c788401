package org.cloister.deid.pseudonym;

import java.util.Collection;
import java.util.Map;

/// What stands for the originals of one domain: codes, date offsets, ciphertexts; the same each
/// time. Those of two domains cannot be linked. Safe for concurrent use.
public interface Pseudonyms {
  /// A code for each original: 36 characters in the form of a UUID, so that it fits an id, a
  /// `urn:uuid:` and an identifier.
  ///
  /// @throws PseudonymException if a code cannot be given; nothing may be released then
  Map<Original, String> codes(Collection<Original> originals) throws PseudonymException;

  /// By how many days the dates of this patient move: never 0, the same over all files and runs.
  ///
  /// @throws PseudonymException as above
  int offsetDays(Original patient) throws PseudonymException;

  /// The value in a form that [Decryption] reads: `encrypted:`, the version of the key, the place
  /// and base64url, with colons between; a text without spaces.
  ///
  /// @param place the element that holds it, as FHIR R4 defines it: `HumanName.family`
  /// @throws PseudonymException as above
  String encrypted(String place, String value) throws PseudonymException;
}
