package org.cloister.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.cloister.audit.RandomHistory.Made;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Searching a random history finds exactly what a list of the same records does.
class SearchTest {
  private static final int QUERIES = 150;

  private final DataSource database = Store.fresh();

  /// A query and what it means.
  private record Question(LogQuery query, Predicate<Made> means) {
    Question and(LogQuery narrower, Predicate<Made> condition) {
      return new Question(narrower, means.and(condition));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12})
  void search_findsExactlyTheRecordsOfEachTerm(long seed) throws Exception {
    Random random = new Random(seed);
    List<Made> history = written(seed);
    // Opened anew: what is found does not depend on anything kept in memory.
    try (AuditLog log = Logs.open(database)) {
      for (int i = 0; i < QUERIES; i++) {
        Question question = question(random);
        List<Long> expected =
            history.stream()
                .filter(question.means())
                .sorted(Comparator.comparing(Made::time).thenComparingLong(Made::index).reversed())
                .map(Made::index)
                .toList();
        assertThat(found(log, question.query().limit(1 + random.nextInt(40))))
            .as("seed %d, %s", seed, question.query())
            .isEqualTo(expected);
        assertThat(log.count(question.query())).isEqualTo(expected.size());
        assertScan(log, question, history, random);
        assertSubjects(log, question, history);
      }
    }
  }

  @Test
  void search_showsWhoActedAndWhyOnEveryRecordOfACall() throws Exception {
    List<Made> history = written(13);
    try (AuditLog log = Logs.open(database)) {
      LogQuery all = LogQuery.all().kinds(EnumSet.allOf(EntryKind.class));
      Map<Long, StoredEntry> stored = new LinkedHashMap<>();
      log.scan(all, 0, Long.MAX_VALUE, entry -> stored.put(entry.index(), entry));
      assertThat(stored.keySet())
          .containsExactlyElementsOf(history.stream().map(Made::index).toList());
      for (Made made : history) {
        StoredEntry entry = Objects.requireNonNull(stored.get(made.index()));
        assertThat(entry.kind()).isEqualTo(made.kind());
        assertThat(entry.outcome()).isEqualTo(made.outcome());
        assertThat(entry.subject()).contains(made.subjects().getFirst());
        assertThat(entry.agent()).isEqualTo(made.agent());
        assertThat(entry.agentBody().map(String::new))
            .isEqualTo(made.agent().map(agent -> "{\"who\":\"" + agent.key() + "\"}"));
        assertThat(entry.purpose()).isEqualTo(made.purpose());
        assertThat(entry.isErased()).isFalse();
        assertThat(entry.body().isPresent()).isEqualTo(made.outcome() != Outcome.UNKNOWN);
      }
    }
  }

  @Test
  void search_ofAnErasedPersonKeepsTheRecordAndLosesThePerson() throws Exception {
    List<Made> history = written(14);
    Subject patient = RandomHistory.SUBJECTS.getFirst();
    Entry erasure =
        Entry.system(Outcome.OK, Logs.SUBJECT, Map.of(Fact.EVENT, "erasure"), Logs.body());
    try (AuditLog log = Logs.open(database)) {
      List<Rider> deletes =
          List.of(
              new Rider(
                  "UPDATE log_body SET subject = NULL, sealed_body = NULL WHERE tenant = ? AND"
                      + " subject = ?",
                  List.of(patient.tenant(), patient.key())),
              new Rider(
                  "DELETE FROM log_concern WHERE tenant = ? AND subject = ?",
                  List.of(patient.tenant(), patient.key())));
      long first = Logs.get(log.append(erasure, deletes)).index();
      assertThat(log.count(LogQuery.all().subject(patient))).isZero();
      List<StoredEntry> entries = new ArrayList<>();
      log.scan(LogQuery.all(), 0, first, entries::add);
      for (StoredEntry entry : entries) {
        Made made = history.get((int) entry.index());
        boolean erased = made.subjects().getFirst().equals(patient);
        assertThat(entry.isErased()).isEqualTo(erased && made.outcome() != Outcome.UNKNOWN);
        assertThat(entry.subject().isPresent()).isEqualTo(!erased);
        assertThat(entry.agent()).isEqualTo(made.agent());
        assertThat(log.proof(entry.recordId())).isPresent();
      }
      // The row itself may go too: the record stays, and says what is gone.
      Store.execute(database, "DELETE FROM log_body");
      List<StoredEntry> bare = new ArrayList<>();
      log.scan(LogQuery.all(), 0, first, bare::add);
      assertThat(bare).hasSameSizeAs(entries);
      assertThat(bare)
          .allSatisfy(e -> assertThat(e.isErased()).isEqualTo(e.outcome() != Outcome.UNKNOWN));
      Logs.assertIntact(log);
    }
  }

  @Test
  void oldest_isTheFirstRecordAboutEachSubject() throws Exception {
    List<Made> history = written(14);
    try (AuditLog log = Logs.open(database)) {
      Map<Subject, Long> expected = new LinkedHashMap<>();
      history.stream()
          .sorted(Comparator.comparing(Made::time).thenComparingLong(Made::index))
          .forEach(made -> expected.putIfAbsent(made.subjects().getFirst(), made.index()));
      List<Subject> asked = new ArrayList<>(RandomHistory.SUBJECTS);
      asked.add(new Subject("hospital", "nobody"));
      Map<Subject, Long> found = new LinkedHashMap<>();
      log.oldest(asked).forEach((subject, entry) -> found.put(subject, entry.index()));

      assertThat(found).isEqualTo(expected);
    }
  }

