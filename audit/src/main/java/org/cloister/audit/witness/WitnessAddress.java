package org.cloister.audit.witness;

import java.net.URI;
import java.util.List;
import org.cloister.audit.tlog.KeyAlgorithm;
import org.cloister.audit.tlog.VerifierKey;

/// Where a witness is, and by which keys its cosignatures are known.
///
/// @param prefix its submission prefix, http or https: `POST prefix/add-checkpoint`
/// @param keys at least one, cosignature keys of one name
public record WitnessAddress(URI prefix, List<VerifierKey> keys) {
  public WitnessAddress {
    keys = List.copyOf(keys);
    if (keys.isEmpty()
        || keys.stream().map(VerifierKey::name).distinct().count() != 1
        || keys.stream().anyMatch(k -> k.algorithm() == KeyAlgorithm.ED25519)) {
      throw new IllegalArgumentException("a witness has cosignature keys of one name");
    }
    if (!("http".equals(prefix.getScheme()) || "https".equals(prefix.getScheme()))
        || prefix.getHost() == null
        || prefix.getPort() > 65_535
        || prefix.getRawQuery() != null
        || prefix.getRawFragment() != null) {
      throw new IllegalArgumentException("a witness's prefix is an http or https URL");
    }
  }

  public String name() {
    return keys.getFirst().name();
  }

  URI addCheckpoint() {
    return URI.create(prefix.toString().replaceAll("/+$", "") + "/add-checkpoint");
  }
}
