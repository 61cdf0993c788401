package org.cloister.gateway.config;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.List;
import org.cloister.audit.tlog.VerifierKey;
import org.cloister.audit.witness.WitnessAddress;

/// One witness that the log is shown to (docs/operations.md, "A witness").
///
/// @param url its submission prefix, http or https: `POST url/add-checkpoint`
/// @param vkey its public keys, as `cloister witness key` prints them, separated by commas; one is
///   enough
public record WitnessSettings(URI url, List<String> vkey) {
  public WitnessSettings {
    requireNonNull(url, "cloister.audit.witnesses.url");
    requireNonNull(vkey, "cloister.audit.witnesses.vkey");
    vkey = List.copyOf(vkey);
    var _ = address(url, vkey);
  }

  /// Where the witness is and how it is known.
  public WitnessAddress address() {
    return address(url, vkey);
  }

  private static WitnessAddress address(URI url, List<String> vkey) {
    List<VerifierKey> keys =
        vkey.stream().flatMap(text -> VerifierKey.parse(text.strip()).stream()).toList();
    if (keys.size() != vkey.size()) {
      throw new IllegalArgumentException(
          "cloister.audit.witnesses.vkey must be verifier keys, name+id+base64");
    }
    try {
      return new WitnessAddress(url, keys);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "cloister.audit.witnesses must each have an http or https url without a query, and a vkey"
              + " with cosignature keys of one name",
          e);
    }
  }
}
