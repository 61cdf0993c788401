package org.cloister.bench.crash;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.cloister.bench.crash.HeldAnswers.Held;

/// Compares what callers hold with what the database holds, by reading the tables themselves: the
/// product's own reading is not asked whether the product is right.
final class LogJudge {
  private static final int CHUNK = 5000;
  private static final Duration POLL = Duration.ofMillis(50);

  private final DataSource database;

  LogJudge(DataSource database) {
    this.database = database;
  }

  /// What is wrong with the recovered log; empty is good. Callers may call on meanwhile: the log
  /// may hold more than they do, never less.
  List<String> missing(List<Held> answers) throws SQLException {
    List<String> missing = new ArrayList<>();
    try (Connection connection = database.getConnection()) {
      for (int i = 0; i < answers.size(); i += CHUNK) {
        List<Held> chunk = answers.subList(i, Math.min(i + CHUNK, answers.size()));
        judge(chunk, Recorded.of(connection, chunk), missing);
      }
    }
    Set<UUID> seen = new HashSet<>();
    for (Held answer : answers) {
      if (!seen.add(answer.record())) {
        missing.add("two answers have one record: " + answer.record());
      }
    }
    return missing;
  }

  /// What the database holds for some answers.
  ///
  /// @param records kind and outcome by record id
  /// @param resources stored resources by record id
  private record Recorded(Map<UUID, String> records, Map<UUID, Set<UUID>> resources) {
    static Recorded of(Connection connection, List<Held> answers) throws SQLException {
      Array ids =
          connection.createArrayOf("uuid", answers.stream().map(Held::record).toArray(UUID[]::new));
      Map<UUID, String> records = new HashMap<>();
      Map<UUID, Set<UUID>> resources = new HashMap<>();
      read(
          connection,
          "SELECT record_id, kind || '/' || outcome FROM log_entry WHERE record_id = ANY (?)",
          Optional.of(ids),
          row -> records.put(row.getObject(1, UUID.class), row.getString(2)));
      read(
          connection,
          "SELECT record_id, resource_id FROM sealed_resource WHERE record_id = ANY (?)",
          Optional.of(ids),
          row ->
              resources
                  .computeIfAbsent(row.getObject(1, UUID.class), key -> new HashSet<>())
                  .add(row.getObject(2, UUID.class)));
      return new Recorded(records, resources);
    }
  }

  private static void judge(List<Held> answers, Recorded recorded, List<String> missing) {
    for (Held answer : answers) {
      String record = recorded.records().get(answer.record());
      boolean ok = "outcome/ok".equals(record);
      if (record == null) {
        missing.add("no record of an answer: " + answer.record());
      } else if (ok != (answer.status() == 200) || record.endsWith("/unknown")) {
        missing.add(answer.status() + " is recorded as " + record + ": " + answer.record());
      }
      Set<UUID> stored = recorded.resources().getOrDefault(answer.record(), Set.of());
      if (!stored.equals(Set.copyOf(answer.resources().values()))) {
        missing.add("stored and sent resources differ: " + answer.record());
      }
    }
  }

  /// How many intents no outcome closes.
  int openIntents() throws SQLException {
    return count(
        """
        SELECT count(*) FROM log_entry i WHERE i.kind = 'intent'
          AND NOT EXISTS (SELECT 1 FROM log_entry o WHERE o.intent_index = i.index)
        """);
  }

  /// Waits until every intent is closed.
  ///
  /// @return how many are still open after that time
  int openIntentsAfter(Duration atMost) throws SQLException {
    long deadline = System.nanoTime() + atMost.toNanos();
    int open = openIntents();
    while (open > 0 && System.nanoTime() < deadline) {
      Pause.of(POLL);
      open = openIntents();
    }
    return open;
  }

  /// What may never be, whatever was killed when: each sentence with how often it was found.
  Map<String, Integer> contradictions() throws SQLException {
    Map<String, Integer> found = new HashMap<>();
    found.put(
        "intent with more than one outcome",
        count(
            """
            SELECT count(*) FROM (SELECT intent_index FROM log_entry
              WHERE intent_index IS NOT NULL GROUP BY 1 HAVING count(*) > 1) t
            """));
    found.put(
        "outcome without its intent before it",
        count(
            """
            SELECT count(*) FROM log_entry o LEFT JOIN log_entry i ON i.index = o.intent_index
            WHERE o.kind = 'outcome'
              AND (i.index IS NULL OR i.kind <> 'intent' OR i.index >= o.index)
            """));
    found.put(
        "record id used twice",
        count("SELECT count(*) - count(DISTINCT record_id) FROM log_entry"));
    found.put(
        "gap in the log", count("SELECT coalesce(max(index) + 1, 0) - count(*) FROM log_entry"));
    found.put(
        "log longer or shorter than its head",
        count("SELECT abs(h.size - (SELECT count(*) FROM log_entry)) FROM log_head h"));
    found.put(
        "resource stored without a recorded answer",
        count(
            """
            SELECT count(*) FROM sealed_resource r LEFT JOIN log_entry e USING (record_id)
            WHERE e.record_id IS NULL OR e.kind <> 'outcome' OR e.outcome <> 'ok'
            """));
    found.values().removeIf(count -> count == 0);
    return found;
  }

  /// How many intents the log closed by itself: nothing was released.
  int closedAsUnknown() throws SQLException {
    return count("SELECT count(*) FROM log_entry WHERE outcome = 'unknown'");
  }

  int records() throws SQLException {
    return count("SELECT count(*) FROM log_entry");
  }

  private int count(String sql) throws SQLException {
    int[] count = new int[1];
    try (Connection connection = database.getConnection()) {
      read(connection, sql, Optional.empty(), row -> count[0] = row.getInt(1));
    }
    return count[0];
  }

  @FunctionalInterface
  private interface Row {
    void read(ResultSet row) throws SQLException;
  }

  private static void read(Connection connection, String sql, Optional<Array> ids, Row each)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      if (ids.isPresent()) {
        statement.setArray(1, ids.get());
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          each.read(rows);
        }
      }
    }
  }
}
