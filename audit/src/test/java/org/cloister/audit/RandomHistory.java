package org.cloister.audit;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/// A seeded history of calls, denials, reads and acts of the system, of which some calls were given
/// up, with a list of what each record is about.
final class RandomHistory {
  static final Instant BEGIN = Instant.parse("2026-03-01T08:00:00Z");
  static final List<Subject> SUBJECTS =
      IntStream.range(0, 6).mapToObj(i -> new Subject("hospital", "p-" + i)).toList();
  static final List<BlindTerm> TOKENS =
      IntStream.range(0, 5)
          .mapToObj(
              i -> BlindTerm.of(new byte[] {(byte) i, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9}))
          .toList();
  static final List<String> HASHES = List.of("a1".repeat(32), "b2".repeat(32), "c3".repeat(32));
  private static final List<String> PURPOSES = List.of("TREAT", "ETREAT", "HPAYMT");
  private static final List<String> MODELS = List.of("sepsis-risk", "delirium-risk");
  private static final List<String> EVENTS = List.of("audit-read", "result-read", "started");
  private static final int ACTS = 300;

  private final Random random;
  private final DataSource database;
  private final List<Made> made = new ArrayList<>();
  private final Map<Long, Made> abandoned = new HashMap<>();

  /// What is known of one record.
  ///
  /// @param subjects whom it is about, first the one whose key seals it
  record Made(long index, What what, Who who, List<Subject> subjects, Instant time) {
    EntryKind kind() {
      return what.kind();
    }

    Outcome outcome() {
      return what.outcome();
    }

    Optional<Subject> agent() {
      return who.agent();
    }

    Optional<BlindTerm> token() {
      return who.token();
    }

    Optional<String> purpose() {
      return who.purpose();
    }

    String model() {
      return what.facts().getOrDefault(Fact.MODEL, "");
    }

    String modelHash() {
      return what.facts().getOrDefault(Fact.MODEL_HASH, "");
    }

    String event() {
      return what.facts().getOrDefault(Fact.EVENT, "");
    }
  }

  record What(EntryKind kind, Outcome outcome, Map<Fact, String> facts) {}

  record Who(Optional<Subject> agent, Optional<BlindTerm> token, Optional<String> purpose) {}

  /// Stands still, goes on, and now and then goes back a little, as clocks do.
  static final class Ticking extends Clock {
    private final Random random;
    private Instant now = BEGIN;

    Ticking(long seed) {
      this.random = new Random(seed);
    }

