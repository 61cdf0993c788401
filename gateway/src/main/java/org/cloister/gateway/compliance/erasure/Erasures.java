package org.cloister.gateway.compliance.erasure;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.cloister.audit.Agent;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.audit.CanonicalJson;
import org.cloister.audit.Entry;
import org.cloister.audit.EntryKind;
import org.cloister.audit.Fact;
import org.cloister.audit.LogQuery;
import org.cloister.audit.Outcome;
import org.cloister.audit.Receipt;
import org.cloister.audit.Rider;
import org.cloister.audit.Subject;
import org.cloister.deid.sealing.CaseVault;
import org.cloister.deid.sealing.KeyClass;
import org.cloister.deid.sealing.SealingException;
import org.cloister.deid.sealing.SubjectIndex;
import org.cloister.gateway.compliance.Person;
import org.cloister.gateway.compliance.erasure.ErasurePlan.Counts;
import org.cloister.gateway.compliance.erasure.ErasurePlan.Obstacle;
import org.cloister.gateway.compliance.erasure.ErasurePlan.Target;
import org.cloister.gateway.record.AuditRecord;
import org.cloister.gateway.record.Awaiting;
import org.cloister.gateway.record.RecordSealer;

/// Erases a person within a [Scope] (GDPR 17), and tells by which act a record was erased.
///
/// What is deleted goes in one transaction with the erasure's own record, whose leaf says scope,
/// legal basis, counts and key names and nothing of the person. A line in the [ErasureJournal] is
/// on the disk before that. Every leaf, receipt and proof from before stays valid.
///
/// In this process nothing is sealed under the keys once the transaction is on its way. A call that
/// began before and ends after it is not answered, and its record is blanked with the rest; a job
/// that copies from records does so before or after it ([ErasureLock]). Another process that held a
/// key in its cache can use it until the cache's time to live is over. Safe for many threads.
public final class Erasures {
  /// For a record that carries its deletions with it.
  static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  /// For jobs that were under way.
  private static final Duration LONGEST_WAIT_FOR_JOBS = Duration.ofSeconds(30);

  private static final String RESULTS =
      "select count(*) from sealed_resource where subject_index = ?";
  private static final String ENTRIES =
      "select count(*) as entries, max(recorded_at) as newest from log_body"
          + " where tenant = ? and (subject = ? or agent = ?)";

  /// What an erasure stands on.
  ///
  /// @param tenant the organisation whose data these are
  public record Parts(
      String tenant, CaseVault vault, RecordSealer sealer, DataSource database, AuditLog log) {}

  /// What runs beside an erasure and must not bring back what it erases.
  ///
  /// @param jobs who copy from records
  /// @param memories of this process
  public record Surroundings(ErasureLock jobs, List<ShortMemory> memories) {
    public Surroundings {
      memories = List.copyOf(memories);
    }
  }

  /// The two halves of a record, erased one without the other.
  public enum Part {
    RECORD("record"),
    AGENT("agent");

    private final String code;

    Part(String code) {
      this.code = code;
    }

    public String code() {
      return code;
    }
  }

  private final Parts parts;
  private final Rows rows;
  private final ErasureActs acts;
  private final ErasureJournal journal;
  private final Surroundings surroundings;
  private final Retention retention;
  private final Clock clock;

  public Erasures(
      Parts parts,
      ErasureJournal journal,
      Surroundings surroundings,
      Retention retention,
      Clock clock) {
    this.parts = parts;
    this.surroundings = surroundings;
    this.rows = new Rows(parts.database());
    this.acts = new ErasureActs(rows);
    this.journal = journal;
    this.retention = retention;
    this.clock = clock;
  }

  /// The log's name of a person.
  ///
  /// @param reference `Patient/ID`, or `User/` + issuer + `|` + subject for [Scope#STAFF]
  public Subject subject(String reference) {
    return parts.sealer().subject(parts.tenant(), reference);
  }

