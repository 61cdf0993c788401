package org.cloister.gateway.freshness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.cloister.deid.sealing.SubjectIndex;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.infer.SharedGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// That the database counts every kind of write. Whatever a test writes it takes back.
@ExtendWith(SharedGateway.class)
final class ChangeMarksTest {
  private static final String RESTRICT =
      "insert into use_restriction (restriction_id, tenant, subject, ground, purposes, placed_at)"
          + " values (?, 'nobody', 'nobody', 'order', 'TREAT', now())";

  private final DataSource database;
  private final SubjectIndex patient = ConsentRows.patient();

  ChangeMarksTest(TestGateway gateway) {
    this.database = gateway.part(DataSource.class);
  }

  @Test
  void theDatabaseAndTheGateway_agreeOnEveryPatientsMark() throws Exception {
    try (Connection connection = database.getConnection()) {
      for (int i = 0; i < 200; i++) {
        SubjectIndex any = ConsentRows.patient();
        assertThat(ConsentRows.number(connection, "select consent_mark(?)", any.bytes()))
            .isEqualTo(Mark.ofConsents(any).number());
      }
    }
  }

  @Test
  void everyWriteOfAConsent_isCounted() throws Exception {
    takingBack(connection -> {
      long before = writes(connection, Mark.ofConsents(patient));
      ConsentRows.insert(connection, patient);
      assertThat(writes(connection, Mark.ofConsents(patient))).isEqualTo(before + 1);
      ConsentRows.change(
          connection,
          "update kept_consent set sealed = sealed || sealed where subject_index = ?",
          patient.bytes());
      long changed = writes(connection, Mark.ofConsents(patient));
      assertThat(changed).isGreaterThan(before + 1);
      ConsentRows.change(
          connection, "delete from kept_consent where subject_index = ?", patient.bytes());
      assertThat(writes(connection, Mark.ofConsents(patient))).isEqualTo(changed + 1);
    });
  }

  @Test
  void aConsentThatMovesToAnotherPatient_isCountedForBoth() throws Exception {
    SubjectIndex other = ConsentRows.patient();
    takingBack(connection -> {
      ConsentRows.insert(connection, patient);
      long from = writes(connection, Mark.ofConsents(patient));
      long to = writes(connection, Mark.ofConsents(other));
      ConsentRows.change(
          connection,
          "update kept_consent set subject_index = ? where subject_index = ?",
          other.bytes(),
          patient.bytes());
      assertThat(writes(connection, Mark.ofConsents(patient))).isGreaterThan(from);
      assertThat(writes(connection, Mark.ofConsents(other))).isGreaterThan(to);
    });
  }

  @Test
  void consentsThatAreAllTakenAway_areCountedForEverybody() throws Exception {
    String least = "select min(writes) from change_mark where mark > 0";
    takingBack(connection -> {
      long before = ConsentRows.number(connection, least);
      ConsentRows.change(connection, "truncate kept_consent");
      assertThat(ConsentRows.number(connection, least)).isEqualTo(before + 1);
    });
  }

  @Test
  void everyWriteOfARestriction_isCounted() throws Exception {
    UUID id = UUID.randomUUID();
    takingBack(connection -> {
      long before = writes(connection, Mark.RESTRICTIONS);
      ConsentRows.change(connection, RESTRICT, id);
      ConsentRows.change(
          connection, "update use_restriction set purposes = '' where restriction_id = ?", id);
      ConsentRows.change(connection, "delete from use_restriction where restriction_id = ?", id);
      ConsentRows.change(connection, "truncate use_restriction");
      assertThat(writes(connection, Mark.RESTRICTIONS)).isEqualTo(before + 4);
    });
  }

  /// Or a change of it would never be seen.
  @Test
  void aMarkWithoutARow_isNoMarkWithoutWrites() throws Exception {
    try (Connection connection = database.getConnection()) {
      Mark mark = Mark.ofConsents(patient);
      long writes = writes(connection, mark);
      ConsentRows.change(connection, "delete from change_mark where mark = ?", mark.number());
      try {
        assertThatThrownBy(new ChangeMarks(database)::refresh).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> ConsentRows.insert(connection, patient))
            .isInstanceOf(SQLException.class);
      } finally {
        ConsentRows.change(
            connection, "insert into change_mark values (?, ?)", mark.number(), writes + 1);
      }
    }
  }

  private static long writes(Connection connection, Mark mark) throws SQLException {
    return ConsentRows.number(
        connection, "select writes from change_mark where mark = ?", mark.number());
  }

  @FunctionalInterface
  private interface Statements {
    void run(Connection connection) throws SQLException;
  }

  private void takingBack(Statements statements) throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try {
        statements.run(connection);
      } finally {
        connection.rollback();
      }
    }
  }
}
