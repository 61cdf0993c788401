package org.cloister.gateway.freshness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.cloister.deid.sealing.SubjectIndex;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.infer.SharedGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/// What may be told from memory, on a real database. Rows are written by statements of the test's
/// own, as another gateway on the same database would. Each test has a patient of its own.
@ExtendWith(SharedGateway.class)
final class RememberedTest {
  private static final String KEY = "patient";

  private final Flaky database;
  private final ConsentRows rows;
  private final SubjectIndex patient = ConsentRows.patient();
  private final Mark mark = Mark.ofConsents(patient);
  private final ChangeMarks marks;
  private final Remembered<Integer> remembered;
  private final AtomicInteger readings = new AtomicInteger();

  RememberedTest(TestGateway gateway) {
    this.rows = new ConsentRows(gateway.part(DataSource.class));
    this.database = new Flaky(gateway.part(DataSource.class));
    this.marks = new ChangeMarks(database);
    this.remembered = marks.memory();
  }

  /// Goes away when it is told to, and counts who asks.
  private static final class Flaky extends DelegatingDataSource {
    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean isAway;

    Flaky(DataSource real) {
      super(real);
    }

    @Override
    public Connection getConnection() throws SQLException {
      if (isAway) {
        throw new SQLException("away", "08006");
      }
      asked.incrementAndGet();
      return super.getConnection();
    }
  }

  @Test
  void whatDoesNotChange_isReadOnceForAThousandCalls() throws Exception {
    long begun = System.nanoTime();
    for (int call = 0; call < 1000; call++) {
      assertThat(told()).as("that there is none is remembered too").isZero();
    }

    assertThat(readings).hasValue(1);
    long periods = (System.nanoTime() - begun) / ChangeMarks.FRESH.toNanos();
    assertThat(database.asked.get()).isBetween(1, (int) periods + 1);
  }

  @Test
  void whatDoesNotChange_isToldAfterEachFurtherQuestion() throws Exception {
    assertThat(told()).isZero();
    untilAskedAgain();

    assertThat(told()).isZero();
    assertThat(readings).hasValue(1);
  }

  @Test
  void aWriteHere_countsInTheNextCall() throws Exception {
    assertThat(told()).isZero();
    rows.insert(patient);
    remembered.forget(mark);

    assertThat(told()).isEqualTo(1);
  }

  @Test
  void aWriteElsewhere_countsWithinASecond() throws Exception {
    assertThat(told()).isZero();
    rows.insert(patient);
    Thread.sleep(1000);

    assertThat(told()).isEqualTo(1);
  }

  /// The reader stops between its query and the memory until the write is known here.
  @Test
  void whatWasReadBeforeAWriteHere_isNotToldAfterIt() throws Exception {
    int old =
        remembered.get(
            mark,
            KEY,
            () -> {
              int read = rows.count(patient);
              rows.insert(patient);
              remembered.forget(mark);
              return read;
            });

    assertThat(old).as("what the query saw").isZero();
    assertThat(told()).isEqualTo(1);
  }

  /// The same, and the write is found by a question that another call puts meanwhile.
  @Test
  void whatWasReadBeforeAWriteElsewhere_isNotToldAfterIt() throws Exception {
    int old =
        remembered.get(
            mark,
            KEY,
            () -> {
              int read = rows.count(patient);
              rows.insert(patient);
              untilAskedAgain();
              return read;
            });

    assertThat(old).as("what the query saw").isZero();
    assertThat(told()).isEqualTo(1);
  }

  /// A sequence would give the longer transaction the smaller number, which is then passed over.
  @Test
  void aTransactionThatBeganBeforeAndCommitsAfterAnother_isNotMissed() throws Exception {
    SubjectIndex other = ConsentRows.patient();
    try (Connection longer = database.getConnection()) {
      longer.setAutoCommit(false);
      ConsentRows.insert(longer, patient);
      rows.insert(other);
      untilAskedAgain();
      assertThat(told()).isZero();
      longer.commit();
    }
    untilAskedAgain();

    assertThat(told()).isEqualTo(1);
  }

  @Test
  void aWriteThatIsTakenBack_changesNothing() throws Exception {
    assertThat(told()).isZero();
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      ConsentRows.insert(connection, patient);
      connection.rollback();
    }
    untilAskedAgain();

    assertThat(told()).isZero();
    assertThat(readings).hasValue(1);
  }

  @Test
  void aWriteForAPatientOfAnotherMark_leavesThisOneRemembered() throws Exception {
    assertThat(told()).isZero();
    SubjectIndex other = ConsentRows.patient();
    while (Mark.ofConsents(other).equals(mark)) {
      other = ConsentRows.patient();
    }
    rows.insert(other);
    untilAskedAgain();

    assertThat(told()).isZero();
    assertThat(readings).hasValue(1);
  }

  @Test
  void whileTheDatabaseIsAway_nothingOldIsTold() throws Exception {
    assertThat(told()).isZero();
    database.isAway = true;
    Thread.sleep(ChangeMarks.FRESH);

    assertThatThrownBy(this::told).isInstanceOf(SQLException.class);

    database.isAway = false;
    rows.insert(patient);
    assertThat(told()).as("nor when it is back").isEqualTo(1);
  }

  @Test
  void aReadingThatFails_isNotRemembered() throws Exception {
    assertThatThrownBy(() ->
            remembered.get(
                mark,
                KEY,
                () -> {
                  throw new SQLException("the rows do not open");
                }))
        .hasMessage("the rows do not open");

    assertThat(told()).isZero();
  }

  @Test
  void morePatientsThanAPageHolds_areToldRightly() throws Exception {
    for (int number = 0; number < 100; number++) {
      int value = number;
      assertThat(remembered.get(mark, "p" + number, () -> value)).isEqualTo(number);
    }
    assertThat(remembered.get(mark, "p99", () -> -1)).isEqualTo(99);
    assertThat(remembered.get(mark, "p0", () -> -1)).as("made room").isEqualTo(-1);
  }

  private int told() throws SQLException {
    return remembered.get(
        mark,
        KEY,
        () -> {
          readings.incrementAndGet();
          return rows.count(patient);
        });
  }

  private void untilAskedAgain() throws SQLException {
    try {
      Thread.sleep(ChangeMarks.FRESH);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    marks.refresh();
  }
}
