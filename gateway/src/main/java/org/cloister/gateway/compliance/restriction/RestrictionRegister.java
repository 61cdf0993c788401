package org.cloister.gateway.compliance.restriction;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.cloister.audit.AuditException;
import org.cloister.audit.Subject;
import org.cloister.gateway.compliance.Person;
import org.cloister.gateway.freshness.Mark;
import org.cloister.gateway.freshness.Remembered;
import org.cloister.gateway.record.RecordSealer;
import org.cloister.policies.PurposeOfUse;

/// The restrictions in force.
///
/// [#barred] is asked in every call about a patient. Restrictions are few, so all of them are read
/// by one query and remembered until one is written: one that another process placed counts within
/// a second, one of this process at once. How: [org.cloister.gateway.freshness.ChangeMarks].
public final class RestrictionRegister {
  private static final String IN_FORCE =
      "select * from use_restriction where tenant = ? order by placed_at, restriction_id";

  /// The one key of what is remembered.
  private static final String ALL = "all";

  private final String tenant;
  private final RecordSealer sealer;
  private final DataSource database;
  private final Remembered<Map<String, Set<PurposeOfUse>>> remembered;

  /// @param tenant the organisation whose patients these are
  /// @param remembered a memory of its own: what is barred, by blind index of the patient
  public RestrictionRegister(
      String tenant,
      RecordSealer sealer,
      DataSource database,
      Remembered<Map<String, Set<PurposeOfUse>>> remembered) {
    this.tenant = tenant;
    this.sealer = sealer;
    this.database = database;
    this.remembered = remembered;
  }

  /// The purposes for which this patient's data may not be used.
  ///
  /// @throws AuditException when that cannot be known: the call must be refused
  public Set<PurposeOfUse> barred(String patientId) throws AuditException {
    Map<String, Set<PurposeOfUse>> all;
    try {
      all = remembered.get(Mark.RESTRICTIONS, ALL, this::read);
    } catch (SQLException e) {
      throw new AuditException(
          AuditException.Kind.UNAVAILABLE, "It cannot be read whose data are restricted.");
    }
    return all.isEmpty() ? Set.of() : all.getOrDefault(subject(patientId).key(), Set.of());
  }

  private Map<String, Set<PurposeOfUse>> read() throws SQLException {
    Map<String, Set<PurposeOfUse>> barred = new HashMap<>();
    for (Restriction restriction : inForce()) {
      barred
          .computeIfAbsent(restriction.subject(), _ -> EnumSet.noneOf(PurposeOfUse.class))
          .addAll(restriction.barred());
    }
    return barred;
  }

  /// To be called after a write, also where it is not known whether it happened.
  void forget() {
    remembered.forget(Mark.RESTRICTIONS);
  }

  /// All of them, the oldest first; read anew.
  List<Restriction> inForce() throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(IN_FORCE)) {
      select.setString(1, tenant);
      try (ResultSet rows = select.executeQuery()) {
        List<Restriction> restrictions = new ArrayList<>();
        while (rows.next()) {
          restrictions.add(restriction(rows));
        }
        return restrictions;
      }
    }
  }

  /// A row that cannot be understood bars whatever can be barred.
  private static Restriction restriction(ResultSet row) throws SQLException {
    Optional<Instant> askedAt = instant(row, "end_asked_at");
    String login = row.getString("end_login");
    String staff = row.getString("end_staff");
    return new Restriction(
        row.getObject("restriction_id", UUID.class),
        row.getString("subject"),
        Ground.of(row.getString("ground")).orElse(Ground.ORDER),
        Purposes.parse(row.getString("purposes")).orElse(Ground.ORDER.mostBarred()),
        instant(row, "placed_at").orElseThrow(),
        askedAt.map(at -> new Restriction.End(new Person(login, staff), at)));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  /// The log's name of the patient.
  Subject subject(String patientId) {
    return sealer.subject(tenant, "Patient/" + patientId);
  }

  @Override
  public String toString() {
    return "RestrictionRegister[redacted]";
  }
}
