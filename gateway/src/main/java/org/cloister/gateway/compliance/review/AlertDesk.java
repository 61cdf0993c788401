package org.cloister.gateway.compliance.review;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.cloister.audit.AuditException;
import org.cloister.audit.Rider;
import org.cloister.audit.Subject;
import org.cloister.deid.sealing.SealingException;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.compliance.Act;
import org.cloister.gateway.compliance.Content;
import org.cloister.gateway.compliance.Form;
import org.cloister.gateway.compliance.OversightPermit;
import org.cloister.gateway.compliance.Person;
import org.cloister.gateway.compliance.review.ReviewSeals.Column;
import org.cloister.gateway.compliance.review.explain.Term;
import org.cloister.gateway.record.GivenId;

/// Alerts: `not-reviewed`, `under-review` by an owner, then closed as `justified` or `violation`. A
/// closed one can be taken up again; what was written before stays.
final class AlertDesk {
  private static final int MOST = 200;
  private static final Set<String> STATES =
      Set.of("not-reviewed", "under-review", "justified", "violation");
  private static final String COLUMNS =
      "select alert_id, record_id, staff, login, patient, sign, points, accessed_at, raised_at,"
          + " state, sealed_evidence, sealed_notes from review_alert";
  private static final String LIST =
      COLUMNS + " where state = ? order by points desc, raised_at desc limit " + MOST;
  private static final String OPEN =
      COLUMNS
          + " where state in ('not-reviewed', 'under-review')"
          + " order by points desc, raised_at desc limit "
          + MOST;
  private static final String ONE = COLUMNS + " where alert_id = ?";
  private static final String CHANGE =
      "update review_alert set state = ?, sealed_notes = ? where alert_id = ?";

  private final ReviewStore store;
  private final Who who;

  AlertDesk(ReviewStore store, Who who) {
    this.store = store;
    this.who = who;
  }

  @SuppressWarnings("ArrayRecordComponent") // read from a row and passed on within this class
  private record Alert(
      UUID id,
      UUID record,
      Person user,
      Term patient,
      String sign,
      int points,
      Instant accessedAt,
      Instant raisedAt,
      String state,
      byte[] evidence,
      Optional<byte[]> notes) {}

  /// Open alerts, or those of one state, what weighs most first.
  Act list(Form query) throws SQLException, SealingException {
    Optional<String> state = query.text("state");
    if (state.filter(it -> !STATES.contains(it)).isPresent()) {
      return Act.refused("audit-read", Issue.of(OutcomeCode.PARAMETER_INVALID).at("state"));
    }
    List<Map<String, Object>> shown = open(state);
    return Act.read("audit-read", Content.json(200, Map.of("alerts", shown)))
        .details(Map.of("list", "alerts", "state", state.orElse("open"), "count", shown.size()));
  }

  List<Map<String, Object>> open(Optional<String> state) throws SQLException, SealingException {
    try (Connection connection = store.database().getConnection()) {
      List<Alert> alerts =
          state.isPresent()
              ? Rows.all(connection, LIST, AlertDesk::alert, state.get())
              : Rows.all(connection, OPEN, AlertDesk::alert);
      List<Map<String, Object>> shown = new ArrayList<>();
      for (Alert alert : alerts) {
        shown.add(summary(alert));
      }
      return shown;
    }
  }

  /// One alert with who, whom, and what officers wrote.
  Act show(String id) throws SQLException, SealingException, AuditException {
    Optional<Alert> found = find(id);
    if (found.isEmpty()) {
      return Act.refused("audit-read", OutcomeCode.NOT_FOUND);
    }
    Alert alert = found.get();
    Map<String, Object> shown = summary(alert);
    who.show(alert.record(), shown);
    notes(alert).show(shown, who);
    return Act.read("audit-read", Content.json(200, shown))
        .details(Map.of("alert", alert.id().toString()))
        .concerning(List.of(subject(alert)));
  }