  @Test
  void events_findsTheRecordsOfAnyOfThem() throws Exception {
    List<Made> history = written(15);
    Set<String> events = Set.of("audit-read", "no-such-event");
    try (AuditLog log = Logs.open(database)) {
      Predicate<Made> means = made -> made.event().equals("audit-read");
      assertThat(history).anyMatch(means);
      assertScan(log, new Question(LogQuery.all().events(events), means), history, new Random(15));
    }
  }

  private List<Made> written(long seed) throws Exception {
    RandomHistory.Ticking clock = new RandomHistory.Ticking(seed);
    try (AuditLog log =
        AuditLog.open(database, Logs.IDENTITY, new GcmSealer(), Logs.CONFIG, clock)) {
      return new RandomHistory(seed, database).write(log);
    }
  }

  private static List<Long> found(AuditLog log, LogQuery query) throws AuditException {
    List<Long> found = new ArrayList<>();
    LogQuery page = query;
    while (true) {
      LogPage answer = log.search(page);
      answer.entries().forEach(entry -> found.add(entry.index()));
      OptionalLong next = answer.next();
      if (next.isEmpty()) {
        return found;
      }
      page = query.before(next.getAsLong());
    }
  }

  private static void assertScan(AuditLog log, Question question, List<Made> history, Random random)
      throws AuditException {
    long from = random.nextInt(history.size());
    long to = from + random.nextInt(history.size());
    List<Long> scanned = new ArrayList<>();
    log.scan(question.query(), from, to, entry -> scanned.add(entry.index()));
    assertThat(scanned)
        .isEqualTo(
            history.stream()
                .filter(question.means())
                .map(Made::index)
                .filter(index -> index >= from && index < to)
                .toList());
  }

  private static void assertSubjects(AuditLog log, Question question, List<Made> history)
      throws AuditException {
    Map<Subject, List<Long>> expected = new LinkedHashMap<>();
    history.stream()
        .filter(question.means())
        .forEach(made ->
            made.subjects()
                .forEach(
                    s -> expected.computeIfAbsent(s, _ -> new ArrayList<>()).add(made.index())));
    assertThat(log.subjects(question.query()))
        .containsExactlyInAnyOrderElementsOf(
            expected.entrySet().stream()
                .map(e ->
                    new SubjectSpan(
                        e.getKey(),
                        e.getValue().getFirst(),
                        e.getValue().getLast(),
                        e.getValue().size()))
                .toList());
  }

  private static Question question(Random random) {
    Question question = new Question(LogQuery.all(), made -> made.kind() != EntryKind.INTENT);
    for (int terms = random.nextInt(4); terms > 0; terms--) {
      question = narrowed(question, random);
    }
    return question;
  }

  private static Question narrowed(Question q, Random random) {
    return switch (random.nextInt(11)) {
      case 0, 1 -> {
        Subject subject = RandomHistory.any(RandomHistory.SUBJECTS, random);
        // A second one replaces the first; asked for once here.
        yield q.query().subject().isPresent()
            ? q
            : q.and(q.query().subject(subject), made -> made.subjects().contains(subject));
      }
      case 2 -> {
        Subject agent = RandomHistory.SUBJECTS.getLast();
        yield q.and(q.query().agent(agent), made -> made.agent().equals(Optional.of(agent)));
      }
      case 3 -> {
        BlindTerm token = RandomHistory.TOKENS.getFirst();
        yield q.and(q.query().token(token), made -> made.token().equals(Optional.of(token)));
      }
      case 4 ->
          q.and(q.query().purpose("ETREAT"), made -> made.purpose().equals(Optional.of("ETREAT")));
      case 5 -> q.and(q.query().model("sepsis-risk"), made -> made.model().equals("sepsis-risk"));
      case 6 -> {
        String hash = RandomHistory.HASHES.getFirst();
        yield q.and(q.query().modelHash(hash), made -> made.modelHash().equals(hash));
      }
      case 7 -> q.and(q.query().event("audit-read"), made -> made.event().equals("audit-read"));
      case 8 ->
          q.and(q.query().otherThan("audit-read"), made -> !made.event().equals("audit-read"));
      case 9 -> {
        EnumSet<Outcome> outcomes = EnumSet.of(Outcome.DENIED, Outcome.UNKNOWN);
        yield q.and(q.query().outcomes(outcomes), made -> outcomes.contains(made.outcome()));
      }
      default -> {
        Instant from = RandomHistory.BEGIN.plusMillis(random.nextInt(1000));
        Instant until = from.plusMillis(random.nextInt(1000));
        // A second period replaces the first, too.
        yield !q.query().period().equals(LogQuery.all().period())
            ? q
            : q.and(
                q.query().from(from).until(until),
                made -> !made.time().isBefore(from) && made.time().isBefore(until));
      }
    };
  }
}
