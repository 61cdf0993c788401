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

/// The queue of calls that broke the glass (45 CFR 164.312(a)(2)(ii)), closed by four eyes: one
/// officer assesses an item, another one confirms the verdict, and neither is the person who broke
/// the glass. A second officer who comes to another verdict makes it theirs, and it waits for
/// someone else's confirmation again.
final class BreakGlassDesk {
  private static final int MOST = 500;
  private static final String EVENT = "break-glass-reviewed";
  private static final Set<String> VERDICTS = Set.of("justified", "violation");
  private static final String COLUMNS =
      "select record_id, staff, login, patient, queued_at, due_at, state, verdict, assessor,"
          + " assessor_login, closed_at, sealed_notes from break_glass_item";
  private static final String OPEN =
      COLUMNS + " where state <> 'closed' order by due_at limit " + MOST;
  private static final String CLOSED =
      COLUMNS + " where state = 'closed' order by closed_at desc limit " + MOST;
  private static final String ONE = COLUMNS + " where record_id = ?";
  private static final String ASSESS =
      "update break_glass_item set state = 'assessed', verdict = ?, assessor = ?,"
          + " assessor_login = ?, sealed_notes = ? where record_id = ?";
  private static final String CLOSE =
      "update break_glass_item set state = 'closed', closed_at = ?, sealed_notes = ?"
          + " where record_id = ?";

  private final ReviewStore store;
  private final Who who;

  BreakGlassDesk(ReviewStore store, Who who) {
    this.store = store;
    this.who = who;
  }

  @SuppressWarnings("ArrayRecordComponent") // read from a row and passed on within this class
  private record Item(
      UUID record,
      Person user,
      Term patient,
      Instant queuedAt,
      Instant dueAt,
      String state,
      Optional<String> verdict,
      Optional<Person> assessor,
      Optional<Instant> closedAt,
      Optional<byte[]> notes) {
    boolean isClosed() {
      return state.equals("closed");
    }
  }

  Act list(OversightPermit permit, Form query)
      throws SQLException, SealingException, AuditException {
    boolean closed = query.text("state").filter("closed"::equals).isPresent();
    List<Map<String, Object>> shown = items(closed ? CLOSED : OPEN, permit.at());
    return Act.read("audit-read", Content.json(200, Map.of("breakGlass", shown)))
        .details(Map.of("list", "break-glass", "count", shown.size()));
  }

  List<Map<String, Object>> open(Instant now)
      throws SQLException, SealingException, AuditException {
    return items(OPEN, now);
  }

  /// One officer's verdict. The reply says whether it closed the item or needs another's.
  Act review(OversightPermit permit, String id, Form form) throws SQLException, SealingException {
    Optional<Issue> objection = form.objection(Set.of("verdict", "note"), Set.of());
    if (objection.isPresent()) {
      return Act.refused(EVENT, objection.get());
    }
    String verdict = form.text("verdict").orElseThrow();
    if (!VERDICTS.contains(verdict)) {
      return Act.invalid(EVENT, "The verdict is justified or violation.");
    }
    Optional<Item> found = find(id);
    if (found.isEmpty()) {
      return Act.refused(EVENT, OutcomeCode.NOT_FOUND);
    }
    Item item = found.get();
    Optional<Issue> refusal = refusal(store.officer(permit), item);
    return refusal.isPresent()
        ? Act.refused(EVENT, refusal.get())
        : reviewed(permit, item, verdict, form.text("note"));
  }

  private static Optional<Issue> refusal(Person officer, Item item) {
    if (item.isClosed()) {
      return Optional.of(Issue.of(OutcomeCode.PARAMETER_INVALID).saying("This item is closed."));
    }
    if (officer.isSameAs(item.user())) {
      return Optional.of(
          Issue.of(OutcomeCode.DENIED).saying("Whoever broke the glass does not review it."));
    }
    if (item.assessor().filter(officer::isSameAs).isPresent()) {
      return Optional.of(
          Issue.of(OutcomeCode.DENIED)
              .saying("Another officer than the one who assessed it must confirm."));
    }
    return Optional.empty();
  }

  private Act reviewed(OversightPermit permit, Item item, String verdict, Optional<String> note)
      throws SealingException {
    boolean confirms = item.verdict().filter(verdict::equals).isPresent();
    String state = confirms ? "closed" : "assessed";
    Notes notes = notes(item).with(permit, (confirms ? "confirmed " : "assessed ") + verdict, note);
    byte[] sealed = store.seals().seal(item.patient(), item.record(), Column.NOTES, notes.json());
    Person officer = store.officer(permit);
    Rider rider =
        confirms
            ? new Rider(CLOSE, List.of(permit.at(), sealed, item.record()))
            : new Rider(
                ASSESS, List.of(verdict, officer.staff(), officer.login(), sealed, item.record()));
    return Act.change(
            EVENT,
            Content.json(
                200,
                Map.of("record", item.record().toString(), "state", state, "verdict", verdict)))
        .details(
            Map.of("accessRecord", item.record().toString(), "state", state, "verdict", verdict))
        .concerning(List.of(new Subject(store.tenant(), item.patient().text())))
        .riders(List.of(rider));
  }

  private List<Map<String, Object>> items(String sql, Instant now)
      throws SQLException, SealingException, AuditException {
    List<Item> items;
    try (Connection connection = store.database().getConnection()) {
      items = Rows.all(connection, sql, BreakGlassDesk::item);
    }
    List<Map<String, Object>> shown = new ArrayList<>();
    for (Item item : items) {
      shown.add(shown(item, now));
    }
    return shown;
  }

  private Map<String, Object> shown(Item item, Instant now)
      throws SealingException, AuditException {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("record", item.record().toString());
    shown.put("state", item.state());
    shown.put("queuedAt", item.queuedAt().toString());
    shown.put("dueAt", item.dueAt().toString());
    shown.put("overdue", !item.isClosed() && now.isAfter(item.dueAt()));
    item.verdict().ifPresent(it -> shown.put("verdict", it));
    item.closedAt().ifPresent(it -> shown.put("closedAt", it.toString()));
    who.show(item.record(), shown);
    notes(item).show(shown, who);
    return shown;
  }

  private Optional<Item> find(String id) throws SQLException {
    Optional<UUID> uuid = GivenId.parse(id);
    if (uuid.isEmpty()) {
      return Optional.empty();
    }
    try (Connection connection = store.database().getConnection()) {
      return Rows.one(connection, ONE, BreakGlassDesk::item, uuid.get());
    }
  }

  private Notes notes(Item item) throws SealingException {
    if (item.notes().isEmpty()) {
      return Notes.NONE;
    }
    return store
        .seals()
        .open(item.patient(), item.record(), Column.NOTES, item.notes().get())
        .map(Notes::parse)
        .orElse(Notes.NONE);
  }

  private static Item item(ResultSet row) throws SQLException {
    return new Item(
        row.getObject("record_id", UUID.class),
        new Person(row.getString("login"), row.getString("staff")),
        new Term(row.getString("patient")),
        row.getTimestamp("queued_at").toInstant(),
        row.getTimestamp("due_at").toInstant(),
        row.getString("state"),
        Rows.text(row, "verdict"),
        assessor(row),
        Rows.instant(row, "closed_at"),
        Optional.ofNullable(row.getBytes("sealed_notes")));
  }

  private static Optional<Person> assessor(ResultSet row) throws SQLException {
    Optional<String> staff = Rows.text(row, "assessor");
    return Rows.text(row, "assessor_login")
        .flatMap(login -> staff.map(practitioner -> new Person(login, practitioner)));
  }
}
