package org.cloister.audit;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cloister.audit.LogQuery.Term;
import org.postgresql.PGStatement;

/// Finds the places of matching records. Each index of the tables gives the records of one term in
/// the order of the pages, newest first, so that a page is read from one end of one index (see
/// [SearchIndex]), however many match.
///
/// The order is that of the time at which records were made, and of their places within one
/// microsecond. It is not that of the places alone: a record waits for its place, so that the two
/// can differ by as long as it waited, and a period would have no borders in an index of places.
final class LogSearch {
  /// Places that [#range] finds at once.
  static final int CHUNK = 512;

  private static final String OLDEST =
      """
      SELECT found.index FROM unnest(?::text[], ?::text[]) AS wanted (tenant, subject)
      CROSS JOIN LATERAL (
        SELECT index FROM log_body b WHERE b.subject = wanted.subject AND b.tenant = wanted.tenant
        ORDER BY recorded_at, index LIMIT 1) found
      """;
  private static final String PLACE = "%1$s.index, %1$s.recorded_at"; // of the table in order
  private static final String OF_WHOM = "r.index, r.tenant, r.subject";
  private static final String NEWEST_FIRST = " ORDER BY recorded_at DESC, index DESC LIMIT ?";

  private final LogQuery query;
  private final SearchIndex index;
  private final StringBuilder sql = new StringBuilder(512);
  private final List<Object> values = new ArrayList<>();

  private LogSearch(LogQuery query) {
    this.query = query;
    this.index = SearchIndex.of(query.terms().keySet(), query.outcomes());
  }

  /// The places of one page, in its order.
  static List<Long> page(Connection connection, LogQuery query) throws SQLException {
    LogSearch search = new LogSearch(query);
    if (query.subject().isPresent()) {
      // Each branch reads its own index from the end; the outer sort sees two pages at most.
      search.append("SELECT DISTINCT index, recorded_at FROM ((").selection(PLACE).page("r");
      search.append(") UNION ALL (").concerned(PLACE).page("c");
      search.append(")) found").append(NEWEST_FIRST, query.paging().limit());
    } else {
      search.selection(PLACE).page("r");
    }
    return search.places(connection);
  }

  /// Up to [#CHUNK] places in `[from, to)`, in ascending order.
  static List<Long> range(Connection connection, LogQuery query, long from, long to)
      throws SQLException {
    LogSearch search = new LogSearch(query);
    if (query.subject().isPresent()) {
      search.append("SELECT DISTINCT index FROM ((").selection(PLACE).chunk("r", from, to);
      search.append(") UNION ALL (").concerned(PLACE).chunk("c", from, to);
      search.append(")) found ORDER BY index LIMIT ?", CHUNK);
    } else {
      search.selection(PLACE).chunk("r", from, to);
    }
    return search.places(connection);
  }

