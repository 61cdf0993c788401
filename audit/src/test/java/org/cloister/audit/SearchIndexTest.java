package org.cloister.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A search reads the index of its narrowest term, also among records that are newer than the
/// planner's statistics.
class SearchIndexTest {
  private static final Subject PERSON = RandomHistory.SUBJECTS.getLast();
  private static final BlindTerm TOKEN = RandomHistory.TOKENS.getFirst();
  private static final EnumSet<Outcome> DENIED = EnumSet.of(Outcome.DENIED);
  private static final Instant FIRST = Instant.parse("2026-03-01T00:00:00Z");

  private static final String OTHER_SESSIONS =
      """
      SELECT count(*) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
      """;

  record Case(String index, LogQuery query) {}

  static Stream<Case> cases() {
    LogQuery newest = LogQuery.all().from(FIRST);
    LogQuery busy = newest.purpose("TREAT").model("sepsis-risk");
    return Stream.of(
        new Case("log_body_subject", busy.subject(PERSON).agent(PERSON).token(TOKEN)),
        new Case("log_body_token", busy.token(TOKEN).agent(PERSON)),
        new Case("log_body_agent", busy.agent(PERSON)),
        new Case("log_body_agent", busy.agent(PERSON).outcomes(DENIED)),
        new Case("log_body_agent", newest.agent(PERSON).purpose("TREAT").outcomes(DENIED)),
        new Case("log_body_model_hash", busy.modelHash(RandomHistory.HASHES.getFirst())),
        new Case("log_body_rare", busy.outcomes(DENIED)),
        new Case("log_body_rare", newest.event("result-read").outcomes(DENIED)),
        new Case("log_body_purpose", newest.purpose("TREAT")),
        new Case("log_body_model", newest.model("sepsis-risk")),
        new Case("log_body_event", newest.event("result-read")));
  }

  private static final DataSource DATABASE = Store.fresh();

  @BeforeAll
  static void write() throws Exception {
    RandomHistory.Ticking clock = new RandomHistory.Ticking(21);
    try (AuditLog log =
        AuditLog.open(DATABASE, Logs.IDENTITY, new GcmSealer(), Logs.CONFIG, clock)) {
      var _ = new RandomHistory(21, DATABASE).write(log);
    }
    // The statistics are those of a log that ended before the period that is searched.
    for (String table : List.of("log_entry", "log_body")) {
      Store.execute(DATABASE, "ALTER TABLE " + table + " SET (autovacuum_enabled = off)");
      Store.execute(
          DATABASE, "UPDATE " + table + " SET recorded_at = recorded_at - '90 d'::interval");
      Store.execute(DATABASE, "ANALYZE " + table);
      Store.execute(
          DATABASE, "UPDATE " + table + " SET recorded_at = recorded_at + '90 d'::interval");
    }
    // So few records would be read without any index.
    Store.execute(
        DATABASE,
        """
        DO $$ BEGIN
          EXECUTE format('ALTER DATABASE %I SET enable_seqscan = off', current_database());
          EXECUTE format('ALTER DATABASE %I SET enable_bitmapscan = off', current_database());
        END $$
        """);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void search_readsTheIndexOfItsNarrowestTerm_alsoBeyondTheStatistics(Case asked) throws Exception {
    Map<String, Long> before = scans();
    try (AuditLog log = Logs.open(DATABASE)) {
      assertThat(log.search(asked.query()).entries()).isNotNull();
    }
    Map<String, Long> after = scans();
    after.entrySet().removeAll(before.entrySet());
    assertThat(after.keySet()).containsExactly(asked.index());
  }

  /// How often each index of a term was read. A session's counts are known when it has ended.
  private static Map<String, Long> scans() throws SQLException {
    while (Store.number(DATABASE, OTHER_SESSIONS) > 0) {
      LockSupport.parkNanos(1_000_000);
    }
    Map<String, Long> scans = new TreeMap<>();
    try (Connection connection = DATABASE.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT indexrelname, idx_scan FROM pg_stat_user_indexes
                WHERE relname = 'log_body' AND indexrelname <> 'log_body_pkey'
                """)) {
      while (row.next()) {
        scans.put(row.getString(1), row.getLong(2));
      }
    }
    return scans;
  }
}
