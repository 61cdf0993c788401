package org.cloister.deid.sealing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;

/// Reads kept Consents, still sealed: of each the newest version. Writing is the log's: see
/// [SealedConsentRow].
public final class SealedConsentStore {
  private static final String NEWEST =
      "select distinct on (consent_index) consent_index, version, subject_index, request_id, sealed"
          + " from kept_consent where %s = ? order by consent_index, version desc";
  private static final String OF_SUBJECT = NEWEST.formatted("subject_index");
  private static final String FIND = NEWEST.formatted("consent_index");

  private final DataSource database;

  public SealedConsentStore(DataSource database) {
    this.database = database;
  }

  /// All Consents of this patient, in no certain order.
  ///
  /// @throws SealingException when the database does not answer
  public List<SealedConsentRow> ofSubject(SubjectIndex subject) throws SealingException {
    return query(OF_SUBJECT, subject);
  }

  /// The Consent with this blind index; none or one.
  ///
  /// @throws SealingException when the database does not answer
  public List<SealedConsentRow> find(SubjectIndex consent) throws SealingException {
    return query(FIND, consent);
  }

  private List<SealedConsentRow> query(String sql, SubjectIndex index) throws SealingException {
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setBytes(1, index.bytes());
      try (ResultSet found = select.executeQuery()) {
        List<SealedConsentRow> rows = new ArrayList<>();
        while (found.next()) {
          rows.add(
              new SealedConsentRow(
                  new SealedConsentRow.Address(
                      new SubjectIndex(found.getBytes(1)),
                      found.getInt(2),
                      new SubjectIndex(found.getBytes(3)),
                      found.getObject(4, UUID.class)),
                  new SealedCase(found.getBytes(5))));
        }
        return rows;
      }
    } catch (SQLException e) {
      throw SealingException.unavailable(
          "reading kept Consents", Objects.requireNonNullElse(e.getSQLState(), "unknown"));
    }
  }
}