  /// The place of each subject's oldest record, from one end of one index each.
  static List<Long> oldest(Connection connection, List<Subject> subjects) throws SQLException {
    List<Long> places = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(OLDEST)) {
      String[] tenants = subjects.stream().map(Subject::tenant).toArray(String[]::new);
      String[] keys = subjects.stream().map(Subject::key).toArray(String[]::new);
      statement.setArray(1, connection.createArrayOf("text", tenants));
      statement.setArray(2, connection.createArrayOf("text", keys));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          places.add(row.getLong(1));
        }
      }
    }
    return places;
  }

  static long count(Connection connection, LogQuery query) throws SQLException {
    LogSearch search = new LogSearch(query);
    search.append("SELECT count(*) FROM (").matching(PLACE).append(") found");
    try (PreparedStatement statement = search.prepared(connection);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  static List<SubjectSpan> subjects(Connection connection, LogQuery query) throws SQLException {
    LogSearch search = new LogSearch(query);
    if (search.index == SearchIndex.TIME) {
      // The permanent table, which serves a period, says of nobody.
      search.append("WITH found AS (SELECT index, tenant, subject FROM log_body JOIN (");
      search.selection(PLACE).append(") of_time USING (index)) ");
    } else {
      search.append("WITH found AS (").matching(OF_WHOM).append(") ");
    }
    search.append(
        """
        SELECT tenant, subject, min(index), max(index), count(*) FROM (
          SELECT index, tenant, subject FROM found WHERE subject IS NOT NULL
          UNION ALL
          SELECT index, c.tenant, c.subject FROM found JOIN log_concern c USING (index)) involved
        GROUP BY tenant, subject ORDER BY 3, 2
        """);
    List<SubjectSpan> subjects = new ArrayList<>();
    try (PreparedStatement statement = search.prepared(connection);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        subjects.add(
            new SubjectSpan(
                new Subject(row.getString(1), row.getString(2)),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5)));
      }
    }
    return subjects;
  }

  /// Every match, once each.
  private LogSearch matching(String columns) {
    selection(columns);
    if (query.subject().isPresent()) {
      append(" UNION ").concerned(columns); // without ALL: a match of both branches is one record
    }
    return this;
  }

  /// Matches by the record's own row: of the permanent table as far as the conditions go, so that a
  /// period is complete although rows of the other were deleted.
  @CanIgnoreReturnValue
  private LogSearch selection(String columns) {
    String table = index == SearchIndex.TIME ? "log_entry" : "log_body";
    append("SELECT " + columns.formatted("r") + " FROM " + table + " r WHERE true");
    query.terms().forEach(this::term);
    return common("r");
  }

  /// Matches that name the query's subject as a further one.
  @CanIgnoreReturnValue
  private LogSearch concerned(String columns) {
    Subject subject = query.subject().orElseThrow();
    append("SELECT " + columns.formatted("c") + " FROM log_concern c")
        .append(" JOIN log_body r ON r.index = c.index WHERE c.tenant = ?", subject.tenant())
        .append(" AND c.subject = ?", subject.key());
    query
        .terms()
        .forEach((term, value) -> {
          if (term != Term.SUBJECT) {
            term(term, value);
          }
        });
    return common("c");
  }

  private void term(Term term, Object value) {
    String condition = " AND " + index.column(term) + " = ?";
    switch (value) {
      case Subject subject ->
          append(" AND r.tenant = ?", subject.tenant()).append(condition, subject.key());
      case BlindTerm token -> append(condition, token.bytes());
      case String hash when term == Term.MODEL_HASH ->
          append(condition, HexFormat.of().parseHex(hash));
      case List<?> words -> {
        append(" AND " + index.column(term) + " IN (NULL");
        words.forEach(word -> append(", ?", word));
        append(")");
      }
      case String event when term == Term.OTHER_EVENT ->
          append(" AND r.event IS DISTINCT FROM ?", event);
      default -> append(condition, value);
    }
  }

  /// Conditions on what never changes. Kinds and outcomes are closed lists of our own words, and
  /// stand in the text: only then does the planner see that a partial index covers them, unless the
  /// kind is hidden from it.
  private LogSearch common(String ordered) {
    Set<EntryKind> kinds = query.kinds();
    Set<Outcome> outcomes = query.outcomes();
    String kind = index.kind();
    if (!kinds.contains(EntryKind.INTENT)) {
      append(" AND " + kind + " <> 'intent'");
    }
    if (kinds.size() < EntryKind.values().length - 1) {
      append(" AND " + kind + " IN " + words(kinds.stream().map(EntryKind::text)));
    }
    if (outcomes.size() < Outcome.values().length) {
      append(" AND r.outcome IN " + words(outcomes.stream().map(Outcome::text)));
    }
    if (!outcomes.contains(Outcome.OK) || kinds.equals(Set.of(EntryKind.SYSTEM))) {
      append(" AND (r.outcome <> 'ok' OR r.kind = 'system')"); // the condition of log_entry_rare
    }
    append(index.condition());
    return append(" AND " + ordered + ".recorded_at >= ?", time(query.period().from()))
        .append(" AND " + ordered + ".recorded_at < ?", time(query.period().until()));
  }

  private static String words(Stream<String> words) {
    return words.collect(Collectors.joining("', '", "('", "')"));
  }

  private static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private void page(String ordered) {
    OptionalLong before = query.paging().before();
    if (before.isPresent()) {
      append(" AND (" + ordered + ".recorded_at, " + ordered + ".index) <")
          .append(" ((SELECT recorded_at FROM log_entry WHERE index = ?),", before.getAsLong())
          .append(" ?)", before.getAsLong());
    }
    append(NEWEST_FIRST, query.paging().limit());
  }

  private void chunk(String ordered, long from, long to) {
    append(" AND " + ordered + ".index >= ?", from)
        .append(" AND " + ordered + ".index < ?", to)
        .append(" ORDER BY index LIMIT ?", CHUNK);
  }

  @CanIgnoreReturnValue
  private LogSearch append(String text) {
    sql.append(text);
    return this;
  }

  @CanIgnoreReturnValue
  private LogSearch append(String text, Object value) {
    sql.append(text);
    values.add(value);
    return this;
  }

  private List<Long> places(Connection connection) throws SQLException {
    List<Long> places = new ArrayList<>();
    try (PreparedStatement statement = prepared(connection);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        places.add(row.getLong(1));
      }
    }
    return places;
  }

  private PreparedStatement prepared(Connection connection) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql.toString());
    try {
      // Planned anew for each search: what is frequent and what is rare decides which index serves.
      statement.unwrap(PGStatement.class).setPrepareThreshold(0);
      for (int i = 0; i < values.size(); i++) {
        statement.setObject(i + 1, values.get(i));
      }
      return statement;
    } catch (SQLException | RuntimeException failed) {
      statement.close();
      throw failed;
    }
  }
}
