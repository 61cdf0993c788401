package org.cloister.gateway.compliance.restriction;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.cloister.audit.AuditException;
import org.cloister.audit.Subject;
import org.cloister.gateway.compliance.Person;
import org.cloister.gateway.record.RecordSealer;
import org.cloister.policies.PurposeOfUse;

/// The restrictions in force.
///
/// [#barred] is asked in every call about a patient. Restrictions are few, so all of them are read
/// by one query, remembered for less than a second: one that another process placed counts within a
/// second, one of this process at once, and a call costs no query of its own.
public final class RestrictionRegister {
  /// How long an answer may be used again. With the query itself it stays below one second.
  static final Duration FRESH = Duration.ofMillis(800);

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
  private static final String IN_FORCE =
      "select * from use_restriction where tenant = ? order by placed_at, restriction_id";

  private final String tenant;
  private final RecordSealer sealer;
  private final DataSource database;
  private final ReentrantLock reading = new ReentrantLock();
  private Optional<Known> known = Optional.empty();
  private long writes;

  /// @param tenant the organisation whose patients these are
  public RestrictionRegister(String tenant, RecordSealer sealer, DataSource database) {
    this.tenant = tenant;
    this.sealer = sealer;
    this.database = database;
  }

  /// What was read.
  ///
  /// @param barred by blind index of the patient
  /// @param nanos before it was read
  private record Known(Map<String, Set<PurposeOfUse>> barred, long nanos) {
    boolean isFresh() {
      return System.nanoTime() - nanos < FRESH.toNanos();
    }
  }

  /// The purposes for which this patient's data may not be used.
  ///
  /// @throws AuditException when that cannot be known: the call must be refused
  public Set<PurposeOfUse> barred(String patientId) throws AuditException {
    Map<String, Set<PurposeOfUse>> all = all();
    return all.isEmpty() ? Set.of() : all.getOrDefault(subject(patientId).key(), Set.of());
  }

  private Map<String, Set<PurposeOfUse>> all() throws AuditException {
    Optional<Known> now = known();
    if (now.isPresent()) {
      return now.get().barred();
    }
    try {
      // One reads for all who wait; when the database is away, nobody waits longer than this.
      if (!reading.tryLock(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw unavailable();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable();
    }
    try {
      Optional<Known> meanwhile = known();
      return meanwhile.isPresent() ? meanwhile.get().barred() : read();
    } catch (SQLException e) {
      throw unavailable();
    } finally {
      reading.unlock();
    }
  }

  private Map<String, Set<PurposeOfUse>> read() throws SQLException {
    long asOf = writes();
    long nanos = System.nanoTime();
    Map<String, Set<PurposeOfUse>> barred = new HashMap<>();
    for (Restriction restriction : inForce()) {
      barred
          .computeIfAbsent(restriction.subject(), _ -> EnumSet.noneOf(PurposeOfUse.class))
          .addAll(restriction.barred());
    }
    remember(new Known(barred, nanos), asOf);
    return barred;
  }

  private synchronized Optional<Known> known() {
    return known.filter(Known::isFresh);
  }

  private synchronized long writes() {
    return writes;
  }

  /// What was read before a write must not be put back after it.
  private synchronized void remember(Known read, long asOf) {
    if (writes == asOf) {
      known = Optional.of(read);
    }
  }

  /// To be called after a write, also where it is not known whether it happened.
  synchronized void forget() {
    writes++;
    known = Optional.empty();
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

  private static AuditException unavailable() {
    return new AuditException(
        AuditException.Kind.UNAVAILABLE, "It cannot be read whose data are restricted.");
  }

  @Override
  public String toString() {
    return "RestrictionRegister[redacted]";
  }
}
