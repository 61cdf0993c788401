package org.cloister.deid.pseudonym;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.cloister.deid.pseudonym.PseudonymException.Kind;
import org.cloister.deid.sealing.KeyRing;

/// Tells the original of a code that [VaultPseudonyms] gave. It does not ask who wants to know, nor
/// why: the caller has decided and recorded that before.
public final class Reidentification {
  private static final String SELECT =
      "select original_index, sealed from pseudonym where domain_id = ? and code = ?";

  /// The UUID version of the codes of [KeyedPseudonyms].
  private static final int DERIVED = 8;

  private final DataSource database;
  private final KeyRing ring;

  public Reidentification(DataSource database, KeyRing ring) {
    this.database = database;
    this.ring = ring;
  }

  /// The original that this code stands for in this domain.
  ///
  /// @throws PseudonymException if the code or the domain is unknown, the code is a derived one,
  ///   the row was changed, the ring has not the domain's key, or the database does not answer;
  ///   never a value in doubt
  public Original original(PseudonymDomain domain, String code) throws PseudonymException {
    UUID parsed = parse(code);
    if (isDerived(code)) {
      throw new PseudonymException(Kind.DERIVED, "the code is derived: nothing leads back from it");
    }
    try (Connection connection = database.getConnection()) {
      VaultDomain vault =
          VaultDomain.find(connection, ring, domain).orElseThrow(Reidentification::unknown);
      return original(connection, vault, parsed);
    } catch (SQLException _) {
      throw PseudonymException.unavailable();
    }
  }

  private static Original original(Connection connection, VaultDomain vault, UUID code)
      throws SQLException, PseudonymException {
    try (PreparedStatement select = connection.prepareStatement(SELECT)) {
      select.setObject(1, vault.id());
      select.setObject(2, code);
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          throw unknown();
        }
        return vault.open(row.getBytes(1), code, row.getBytes(2)).original();
      }
    }
  }

  /// Whether the code is one of [KeyedPseudonyms], from which nothing leads back.
  public static boolean isDerived(String code) {
    try {
      return UUID.fromString(code).version() == DERIVED;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static UUID parse(String code) throws PseudonymException {
    try {
      return UUID.fromString(code);
    } catch (IllegalArgumentException _) {
      throw unknown();
    }
  }

  private static PseudonymException unknown() {
    return new PseudonymException(Kind.UNKNOWN, "the code is not one of this domain");
  }
}