    @Override
    public synchronized Instant instant() {
      now = now.plusMillis(random.nextInt(-3, 6));
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  RandomHistory(long seed, DataSource database) {
    this.random = new Random(seed);
    this.database = database;
  }

  static <T> T any(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }

  /// Writes the history and waits until no call of it is open.
  ///
  /// @return its records in their order
  List<Made> write(AuditLog log) throws Exception {
    for (int i = 0; i < ACTS; i++) {
      switch (random.nextInt(6)) {
        case 0, 1, 2 -> call(log);
        case 3 -> act(log, EntryKind.DENIAL, Outcome.DENIED);
        case 4 -> act(log, EntryKind.ACCESS, random.nextBoolean() ? Outcome.OK : Outcome.REFUSED);
        default -> act(log, EntryKind.SYSTEM, Outcome.OK);
      }
    }
    addClosings();
    made.sort(Comparator.comparingLong(Made::index));
    return made;
  }

  private void call(AuditLog log) throws AuditException {
    Map<Fact, String> facts = new EnumMap<>(Fact.class);
    facts.put(Fact.MODEL, any(MODELS, random));
    facts.put(Fact.MODEL_HASH, any(HASHES, random));
    Who who = who();
    List<Subject> subjects = subjects();
    Entry intent = dressed(Entry.intent(subjects.getFirst(), facts, Logs.body()), who, subjects);
    try (IntentHandle handle = log.begin(intent, List.of())) {
      Receipt begun = Logs.get(handle.committed());
      Made open = made(begun, new What(EntryKind.INTENT, Outcome.PENDING, facts), who, subjects);
      if (random.nextInt(5) == 0) {
        abandoned.put(begun.index(), open);
        return;
      }
      Outcome ending = random.nextInt(4) == 0 ? Outcome.FAILED : Outcome.OK;
      Entry outcome =
          Entry.outcome(RecordId.random(), ending, subjects.getFirst(), Map.of(), Logs.body());
      Receipt ended = Logs.get(handle.complete(outcome, List.of()));
      Made _ = made(ended, new What(EntryKind.OUTCOME, ending, facts), who, subjects);
    }
  }

  private void act(AuditLog log, EntryKind kind, Outcome outcome) throws AuditException {
    Map<Fact, String> facts = Map.of(Fact.EVENT, any(EVENTS, random));
    Who who = who();
    List<Subject> subjects = subjects();
    Subject subject = subjects.getFirst();
    Entry entry =
        switch (kind) {
          case DENIAL -> Entry.denial(RecordId.random(), outcome, subject, facts, Logs.body());
          case ACCESS -> Entry.access(outcome, subject, facts, Logs.body());
          case SYSTEM -> Entry.system(outcome, subject, facts, Logs.body());
          case INTENT, OUTCOME -> throw new IllegalArgumentException("not a single act");
        };
    Receipt receipt = Logs.get(log.append(dressed(entry, who, subjects), List.of()));
    Made _ = made(receipt, new What(kind, outcome, facts), who, subjects);
  }

  private Made made(Receipt receipt, What what, Who who, List<Subject> subjects) {
    Made record = new Made(receipt.index(), what, who, subjects, timeOf(receipt.index()));
    made.add(record);
    return record;
  }

  private static Entry dressed(Entry entry, Who who, List<Subject> subjects) {
    Entry dressed = entry.concerning(subjects);
    if (who.agent().isPresent()) {
      CanonicalJson body = CanonicalJson.of(Map.of("who", who.agent().get().key()));
      dressed = dressed.by(Agent.of(who.agent().get(), body, who.token()));
    }
    return who.purpose().isPresent() ? dressed.purpose(who.purpose().get()) : dressed;
  }

  private Who who() {
    boolean known = random.nextInt(4) > 0;
    return new Who(
        known ? Optional.of(any(SUBJECTS, random)) : Optional.empty(),
        known && random.nextBoolean() ? Optional.of(any(TOKENS, random)) : Optional.empty(),
        random.nextInt(4) > 0 ? Optional.of(any(PURPOSES, random)) : Optional.empty());
  }

  private List<Subject> subjects() {
    return IntStream.rangeClosed(0, random.nextInt(8) == 0 ? random.nextInt(4) : 0)
        .mapToObj(_ -> any(SUBJECTS, random))
        .distinct()
        .toList();
  }

  private Instant timeOf(long index) {
    return read("SELECT recorded_at FROM log_entry WHERE index = " + index).orElseThrow();
  }

  /// What the log wrote by itself for the calls that were given up.
  private void addClosings() {
    abandoned.forEach((intent, call) -> {
      String found = " FROM log_entry WHERE intent_index = " + intent;
      for (int i = 0; i < 2000 && Store.number(database, "SELECT count(*)" + found) == 0; i++) {
        LockSupport.parkNanos(1_000_000);
      }
      made.add(
          new Made(
              Store.number(database, "SELECT index" + found),
              new What(EntryKind.OUTCOME, Outcome.UNKNOWN, call.what().facts()),
              call.who(),
              call.subjects(),
              read("SELECT recorded_at" + found).orElseThrow()));
    });
  }

  private Optional<Instant> read(String sql) {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next()
          ? Optional.of(row.getObject(1, OffsetDateTime.class).toInstant())
          : Optional.empty();
    } catch (SQLException e) {
      throw new IllegalStateException("a test's own query failed: " + sql, e);
    }
  }
}
