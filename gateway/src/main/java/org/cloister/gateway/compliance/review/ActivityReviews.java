package org.cloister.gateway.compliance.review;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.audit.CanonicalJson;
import org.cloister.audit.EntryKind;
import org.cloister.audit.LogQuery;
import org.cloister.audit.Rider;
import org.cloister.deid.sealing.SealingException;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.compliance.Act;
import org.cloister.gateway.compliance.Content;
import org.cloister.gateway.compliance.Form;
import org.cloister.gateway.compliance.OversightPermit;
import org.cloister.gateway.compliance.review.ReviewSeals.Column;

/// The regular review of information system activity, signed month by month (45 CFR
/// 164.308(a)(1)(ii)(D)): who, which period, what was looked at, and a digest of what it showed.
///
/// A month can be signed once it is over and none of its alerts and broken glasses is open. What a
/// sign-off says is sealed; its digest stays in clear and the sign-off is a record of the log.
final class ActivityReviews {
  private static final String EVENT = "review-signed";
  // The record of the sign-off: who signed is said there, where it can be erased.
  private static final String SIGNED_BY = "record";
  private static final String FIRST = "select min(recorded_at) as first from log_entry";
  private static final String SIGNED =
      "select month, signed_at, request_id, digest, sealed_result from activity_review";
  private static final String INSERT =
      "insert into activity_review (month, signed_at, request_id, digest, sealed_result)"
          + " values (?, ?, ?, ?, ?) on conflict (month) do nothing";
  private static final String ALERTS =
      "select state, count(*) from review_alert where accessed_at >= ? and accessed_at < ?"
          + " group by state order by state";
  private static final String ITEMS =
      "select state || coalesce(' ' || verdict, ''), count(*) from break_glass_item"
          + " where queued_at >= ? and queued_at < ? group by 1 order by 1";
  private static final String JUDGED =
      "select count(*) from judged_access where at >= ? and at < ?";
  private static final String UNEXPLAINED =
      "select count(*) from judged_access where at >= ? and at < ? and strength = 0";

  private final ReviewStore store;
  private final AuditLog log;
  private final Who who;
  private final ZoneId zone;
  private final Duration signWithin;

  /// @param zone in which months begin
  /// @param signWithin after the end of a month
  ActivityReviews(ReviewStore store, AuditLog log, ZoneId zone, Duration signWithin) {
    this.store = store;
    this.log = log;
    this.who = new Who(log);
    this.zone = zone;
    this.signWithin = signWithin;
  }

  @SuppressWarnings("ArrayRecordComponent") // read from a row and passed on within this class
  private record SignOff(
      YearMonth month, Instant signedAt, UUID row, byte[] digest, byte[] sealed) {}

  /// Every month since the log began that is over, latest first: signed, due or overdue.
  Act list(OversightPermit permit) throws SQLException, SealingException, AuditException {
    List<Map<String, Object>> months = months(permit.at());
    return Act.read("audit-read", Content.json(200, Map.of("reviews", months)))
        .details(Map.of("list", "reviews", "count", months.size()));
  }

  List<Map<String, Object>> months(Instant now)
      throws SQLException, SealingException, AuditException {
    try (Connection connection = store.database().getConnection()) {
      Map<YearMonth, SignOff> signed = new LinkedHashMap<>();
      Rows.all(connection, SIGNED, ActivityReviews::signOff)
          .forEach(it -> signed.put(it.month(), it));
      List<Map<String, Object>> months = new ArrayList<>();
      for (YearMonth month : over(connection, now)) {
        months.add(shown(month, Optional.ofNullable(signed.get(month)), now));
      }
      return months;
    }
  }

  /// Signs a month off. The filter says in the officer's words what was looked at.
  Act sign(OversightPermit permit, Form form)
      throws SQLException, SealingException, AuditException {
    Optional<Issue> objection = form.objection(Set.of("month", "filter"), Set.of("note"));
    if (objection.isPresent()) {
      return Act.refused(EVENT, objection.get());
    }
    Optional<YearMonth> month = month(form.text("month").orElseThrow());
    try (Connection connection = store.database().getConnection()) {
      if (month.isEmpty() || !over(connection, permit.at()).contains(month.get())) {
        return Act.invalid(
            EVENT, "The month is one since the log began that is over, such as 2026-10.");
      }
      if (Rows.all(connection, SIGNED, ActivityReviews::signOff).stream()
          .anyMatch(it -> it.month().equals(month.get()))) {
        return Act.invalid(EVENT, "This month is signed.");
      }
      Map<String, Object> result = result(connection, month.get());
      if (hasOpen(result)) {
        return Act.invalid(EVENT, "Alerts or broken glasses of this month are not closed yet.");
      }
      return signed(permit, month.get(), form, result);
    }
  }