  /// What an erasure would destroy and keep, and whether it may be. Changes nothing.
  public ErasurePlan plan(Target target) throws SQLException, SealingException {
    Subject subject = target.subject();
    byte[] index = HexFormat.of().parseHex(subject.key());
    List<UUID> keys = new ArrayList<>();
    for (KeyClass keyClass : keyClasses(target.scope())) {
      parts
          .vault()
          .keyName(subject.tenant(), new SubjectIndex(index), keyClass)
          .ifPresent(keys::add);
    }
    long results = rows.first(row -> row.getLong(1), RESULTS, (Object) index).orElse(0L);
    Counts counts =
        rows.first(
                row -> new Counts(results, row.getLong("entries"), Rows.instant(row, "newest")),
                ENTRIES,
                subject.tenant(),
                subject.key(),
                subject.key())
            .orElseThrow();
    return new ErasurePlan(
        target, keys, counts, retained(target, counts), obstacle(target, keys, counts));
  }

  private static List<KeyClass> keyClasses(Scope scope) {
    return switch (scope) {
      case CLINICAL -> List.of(KeyClass.CLINICAL);
      case ACCOUNTABILITY -> List.of(KeyClass.CLINICAL, KeyClass.ACCOUNTABILITY);
      case STAFF -> List.of(KeyClass.ACCOUNTABILITY);
    };
  }

  private Optional<Obstacle> obstacle(Target target, List<UUID> keys, Counts counts)
      throws SQLException {
    if (keys.isEmpty() && counts.results() == 0) {
      return Optional.of(Obstacle.NOTHING_THERE);
    }
    Subject subject = target.subject();
    boolean held =
        rows.first(
                row -> row.getBoolean(1),
                "select " + ErasureStatements.HELD,
                subject.tenant(),
                subject.key(),
                subject.key(),
                subject.key(),
                subject.key())
            .orElseThrow();
    if (held) {
      return Optional.of(Obstacle.LEGAL_HOLD);
    }
    boolean due =
        counts
            .newest()
            .map(made -> made.isBefore(Retention.end(retention.longest(), clock.instant())))
            .orElse(true);
    return target.scope() == Scope.CLINICAL || due || target.basis().overridesRetention()
        ? Optional.empty()
        : Optional.of(Obstacle.RETENTION);
  }

  private List<ErasurePlan.Retained> retained(Target target, Counts counts) {
    List<ErasurePlan.Retained> retained = new ArrayList<>();
    if (counts.entries() > 0) {
      retained.add(
          new ErasurePlan.Retained(
              switch (target.scope()) {
                case CLINICAL -> "records of who accessed what, when and why";
                case ACCOUNTABILITY -> "who acted and when, without on whom";
                case STAFF -> "on whom they acted and when, without who";
              },
              "GDPR 17(3)(b) and (e): " + retention.lawNames(),
              counts.newest().map(retention::disposal)));
    }
    retained.add(
        new ErasurePlan.Retained(
            "leaves and proofs of the log", "they hold nothing of a person", Optional.empty()));
    return retained;
  }

  /// Destroys what the plan says, durably, before it returns.
  ///
  /// @param officer who decided
  /// @throws IOException when the journal could not be written: nothing was erased
  /// @throws AuditException when the log did not take the erasure: after REJECTED (a hold was
  ///   placed meanwhile) and BUSY (or a job did not end) nothing was erased, after UNAVAILABLE it
  ///   may have been, which the next start finds out
  public Erasure carryOut(ErasurePlan plan, Agent officer)
      throws IOException, AuditException, SQLException {
    if (plan.obstacle().isPresent()) {
      throw new IllegalArgumentException("what stands against a plan stands against its execution");
    }
    Instant at = now();
    Entry entry = entry(plan, "decided").by(officer);
    List<Rider> riders =
        ErasureStatements.of(
            entry.recordId().value(), plan.target(), plan.keys(), names(plan.target()), at);
    return commit(plan, entry, riders, at);
  }

  /// Destroys again what an older copy of the database brought back.
  Erasure again(Target target, List<UUID> keys) throws IOException, AuditException, SQLException {
    ErasurePlan plan =
        new ErasurePlan(
            target, keys, new Counts(0, 0, Optional.empty()), List.of(), Optional.empty());
    Instant at = now();
    Entry entry = entry(plan, "again, on a restored copy of the database");
    List<Rider> riders =
        ErasureStatements.again(entry.recordId().value(), target, keys, names(target), at);
    return commit(plan, entry, riders, at);
  }

