package org.cloister.gateway.compliance.erasure;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.audit.CanonicalJson;
import org.cloister.audit.Entry;
import org.cloister.audit.Fact;
import org.cloister.audit.Outcome;
import org.cloister.audit.Receipt;
import org.cloister.audit.Rider;
import org.cloister.gateway.record.Awaiting;
import org.cloister.gateway.record.RecordSealer;

/// Destroys what records said once their retention is over (GDPR 5(1)(e)), in batches that hold the
/// log up for milliseconds each. Every batch is one transaction with its own record: the leaf says
/// how many records of which range, its receipt is the certificate. Leaves stay, and so does what a
/// legal hold covers or what must be kept longer.
public final class Disposal {
  private static final int BATCH = 1000;

  /// Whether the body `b` may go; four parameters: the end of each kind's term, and today.
  private static final String DUE =
      """
      b.recorded_at < case when b.kind in ('intent', 'outcome') then ?::timestamptz
                           when b.kind = 'system' then ?::timestamptz else ?::timestamptz end
      and not exists (select 1 from legal_hold h
                      where h.tenant = b.tenant
                        and b.recorded_at >= h.from_time and b.recorded_at < h.until_time
                        and (h.subject is null or h.subject in (b.subject, b.agent)
                             or exists (select 1 from log_concern c
                                        where c.index = b.index and c.subject = h.subject)))
      and not exists (select 1 from kept_for_minor m
                      where m.tenant = b.tenant and m.subject = b.subject
                        and m.kept_until > (?::timestamptz at time zone 'UTC')::date)
      """;

  private static final String NEXT =
      "select min(index) as first, max(index) as last, count(*) as entries from (select b.index"
          + " from log_body b where b.index >= ? and b.index < ? and b.index <= coalesce((select"
          + " max(e.index) from log_entry e where e.recorded_at < ?), -1) and "
          + DUE
          + " order by b.index limit "
          + BATCH
          + ") as due";
  private static final String ACT =
      "insert into erasure (record_id, scope, legal_basis, erased_at, held)"
          + " values (?, 'retention', 'retention-ended', ?, false)";
  private static final String RANGE =
      "insert into disposal (record_id, from_index, to_index, entries) values (?, ?, ?, ?)";
  // The log's entry ties a result to its record; results go with what vouches for them.
  private static final String RESULTS =
      "delete from sealed_resource r using log_entry e, log_body b where e.record_id = r.record_id"
          + " and b.index = e.index and b.index between ? and ? and "
          + DUE;
  private static final String CONCERNS =
      "delete from log_concern c using log_body b"
          + " where b.index = c.index and b.index between ? and ? and "
          + DUE;
  private static final String BODIES =
      "delete from log_body b where b.index between ? and ? and " + DUE;

  private final String tenant;
  private final AuditLog log;
  private final RecordSealer sealer;
  private final Rows rows;
  private final Retention retention;
  private final Clock clock;

  /// What a disposal stands on.
  public record Parts(String tenant, AuditLog log, RecordSealer sealer, DataSource database) {}

  public Disposal(Parts parts, Retention retention, Clock clock) {
    this.tenant = parts.tenant();
    this.log = parts.log();
    this.sealer = parts.sealer();
    this.rows = new Rows(parts.database());
    this.retention = retention;
    this.clock = clock;
  }

  private record Range(long first, long last, long entries) {}

  /// Disposes of all that is due, oldest first.
  ///
  /// @return one act for each batch
  /// @throws AuditException when the log did not take a batch: what went before is done
  public List<Erasure> run() throws SQLException, AuditException {
    List<Erasure> done = new ArrayList<>();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    // Not behind the log's end as it is now: the records of this run are no part of it.
    long end =
        rows.first(row -> row.getLong(1), "select size from log_head where id = 1").orElse(0L);
    Range next = next(0, end, now);
    while (next.entries() > 0) {
      done.add(dispose(next, now));
      next = next(next.last() + 1, end, now);
    }
    return done;
  }

  private Range next(long from, long end, Instant now) throws SQLException {
    List<Object> values = new ArrayList<>(List.of(from, end, newestEnd(now)));
    values.addAll(ends(now));
    return rows.first(
            row -> new Range(row.getLong("first"), row.getLong("last"), row.getLong("entries")),
            NEXT,
            values.toArray())
        .orElseThrow();
  }

  private Erasure dispose(Range range, Instant now) throws AuditException {
    long after = range.last() + 1;
    Map<Fact, String> facts = new EnumMap<>(Fact.class);
    facts.put(Fact.EVENT, "disposal");
    facts.put(Fact.SCOPE, "retention");
    facts.put(Fact.COUNT, Long.toString(range.entries()));
    facts.put(Fact.FROM_INDEX, Long.toString(range.first()));
    facts.put(Fact.TO_INDEX, Long.toString(after));
    Entry entry =
        Entry.system(
            Outcome.OK,
            sealer.subject(tenant, "System"),
            facts,
            CanonicalJson.of(Map.of("laws", retention.lawNames())));
    UUID record = entry.recordId().value();
    List<Rider> riders = new ArrayList<>();
    riders.add(new Rider(ACT, List.of(record, now)));
    riders.add(new Rider(RANGE, List.of(record, range.first(), after, range.entries())));
    for (String deletion : List.of(RESULTS, CONCERNS, BODIES)) {
      List<Object> values = new ArrayList<>(List.of(range.first(), range.last()));
      values.addAll(ends(now));
      riders.add(new Rider(deletion, values));
    }
    Receipt receipt = Awaiting.durable(log.append(entry, riders), Erasures.LONGEST_WAIT);
    // Dies here: this batch is gone with its record; the next run goes on behind it.
    return new Erasure(record, receipt.index(), "retention", "retention-ended", now);
  }

  private List<Object> ends(Instant now) {
    return List.of(
        Retention.end(retention.inference(), now),
        Retention.end(retention.system(), now),
        Retention.end(retention.access(), now),
        now);
  }

  private Instant newestEnd(Instant now) {
    return List.of(retention.inference(), retention.system(), retention.access()).stream()
        .map(term -> Retention.end(term, now))
        .max(Instant::compareTo)
        .orElseThrow();
  }
}
