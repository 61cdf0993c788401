package org.cloister.bench.audit;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import javax.sql.DataSource;
import org.cloister.audit.AuditLog;
import org.cloister.audit.LogQuery;
import org.cloister.audit.Outcome;
import org.cloister.audit.RecordId;
import org.cloister.audit.StoredEntry;
import org.cloister.audit.Subject;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.tlog.Checkpoint;
import org.cloister.audit.tlog.SignedNote;
import org.cloister.gateway.record.RecordSealer;

/// What officers and patients ask of a populated log. Every record that comes back was checked
/// against its leaf and opened.
final class Questions {
  private static final int PAGE = 50;

  private final AuditLog log;
  private final RecordSealer sealer;
  private final Hospital hospital;
  private final PastClock clock;
  private final long calls;

  /// @param calls that were recorded
  Questions(AuditLog log, RecordSealer sealer, Hospital hospital, PastClock clock, long calls) {
    this.log = log;
    this.sealer = sealer;
    this.hospital = hospital;
    this.clock = clock;
    this.calls = calls;
  }

  /// First pages of searches, by what they search for.
  Map<String, Timed> searches(int each) throws Exception {
    Map<String, Timed> searches = new LinkedHashMap<>();
    searches.put("patient", search(each, r -> LogQuery.all().subject(patient(r))));
    searches.put("agent", search(each, r -> LogQuery.all().agent(member(r))));
    searches.put("date range", search(each, r -> period(LogQuery.all(), r, Duration.ofDays(1))));
    searches.put("purpose", search(each, r -> until(LogQuery.all().purpose("HOPERAT"), r)));
    searches.put(
        "outcome", search(each, r -> until(LogQuery.all().outcomes(Set.of(Outcome.DENIED)), r)));
    searches.put("model", search(each, r -> until(LogQuery.all().model(model(r)), r)));
    searches.put(
        "agent, purpose, outcome, dates",
        search(
            each,
            r ->
                period(
                    LogQuery.all()
                        .agent(member(r))
                        .purpose("TREAT")
                        .outcomes(Set.of(Outcome.DENIED)),
                    r,
                    Duration.ofDays(90))));
    searches.put(
        "patient, model, dates",
        search(
            each,
            r ->
                period(
                    LogQuery.all().subject(patient(r)).model(model(r)), r, Duration.ofDays(90))));
    return searches;
  }

  /// All records about one patient, opened, each with its proof under one checkpoint, verified.
  Timed patientReports(int count) throws Exception {
    return Timed.of(
        count,
        number -> {
          List<StoredEntry> entries = new ArrayList<>();
          Checkpoint checkpoint = checkpoint();
          log.scan(
              LogQuery.all().subject(patient(random("report", number))),
              0,
              checkpoint.size(),
              entries::add);
          for (StoredEntry entry : entries) {
            List<Hash> path = log.inclusion(entry.index(), checkpoint.size());
            if (path.isEmpty() && checkpoint.size() > 1) {
              throw new IOException("an entry without its proof");
            }
          }
        });
  }

  /// Everyone whom a token, a member of staff or a model's version touched.
  Map<String, Timed> blastRadius(int each) throws Exception {
    Map<String, Timed> radius = new LinkedHashMap<>();
    radius.put(
        "one token",
        Timed.of(
            each,
            number -> {
              SplittableRandom random = random("token", number);
              String token =
                  Hospital.token(random.nextInt(hospital.staff()), random.nextLong(calls));
              ask(LogQuery.all().token(sealer.token(token)));
            }));
    radius.put(
        "one user, a year",
        Timed.of(each, number -> ask(LogQuery.all().agent(member(random("user", number))))));
    radius.put(
        "one model version",
        Timed.of(
            Math.min(each, 5),
            number -> {
              SplittableRandom random = random("version", number);
              String model = model(random);
              ask(LogQuery.all().modelHash(hospital.modelHash(model, random.nextLong(calls))));
            }));
    return radius;
  }

  /// Receipts of records anywhere in the log.
  Timed receipts(int count, DataSource database) throws Exception {
    List<RecordId> records = records(count + 10, database);
    return Timed.of(
        count,
        number -> {
          if (log.proof(records.get(number)).isEmpty()) {
            throw new IOException("a record without a receipt");
          }
        });
  }

  private List<RecordId> records(int count, DataSource database) throws SQLException {
    SplittableRandom random = random("receipt", 0);
    long size = log.health().size();
    List<RecordId> records = new ArrayList<>();
    try (Connection connection = database.getConnection();
        PreparedStatement select =
            connection.prepareStatement("SELECT record_id FROM log_entry WHERE index = ?")) {
      for (int i = 0; i < count; i++) {
        select.setLong(1, random.nextLong(size));
        try (ResultSet row = select.executeQuery()) {
          row.next();
          records.add(new RecordId(row.getObject(1, UUID.class)));
        }
      }
    }
    return records;
  }

  private void ask(LogQuery query) throws Exception {
    var _ = log.subjects(query);
  }

  @FunctionalInterface
  private interface Query {
    LogQuery with(SplittableRandom random);
  }

  private Timed search(int count, Query query) throws Exception {
    return Timed.of(
        count,
        number -> {
          var _ = log.search(query.with(random("search", number)).limit(PAGE));
        });
  }

  private Checkpoint checkpoint() throws Exception {
    return SignedNote.parse(log.checkpoint())
        .flatMap(note -> Checkpoint.parse(note.text()))
        .orElseThrow(() -> new IOException("the log has no checkpoint"));
  }

  private Subject patient(SplittableRandom random) {
    return hospital.patient(random.nextInt(hospital.patients()));
  }

  private Subject member(SplittableRandom random) {
    return hospital.member(random.nextInt(hospital.staff()));
  }

  private static String model(SplittableRandom random) {
    return Hospital.MODELS.get(random.nextInt(Hospital.MODELS.size()));
  }

  private LogQuery period(LogQuery query, SplittableRandom random, Duration length) {
    Instant from = moment(random);
    return query.from(from).until(from.plus(length));
  }

  private LogQuery until(LogQuery query, SplittableRandom random) {
    return query.until(moment(random));
  }

  private Instant moment(SplittableRandom random) {
    long span = Duration.between(clock.first(), clock.last()).toSeconds();
    return clock.first().plusSeconds(random.nextLong(Math.max(1, span)));
  }

  private static SplittableRandom random(String what, int number) {
    return new SplittableRandom(what.hashCode() * 31L + number);
  }
}