  /// Takes an alert up, or closes it. Not by the person whom it is about.
  Act change(OversightPermit permit, String id, Form form) throws SQLException, SealingException {
    Optional<Issue> objection = form.objection(Set.of("state"), Set.of("note"));
    if (objection.isPresent()) {
      return Act.refused("review-signed", objection.get());
    }
    String state = form.text("state").orElseThrow();
    if (!STATES.contains(state) || state.equals("not-reviewed")) {
      return Act.refused(
          "review-signed",
          Issue.of(OutcomeCode.PARAMETER_INVALID)
              .saying("The state is under-review, justified or violation."));
    }
    if (!state.equals("under-review") && form.text("note").isEmpty()) {
      return Act.refused(
          "review-signed",
          Issue.of(OutcomeCode.PARAMETER_MISSING).saying("Closing an alert needs a note."));
    }
    Optional<Alert> found = find(id);
    if (found.isEmpty()) {
      return Act.refused("review-signed", OutcomeCode.NOT_FOUND);
    }
    Alert alert = found.get();
    if (store.officer(permit).isSameAs(alert.user())) {
      return Act.refused(
          "review-signed",
          Issue.of(OutcomeCode.DENIED).saying("Nobody reviews an access of their own."));
    }
    return changed(permit, alert, state, form.text("note"));
  }

  private Act changed(OversightPermit permit, Alert alert, String state, Optional<String> note)
      throws SealingException {
    Notes notes = notes(alert).with(permit, state, note);
    Notes kept = state.equals("under-review") ? notes.ownedBy(permit) : notes;
    byte[] sealed = store.seals().seal(alert.patient(), alert.id(), Column.NOTES, kept.json());
    return Act.change(
            "review-signed", Content.json(200, Map.of("id", alert.id().toString(), "state", state)))
        .details(Map.of("alert", alert.id().toString(), "state", state, "was", alert.state()))
        .concerning(List.of(subject(alert)))
        .riders(List.of(new Rider(CHANGE, List.of(state, sealed, alert.id()))));
  }

  private Optional<Alert> find(String id) throws SQLException {
    Optional<UUID> uuid = GivenId.parse(id);
    if (uuid.isEmpty()) {
      return Optional.empty();
    }
    try (Connection connection = store.database().getConnection()) {
      return Rows.one(connection, ONE, AlertDesk::alert, uuid.get());
    }
  }

  private Map<String, Object> summary(Alert alert) throws SealingException {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("id", alert.id().toString());
    shown.put("state", alert.state());
    shown.put("sign", alert.sign());
    shown.put("points", alert.points());
    shown.put("accessedAt", alert.accessedAt().toString());
    shown.put("raisedAt", alert.raisedAt().toString());
    shown.put("record", alert.record().toString());
    Optional<String> evidence =
        store.seals().open(alert.patient(), alert.id(), Column.EVIDENCE, alert.evidence());
    shown.put(
        "evidence",
        evidence.isEmpty()
            ? List.of()
            : Json.object(evidence.get()).getOrDefault("evidence", List.of()));
    shown.put("erased", evidence.isEmpty());
    return shown;
  }

  private Notes notes(Alert alert) throws SealingException {
    if (alert.notes().isEmpty()) {
      return Notes.NONE;
    }
    return store
        .seals()
        .open(alert.patient(), alert.id(), Column.NOTES, alert.notes().get())
        .map(Notes::parse)
        .orElse(Notes.NONE);
  }

  private Subject subject(Alert alert) {
    return new Subject(store.tenant(), alert.patient().text());
  }

  private static Alert alert(ResultSet row) throws SQLException {
    return new Alert(
        row.getObject("alert_id", UUID.class),
        row.getObject("record_id", UUID.class),
        new Person(row.getString("login"), row.getString("staff")),
        new Term(row.getString("patient")),
        row.getString("sign"),
        row.getInt("points"),
        row.getTimestamp("accessed_at").toInstant(),
        row.getTimestamp("raised_at").toInstant(),
        row.getString("state"),
        row.getBytes("sealed_evidence"),
        Optional.ofNullable(row.getBytes("sealed_notes")));
  }
}