  private Act signed(OversightPermit permit, YearMonth month, Form form, Map<String, Object> result)
      throws SealingException {
    CanonicalJson counts = CanonicalJson.of(result);
    byte[] digest = sha256(counts.bytes());
    Map<String, Object> said = new LinkedHashMap<>();
    said.put(SIGNED_BY, permit.recordId().toString());
    said.put("filter", form.text("filter").orElseThrow());
    form.text("note").ifPresent(it -> said.put("note", it));
    said.put("result", result);
    UUID row = permit.requestId().value();
    byte[] sealed =
        store
            .seals()
            .seal(
                store.seals().installation(),
                row,
                Column.RESULT,
                Json.text(CanonicalJson.of(said)));
    String hex = HexFormat.of().formatHex(digest);
    return Act.change(
            EVENT,
            Content.json(
                200,
                Map.of(
                    "month", month.toString(), "state", "signed", "digest", hex, "result", result)))
        .details(Map.of("month", month.toString(), "digest", hex, "said", said))
        .riders(
            List.of(new Rider(INSERT, List.of(month.atDay(1), permit.at(), row, digest, sealed))));
  }

  /// What the month shows, in numbers: of accesses, of alerts and of broken glasses by their state,
  /// and of refused calls, failed log-ins among them (164.308(a)(5)(ii)(C)).
  private Map<String, Object> result(Connection connection, YearMonth month)
      throws SQLException, AuditException {
    Instant from = start(month);
    Instant until = start(month.plusMonths(1));
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("month", month.toString());
    result.put("judged", Rows.number(connection, JUDGED, from, until));
    result.put("unexplained", Rows.number(connection, UNEXPLAINED, from, until));
    result.put("alerts", counts(connection, ALERTS, from, until));
    result.put("breakGlass", counts(connection, ITEMS, from, until));
    LogQuery refusals = LogQuery.all().kinds(Set.of(EntryKind.DENIAL)).from(from).until(until);
    result.put("refusedCalls", log.count(refusals));
    return result;
  }

  private static Map<String, Object> counts(
      Connection connection, String sql, Instant from, Instant until) throws SQLException {
    Map<String, Object> counts = new LinkedHashMap<>();
    Rows.all(connection, sql, row -> Map.entry(row.getString(1), row.getLong(2)), from, until)
        .forEach(it -> counts.put(it.getKey(), it.getValue()));
    return counts;
  }

  private static boolean hasOpen(Map<String, Object> result) {
    Set<String> open = Set.of("not-reviewed", "under-review");
    return ((Map<?, ?>) result.getOrDefault("alerts", Map.of()))
            .keySet().stream().anyMatch(open::contains)
        || ((Map<?, ?>) result.getOrDefault("breakGlass", Map.of()))
            .keySet().stream().anyMatch(state -> !((String) state).startsWith("closed"));
  }

  private Map<String, Object> shown(YearMonth month, Optional<SignOff> signed, Instant now)
      throws SealingException, AuditException {
    Instant due = start(month.plusMonths(1)).plus(signWithin);
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("month", month.toString());
    shown.put("dueAt", due.toString());
    shown.put("state", signed.isPresent() ? "signed" : now.isAfter(due) ? "overdue" : "due");
    if (signed.isPresent()) {
      SignOff signOff = signed.get();
      shown.put("signedAt", signOff.signedAt().toString());
      shown.put("digest", HexFormat.of().formatHex(signOff.digest()));
      store
          .seals()
          .open(store.seals().installation(), signOff.row(), Column.RESULT, signOff.sealed())
          .ifPresent(it -> shown.putAll(Json.object(it)));
      if (shown.get(SIGNED_BY) instanceof String record) {
        who.by(UUID.fromString(record)).ifPresent(it -> shown.put("by", it));
      }
    }
    return shown;
  }

  private List<YearMonth> over(Connection connection, Instant now) throws SQLException {
    Optional<Instant> first =
        Rows.all(connection, FIRST, row -> Rows.instant(row, "first")).getFirst();
    List<YearMonth> months = new ArrayList<>();
    if (first.isPresent()) {
      YearMonth current = YearMonth.from(now.atZone(zone));
      YearMonth month = YearMonth.from(first.get().atZone(zone));
      while (month.isBefore(current)) {
        months.addFirst(month);
        month = month.plusMonths(1);
      }
    }
    return months;
  }

  private Instant start(YearMonth month) {
    return month.atDay(1).atStartOfDay(zone).toInstant();
  }

  private static Optional<YearMonth> month(String text) {
    try {
      return Optional.of(YearMonth.parse(text));
    } catch (DateTimeException notAMonth) {
      return Optional.empty();
    }
  }

  private static SignOff signOff(ResultSet row) throws SQLException {
    return new SignOff(
        YearMonth.from(row.getObject("month", LocalDate.class)),
        row.getTimestamp("signed_at").toInstant(),
        row.getObject("request_id", UUID.class),
        row.getBytes("digest"),
        row.getBytes("sealed_result"));
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
