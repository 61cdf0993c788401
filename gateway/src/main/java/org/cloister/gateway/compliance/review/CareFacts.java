package org.cloister.gateway.compliance.review;

import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.cloister.deid.sealing.SealingException;
import org.cloister.gateway.compliance.review.ReviewSeals.Column;
import org.cloister.gateway.compliance.review.explain.CareRelation;
import org.cloister.gateway.compliance.review.explain.PatientFacts;
import org.cloister.gateway.compliance.review.explain.PatientFacts.Standing;
import org.cloister.gateway.compliance.review.explain.StaffFacts;
import org.cloister.gateway.compliance.review.explain.StaffFacts.Duty;
import org.cloister.gateway.compliance.review.explain.StaffFacts.Home;
import org.cloister.gateway.compliance.review.explain.StaffFacts.Shift;
import org.cloister.gateway.compliance.review.explain.Term;

/// What the hospital sent about staff, patients and who has to do with whom. Each answer is one
/// query by a key. Safe for many threads; the connection is the caller's.
final class CareFacts {
  private static final String STAFF =
      "select department, duty, shift, active_until, surname, address, own_record"
          + " from care_staff where staff = ?";
  private static final String PATIENT =
      "select surname, address, vip, died,"
          + " exists (select 1 from care_staff where own_record = patient) as employee"
          + " from care_patient where patient = ?";
  private static final String RELATIONS =
      "select kind, department, staff, starts, ends from care_relation where patient = ?";
  private static final String LOGIN = "select staff from care_login where login = ?";
  private static final String DEPARTMENTS =
      "select department, name_id, sealed_name from care_department";
  // Common enough is known before all of them are counted.
  private static final String NAMESAKES =
      "select count(*) from (select 1 from care_patient where surname = ? limit 2000) namesakes";
  private static final String PATIENTS =
      "select greatest(reltuples::bigint, (select count(*) from (select 1 from care_patient"
          + " limit 2000) first)) from pg_class where oid = 'care_patient'::regclass";

  private final ReviewSeals seals;
  private final Map<String, String> departments = new ConcurrentHashMap<>();

  CareFacts(ReviewSeals seals) {
    this.seals = seals;
  }

  /// The member of staff behind a login, where the hospital said who that is.
  Optional<Term> staffOf(Connection connection, Term login) throws SQLException {
    return Rows.one(connection, LOGIN, row -> new Term(row.getString(1)), login.text());
  }

  Optional<StaffFacts> staff(Connection connection, Term user)
      throws SQLException, SealingException {
    loadDepartments(connection);
    return Rows.one(
        connection,
        STAFF,
        row ->
            new StaffFacts(
                Rows.text(row, "department").map(this::name),
                Duty.valueOf(row.getString("duty")),
                Shift.valueOf(row.getString("shift")),
                Rows.day(row, "active_until"),
                home(row),
                Rows.text(row, "own_record").map(Term::new)),
        user.text());
  }

  Optional<PatientFacts> patient(Connection connection, Term patient, Optional<StaffFacts> user)
      throws SQLException {
    Optional<PatientFacts> facts =
        Rows.one(connection, PATIENT, CareFacts::patientFacts, patient.text());
    Optional<Term> surname = facts.flatMap(it -> it.home().surname());
    // The share matters for namesakes only.
    if (surname.isEmpty() || !surname.equals(user.flatMap(it -> it.home().surname()))) {
      return facts;
    }
    double share =
        Rows.number(connection, NAMESAKES, surname.get().text())
            / (double) Math.max(1, Rows.number(connection, PATIENTS));
    return facts.map(it -> new PatientFacts(it.home(), share, it.standings(), it.died()));
  }

  List<CareRelation> relations(Connection connection, Term patient)
      throws SQLException, SealingException {
    loadDepartments(connection);
    return Rows.all(
        connection,
        RELATIONS,
        row ->
            new CareRelation(
                CareRelation.Kind.valueOf(row.getString("kind")),
                Rows.text(row, "department").map(this::name),
                terms(row.getArray("staff")),
                row.getTimestamp("starts").toInstant(),
                Rows.instant(row, "ends").orElse(Instant.MAX)),
        patient.text());
  }

  private static PatientFacts patientFacts(ResultSet row) throws SQLException {
    Set<Standing> standings = new HashSet<>();
    if (row.getBoolean("vip")) {
      standings.add(Standing.VIP);
    }
    if (row.getBoolean("employee")) {
      standings.add(Standing.EMPLOYEE);
    }
    return new PatientFacts(home(row), 0, standings, Rows.day(row, "died"));
  }

  private static Home home(ResultSet row) throws SQLException {
    return new Home(
        Rows.text(row, "surname").map(Term::new), Rows.text(row, "address").map(Term::new));
  }

  private static Set<Term> terms(Array staff) throws SQLException {
    Set<Term> terms = new HashSet<>();
    Arrays.stream((String[]) staff.getArray()).map(Term::new).forEach(terms::add);
    return terms;
  }

  /// A department whose name cannot be had is told from others all the same.
  private String name(String department) {
    return departments.getOrDefault(department, "unnamed " + department.substring(0, 6));
  }

  /// A hospital has hundreds; they are read again when there are more than are known.
  private void loadDepartments(Connection connection) throws SQLException, SealingException {
    if (Rows.number(connection, "select count(*) from care_department") == departments.size()) {
      return;
    }
    Term owner = seals.installation();
    for (Sealed sealed :
        Rows.all(
            connection,
            DEPARTMENTS,
            row -> new Sealed(row.getString(1), row.getObject(2, UUID.class), row.getBytes(3)))) {
      String name =
          seals.open(owner, sealed.row(), Column.DEPARTMENT, sealed.bytes()).orElse("unnamed");
      var _ = departments.put(sealed.department(), name);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // passed on within this class
  private record Sealed(String department, UUID row, byte[] bytes) {}
}
