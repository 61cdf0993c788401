package org.cloister.gateway.compliance.reidentify;

import java.util.Optional;
import javax.sql.DataSource;
import org.cloister.deid.pseudonym.Decryption;
import org.cloister.deid.pseudonym.PseudonymDomain;
import org.cloister.deid.pseudonym.PseudonymException;
import org.cloister.deid.pseudonym.Reidentification;
import org.cloister.deid.sealing.KeyEncryptionKey;
import org.cloister.deid.sealing.KeyRing;
import org.cloister.deid.sealing.SealingException;
import org.cloister.gateway.compliance.reidentify.Originals.Told;
import org.cloister.gateway.keys.DomainKeys;

/// One domain, for one opening. A domain may have a vault for one set of rules and derived codes
/// for another; an encrypted value opens under the key of one of them or of none.
final class DomainOpening {
  private final PseudonymDomain domain;
  private final DomainKeys keys;
  private final Reidentification codes;
  private final Decryption ofVault;

  DomainOpening(DataSource database, String name, KeyRing ring, DomainKeys keys) {
    this.domain = new PseudonymDomain(name);
    this.keys = keys;
    this.codes = new Reidentification(database, ring);
    this.ofVault = Decryption.vault(database, ring, domain);
  }

  /// @param code as a released record has it
  /// @throws SealingException when a key file that it takes cannot be read
  Told told(String code) throws PseudonymException, SealingException {
    return Decryption.isEncrypted(code)
        ? new Told.Value(decrypted(code))
        : new Told.Named(codes.original(domain, code));
  }

  private Decryption.Decrypted decrypted(String text) throws PseudonymException, SealingException {
    try {
      return ofVault.value(text);
    } catch (PseudonymException e) {
      Optional<KeyEncryptionKey> first = keys.first(domain.name());
      if (e.kind() != PseudonymException.Kind.UNKNOWN || first.isEmpty()) {
        throw e;
      }
      return Decryption.keyed(first.get(), domain).value(text);
    }
  }
}
