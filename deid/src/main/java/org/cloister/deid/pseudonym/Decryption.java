package org.cloister.deid.pseudonym;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.cloister.deid.pseudonym.PseudonymException.Kind;
import org.cloister.deid.sealing.DomainKey;
import org.cloister.deid.sealing.KeyEncryptionKey;
import org.cloister.deid.sealing.KeyRing;

/// Reads the values that the action `encrypt` wrote in one domain. It does not ask who wants to
/// know, nor why: the caller has decided and recorded that before. Safe for concurrent use.
public final class Decryption {
  private final PseudonymDomain domain;
  private final Ciphers ciphers;

  private Decryption(PseudonymDomain domain, Ciphers ciphers) {
    this.domain = domain;
    this.ciphers = ciphers;
  }

  /// Where the cipher of a version comes from.
  @FunctionalInterface
  private interface Ciphers {
    Optional<ValueCipher> of(int version) throws PseudonymException;
  }

  /// Of a domain that [KeyedPseudonyms] serves, in whatever version of the key.
  public static Decryption keyed(KeyEncryptionKey key, PseudonymDomain domain) {
    return new Decryption(
        domain,
        version ->
            Optional.of(
                new ValueCipher(DomainKey.derived(key, domain.name(), version), domain, version)));
  }

  /// Of a domain that [VaultPseudonyms] serves. The domain's key is read anew each time, so what
  /// was encrypted in a domain that is erased opens no more.
  public static Decryption vault(DataSource database, KeyRing ring, PseudonymDomain domain) {
    return new Decryption(domain, _ -> vaultCipher(database, ring, domain));
  }

  private static Optional<ValueCipher> vaultCipher(
      DataSource database, KeyRing ring, PseudonymDomain domain) throws PseudonymException {
    try (Connection connection = database.getConnection()) {
      return VaultDomain.find(connection, ring, domain).map(VaultDomain::cipher);
    } catch (SQLException _) {
      throw PseudonymException.unavailable();
    }
  }

  /// Whether a text has the form of an encrypted value. Whether it is one, [#value] says.
  public static boolean isEncrypted(String text) {
    return EncryptedText.parse(text).isPresent();
  }

  /// What was encrypted, and where it stood.
  ///
  /// @param place the element, as the table of the rules names it: `HumanName.family`
  public record Decrypted(String place, String value) {
    @Override
    public String toString() {
      return "Decrypted[" + place + "]";
    }
  }

  /// Opens what was encrypted.
  ///
  /// @throws PseudonymException if it was encrypted with another key or in another domain, if any
  ///   bit of it was changed, the place that it names included, or if the database does not answer;
  ///   never a value in doubt
  public Decrypted value(String encrypted) throws PseudonymException {
    EncryptedText text = EncryptedText.parse(encrypted).orElseThrow(Decryption::unknown);
    Optional<ValueCipher> cipher = ciphers.of(text.version());
    return cipher
        .flatMap(found -> found.decrypt(text))
        .map(value -> new Decrypted(text.place(), value))
        .orElseThrow(Decryption::unknown);
  }

  private static PseudonymException unknown() {
    return new PseudonymException(
        Kind.UNKNOWN, "this is no value that was encrypted here in this domain");
  }

  @Override
  public String toString() {
    return "Decryption[" + domain.name() + "]";
  }
}