  /// By what names the tables know a member of staff; the practitioner of the newest token is in
  /// the sealed part of a record only.
  private List<String> names(Target target) throws SQLException, AuditException {
    if (target.scope() != Scope.STAFF) {
      return List.of();
    }
    Subject login = target.subject();
    Set<String> names =
        new TreeSet<>(
            rows.all(row -> row.getString(1), StaffStatements.NAMES, login.tenant(), login.key()));
    parts
        .log()
        .search(LogQuery.all().kinds(Set.of(EntryKind.values())).agent(login).limit(1))
        .entries()
        .stream()
        .flatMap(entry -> AuditRecord.of(entry).actor().stream())
        .flatMap(actor -> actor.fhirUser().stream())
        .forEach(user -> names.add(Person.behind(user, login.tenant(), parts.sealer())));
    names.remove(StaffStatements.ERASED);
    return List.copyOf(names);
  }

  private Entry entry(ErasurePlan plan, String occasion) {
    Map<Fact, String> facts = new EnumMap<>(Fact.class);
    facts.put(Fact.EVENT, "erasure");
    facts.put(Fact.SCOPE, plan.target().scope().code());
    facts.put(Fact.LEGAL_BASIS, plan.target().basis().code());
    facts.put(Fact.COUNT, Long.toString(plan.counts().results() + plan.counts().entries()));
    if (!plan.keys().isEmpty()) {
      facts.put(
          Fact.KEY_IDS, plan.keys().stream().map(UUID::toString).collect(Collectors.joining(",")));
    }
    Map<String, Object> body = new LinkedHashMap<>(plan.json());
    body.put("occasion", occasion);
    return Entry.system(Outcome.OK, subject("System"), facts, CanonicalJson.of(body));
  }

  private Erasure commit(ErasurePlan plan, Entry entry, List<Rider> riders, Instant at)
      throws IOException, AuditException, SQLException {
    if (!surroundings.jobs().takeAlone(LONGEST_WAIT_FOR_JOBS)) {
      throw new AuditException(AuditException.Kind.BUSY, "a job that copies from records goes on");
    }
    try {
      return commitAlone(plan, entry, riders, at);
    } finally {
      surroundings.jobs().giveBack();
      surroundings.memories().forEach(memory -> memory.forget(plan.target().subject()));
    }
  }

  private Erasure commitAlone(ErasurePlan plan, Entry entry, List<Rider> riders, Instant at)
      throws IOException, AuditException, SQLException {
    UUID record = entry.recordId().value();
    Target target = plan.target();
    long logSize =
        rows.first(row -> row.getLong(1), "select size from log_head where id = 1").orElse(0L);
    journal.append(
        new JournalLine.Pending(record, at, target.scope(), target.basis(), logSize, plan.keys()));
    // Dies here: the journal knows of an erasure that the log does not; the next start finds that
    // out and voids it.
    Receipt receipt;
    try {
      receipt =
          Awaiting.durable(
              parts.log().appendClosing(entry, riders, () -> parts.vault().close(plan.keys())),
              LONGEST_WAIT);
    } catch (AuditException e) {
      if (e.kind() == AuditException.Kind.REJECTED || e.kind() == AuditException.Kind.BUSY) {
        parts.vault().reopen(plan.keys());
        journal.append(new JournalLine.Voided(record, clock.instant()));
      }
      // Otherwise it may be done: the keys stay closed until it is known or their time is over.
      throw e;
    }
    // Dies here: erased, and the next start completes the journal.
    journal.append(new JournalLine.Done(record, clock.instant(), receipt.index()));
    return new Erasure(record, receipt.index(), target.scope().code(), target.basis().code(), at);
  }

  /// The act by which this part of the record at this place was erased; empty when none was: a part
  /// that is gone without one was lost or taken away.
  public Optional<Erasure> of(long index, Part part) throws SQLException {
    return acts.of(index, part);
  }

  /// The newest erasures and disposals.
  ///
  /// @param limit most of them, 1 to 1000
  public List<Erasure> newest(int limit) throws SQLException {
    return acts.newest(limit);
  }

  /// The erasure with this record.
  public Optional<Erasure> find(UUID record) throws SQLException {
    return acts.find(record);
  }

  /// As precise as the database keeps it.
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
