package org.cloister.deid.pseudonym;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.cloister.deid.sealing.DomainKey;
import org.cloister.deid.sealing.KeyRing;

/// Wraps a domain's key anew once its key file has a new epoch. Codes, offsets and what is sealed
/// stay as they are, and no release waits. What is wrapped under the old epoch needs its file until
/// this is done.
public final class DomainKeyRotation {
  private static final String SELECT =
      "select wrapped, kek_id from pseudonym_domain where domain = ?";
  private static final String USES =
      "select kek_id, count(*) from pseudonym_domain group by kek_id order by kek_id";
  // The old wrapping is a condition: a domain that was erased and made anew in between stays.
  private static final String UPDATE =
      "update pseudonym_domain set wrapped = ?, kek_id = ? where domain = ? and wrapped = ?";

  private final DataSource database;

  public DomainKeyRotation(DataSource database) {
    this.database = database;
  }

  /// Whether anything had to be done: the domain's key is under the ring's newest key afterwards.
  ///
  /// @throws PseudonymException if the ring has not the key that wraps it, or the database does not
  ///   answer; the row stays as it was
  public boolean run(PseudonymDomain domain, KeyRing ring) throws PseudonymException {
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(SELECT)) {
      connection.setAutoCommit(true);
      select.setString(1, domain.name());
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            && !row.getString(2).equals(ring.newest().id())
            && rewrap(connection, domain, ring, row);
      }
    } catch (SQLException _) {
      throw PseudonymException.unavailable();
    }
  }

  /// How many domains need each key-encryption key, by its public name.
  ///
  /// @throws PseudonymException if the database does not answer
  public Map<String, Long> uses() throws PseudonymException {
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(USES);
        ResultSet rows = select.executeQuery()) {
      Map<String, Long> uses = new LinkedHashMap<>();
      while (rows.next()) {
        uses.put(rows.getString(1), rows.getLong(2));
      }
      return uses;
    } catch (SQLException _) {
      throw PseudonymException.unavailable();
    }
  }

  private static boolean rewrap(
      Connection connection, PseudonymDomain domain, KeyRing ring, ResultSet row)
      throws SQLException, PseudonymException {
    byte[] before = row.getBytes(1);
    Optional<byte[]> after = DomainKey.rewrap(ring, row.getString(2), domain.name(), before);
    if (after.isEmpty()) {
      throw PseudonymException.keyAway();
    }
    try (PreparedStatement update = connection.prepareStatement(UPDATE)) {
      update.setBytes(1, after.get());
      update.setString(2, ring.newest().id());
      update.setString(3, domain.name());
      update.setBytes(4, before);
      return update.executeUpdate() == 1;
    }
  }
}
