package org.cloister.deid.sealing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/// Reads stored resources, still sealed. Writing is the log's: see [SealedResourceRow].
///
/// Rows are as trustworthy as the database; opening one with [CaseVault#open] in its
/// [ResourceAddress#context] finds any change.
public final class SealedResourceStore {
  private static final int MOST_ROWS = 10_000;
  private static final String COLUMNS =
      "select resource_type, resource_id, record_id, subject_index, sealed from sealed_resource";
  private static final String FIND = COLUMNS + " where resource_type = ? and resource_id = ?";
  private static final String SEARCH =
      COLUMNS + " where subject_index = ? and resource_type = ? order by sequence desc limit ?";
  private static final String OF_RECORD =
      COLUMNS + " where record_id = ? and resource_type = ? order by sequence";

  private final DataSource database;

  public SealedResourceStore(DataSource database) {
    this.database = database;
  }

  /// The resource of this type and logical id.
  ///
  /// @throws SealingException when the database does not answer
  public Optional<SealedResourceRow> find(String resourceType, UUID resourceId)
      throws SealingException {
    List<SealedResourceRow> rows = query(FIND, resourceType, resourceId);
    return rows.stream().findFirst();
  }

  /// The patient's resources of this type, last inserted first.
  ///
  /// @param limit most rows to return, 1 to 10,000
  /// @throws SealingException when the database does not answer
  public List<SealedResourceRow> search(SubjectIndex subject, String resourceType, int limit)
      throws SealingException {
    if (limit < 1 || limit > MOST_ROWS) {
      throw new IllegalArgumentException("limit must be 1 to 10000");
    }
    return query(SEARCH, subject.bytes(), resourceType, limit);
  }

  /// The resources of this type that share a record: the other parts of one answer.
  ///
  /// @throws SealingException when the database does not answer
  public List<SealedResourceRow> ofRecord(UUID recordId, String resourceType)
      throws SealingException {
    return query(OF_RECORD, recordId, resourceType);
  }

  private List<SealedResourceRow> query(String sql, Object... values) throws SealingException {
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        select.setObject(i + 1, values[i]);
      }
      try (ResultSet rows = select.executeQuery()) {
        List<SealedResourceRow> found = new ArrayList<>();
        while (rows.next()) {
          found.add(row(rows));
        }
        return List.copyOf(found);
      }
    } catch (SQLException e) {
      throw SealingException.unavailable(
          "reading stored resources", Objects.requireNonNullElse(e.getSQLState(), "unknown"));
    }
  }

  private static SealedResourceRow row(ResultSet rows) throws SQLException {
    return new SealedResourceRow(
        new ResourceAddress(
            rows.getString(1),
            rows.getObject(2, UUID.class),
            rows.getObject(3, UUID.class),
            new SubjectIndex(rows.getBytes(4))),
        new SealedCase(rows.getBytes(5)));
  }
}
