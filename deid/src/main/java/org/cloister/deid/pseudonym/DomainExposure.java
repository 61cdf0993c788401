package org.cloister.deid.pseudonym;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/// Which domains of pseudonyms a key-encryption key opens for whoever has it and a copy of the
/// database: those whose key it ever wrapped, also if another wraps it now. A domain that was
/// erased is none of them. Safe for many threads.
public final class DomainExposure {
  private static final String SELECT =
      "select d.domain, (select count(*) from pseudonym p where p.domain_id = d.domain_id)"
          + " from pseudonym_domain d join pseudonym_domain_key k using (domain_id)"
          + " where k.kek_id = ?";

  private final DataSource database;

  public DomainExposure(DataSource database) {
    this.database = database;
  }

  /// How many pseudonyms each of these domains has, by its name.
  ///
  /// @param kekId public name of a key-encryption key
  /// @throws PseudonymException if the database does not answer
  public Map<String, Long> of(String kekId) throws PseudonymException {
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(SELECT)) {
      select.setString(1, kekId);
      Map<String, Long> domains = new TreeMap<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          domains.put(rows.getString(1), rows.getLong(2));
        }
      }
      return domains;
    } catch (SQLException _) {
      throw PseudonymException.unavailable();
    }
  }
}
