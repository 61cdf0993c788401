package org.cloister.gateway.compliance.review;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.deid.sealing.SealingException;
import org.cloister.gateway.compliance.Act;
import org.cloister.gateway.compliance.Content;
import org.cloister.gateway.compliance.Credentials;
import org.cloister.gateway.compliance.Deed;
import org.cloister.gateway.compliance.Demand;
import org.cloister.gateway.compliance.Form;
import org.cloister.gateway.compliance.Oversight;
import org.cloister.gateway.compliance.OversightPermit;
import org.cloister.gateway.compliance.OversightReply;
import org.cloister.policies.OversightAction;

/// Where officers review: alerts, broken glasses, the monthly sign-off, and what of it needs them
/// today. Safe for many threads.
///
/// Changes are made one after another: a change is decided on what the one before left, and is
/// durable before the next is looked at. The log has one writer, so one lock in this process is
/// enough.
public final class ReviewOffice {
  private static final String DAY =
      "select count(*) from judged_access where at >= ? and strength = 0";

  private final Oversight oversight;
  private final ReviewStore store;
  private final AuditLog log;
  private final ReviewJob job;
  private final AlertDesk alerts;
  private final BreakGlassDesk breakGlass;
  private final ActivityReviews reviews;
  private final ReentrantLock changes = new ReentrantLock();

  /// When months begin and how long after their end they may wait.
  ///
  /// @param zone of the hospital
  public record Calendar(ZoneId zone, Duration signWithin) {}

  public ReviewOffice(
      Oversight oversight, ReviewStore store, AuditLog log, ReviewJob job, Calendar calendar) {
    this.oversight = oversight;
    this.store = store;
    this.log = log;
    this.job = job;
    Who who = new Who(log);
    this.alerts = new AlertDesk(store, who);
    this.breakGlass = new BreakGlassDesk(store, who);
    this.reviews = new ActivityReviews(store, log, calendar.zone(), calendar.signWithin());
  }

  public OversightReply alerts(Credentials credentials, Form query) {
    return read(credentials, _ -> alerts.list(query));
  }

  public OversightReply alert(Credentials credentials, String id) {
    return read(credentials, _ -> alerts.show(id));
  }

  public OversightReply changeAlert(Credentials credentials, String id, Form form) {
    return change(credentials, "review-signed", permit -> alerts.change(permit, id, form));
  }

  public OversightReply breakGlass(Credentials credentials, Form query) {
    return read(credentials, permit -> breakGlass.list(permit, query));
  }

  public OversightReply reviewBreakGlass(Credentials credentials, String id, Form form) {
    return change(
        credentials, "break-glass-reviewed", permit -> breakGlass.review(permit, id, form));
  }

  public OversightReply reviews(Credentials credentials) {
    return read(credentials, reviews::list);
  }

  public OversightReply signReview(Credentials credentials, Form form) {
    return change(credentials, "review-signed", permit -> reviews.sign(permit, form));
  }

  /// What needs an officer today, in one answer.
  public OversightReply today(Credentials credentials) {
    return read(credentials, this::today);
  }

  private Act today(OversightPermit permit) throws SQLException, SealingException, AuditException {
    List<Map<String, Object>> open = alerts.open(Optional.empty());
    List<Map<String, Object>> glasses = breakGlass.open(permit.at());
    List<Map<String, Object>> months =
        reviews.months(permit.at()).stream()
            .filter(month -> !"signed".equals(month.get("state")))
            .toList();
    ReviewJob.Standing standing = job.standing();
    Map<String, Object> today = new LinkedHashMap<>();
    today.put("at", permit.at().toString());
    today.put("alerts", open);
    today.put("breakGlass", glasses);
    today.put("reviews", months);
    today.put("overdue", overdue(glasses) + overdue(months));
    try (Connection connection = store.database().getConnection()) {
      today.put(
          "unexplainedLastDay",
          Rows.number(connection, DAY, permit.at().minus(Duration.ofDays(1))));
    }
    today.put("judging", Map.of("at", standing.at().toString(), "remaining", standing.remaining()));
    today.put("log", Map.of("state", log.health().state().name().toLowerCase(Locale.ROOT)));
    return Act.read("audit-read", Content.json(200, today)).details(Map.of("list", "today"));
  }

  private static long overdue(List<Map<String, Object>> items) {
    return items.stream()
        .filter(
            item -> Boolean.TRUE.equals(item.get("overdue")) || "overdue".equals(item.get("state")))
        .count();
  }

  private OversightReply read(Credentials credentials, Deed deed) {
    return oversight.perform(credentials, Demand.of(OversightAction.REVIEW, "audit-read"), deed);
  }

  private OversightReply change(Credentials credentials, String event, Deed deed) {
    changes.lock();
    try {
      return oversight.perform(credentials, Demand.of(OversightAction.REVIEW, event), deed);
    } finally {
      changes.unlock();
    }
  }
}
