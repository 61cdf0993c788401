package org.cloister.gateway.compliance.report;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.cloister.deid.sealing.CaseVault;
import org.cloister.deid.sealing.KeyClass;
import org.cloister.deid.sealing.SealContext;
import org.cloister.deid.sealing.SealingException;
import org.cloister.deid.sealing.SubjectIndex;
import org.cloister.gateway.compliance.erasure.ErasureLock;

/// Finished reports until they expire, each sealed under a key of its own. Nothing of a report is
/// ever written in clear. Safe for many threads.
public final class ReportStore {
  private static final String INSERT =
      "insert into compliance_report (report_id, kind, record_id, subject_index, sealed,"
          + " expires_at) values (?, ?, ?, ?, ?, ?)";
  private static final String FIND =
      "select kind, record_id, sealed, expires_at from compliance_report"
          + " where report_id = ? and expires_at > ?";
  private static final String EXPIRE = "delete from compliance_report where expires_at <= ?";

  private final DataSource database;
  private final CaseVault vault;
  private final String tenant;
  private final ErasureLock erasures;

  public ReportStore(DataSource database, CaseVault vault, String tenant, ErasureLock erasures) {
    this.database = database;
    this.vault = vault;
    this.tenant = tenant;
    this.erasures = erasures;
  }

  /// Held while a report is made and kept: it must not outlive whom it names.
  ErasureLock.Held whileNobodyIsErased() {
    return erasures.shared();
  }

  /// A finished report. `toString` is redacted.
  ///
  /// @param record that states its claim
  record Finished(UUID id, ReportKind kind, UUID record, ProvenExport export, Instant expires) {
    @Override
    public String toString() {
      return "Finished[" + id + "]";
    }
  }

  /// Keeps a report, and drops those that have expired.
  ///
  /// @param patientId whom it is about, so that an erasure finds it
  void keep(Finished report, Optional<String> patientId, Instant now)
      throws SQLException, SealingException {
    byte[] sealed = vault.seal(context(report.id()), report.export().bytes()).bytes();
    try (Connection connection = database.getConnection();
        PreparedStatement expire = connection.prepareStatement(EXPIRE);
        PreparedStatement insert = connection.prepareStatement(INSERT)) {
      expire.setObject(1, at(now));
      expire.executeUpdate();
      insert.setObject(1, report.id());
      insert.setString(2, report.kind().slug());
      insert.setObject(3, report.record());
      if (patientId.isPresent()) {
        insert.setBytes(4, vault.subjectIndex(tenant, "Patient/" + patientId.get()).bytes());
      } else {
        insert.setNull(4, Types.BINARY);
      }
      insert.setBytes(5, sealed);
      insert.setObject(6, at(report.expires()));
      insert.executeUpdate();
    }
  }

  /// The report, unless it was never made, has expired, or was erased with its patient.
  Optional<Finished> find(UUID id, Instant now) throws SQLException, SealingException {
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(FIND)) {
      select.setObject(1, id);
      select.setObject(2, at(now));
      try (ResultSet row = select.executeQuery()) {
        Optional<ReportKind> kind =
            row.next() ? ReportKind.named(row.getString(1)) : Optional.empty();
        if (kind.isEmpty()) {
          return Optional.empty();
        }
        byte[] export = vault.open(context(id), row.getBytes(3));
        return Optional.of(
            new Finished(
                id,
                kind.get(),
                row.getObject(2, UUID.class),
                ProvenExport.parse(export),
                row.getObject(4, OffsetDateTime.class).toInstant()));
      }
    }
  }

  private SealContext context(UUID id) {
    SubjectIndex subject = vault.subjectIndex(tenant, "Report/" + id);
    return new SealContext(tenant, subject, id, "report/export", KeyClass.ACCOUNTABILITY);
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
