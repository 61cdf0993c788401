package org.cloister.gateway.compliance.erasure;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.audit.RecordId;
import org.cloister.audit.StoredEntry;
import org.cloister.audit.Subject;
import org.cloister.gateway.compliance.erasure.ErasurePlan.Target;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Holds the database against the [ErasureJournal] before anything is served: finds out how an
/// erasure ended that a crash cut off, and carries out again what a restored copy of the database
/// brought back.
public final class JournalReplay {
  private static final Logger LOG = LoggerFactory.getLogger(JournalReplay.class);
  private static final String OWNER =
      "select tenant, subject_index from subject_key where key_id = ?";

  private final ErasureJournal journal;
  private final Erasures erasures;
  private final AuditLog log;
  private final Rows rows;
  private final Clock clock;

  public JournalReplay(
      ErasureJournal journal, Erasures erasures, AuditLog log, DataSource database, Clock clock) {
    this.journal = journal;
    this.erasures = erasures;
    this.log = log;
    this.rows = new Rows(database);
    this.clock = clock;
  }

  /// How many erasures had to be carried out again.
  ///
  /// @throws AuditException when the log does not answer or does not take it: nothing may be served
  public int run() throws IOException, AuditException, SQLException {
    int again = 0;
    for (ErasureJournal.Entry entry : journal.entries()) {
      if (!entry.isVoid() && (!entry.isOpen() || settles(entry.begun()))) {
        again += redo(entry.begun());
      }
    }
    return again;
  }

  /// Whether an erasure of which the journal knows only the beginning is to stand.
  private boolean settles(JournalLine.Pending begun)
      throws IOException, AuditException, SQLException {
    Optional<StoredEntry> found = log.find(new RecordId(begun.record()));
    if (found.isPresent()) {
      journal.append(new JournalLine.Done(begun.record(), clock.instant(), found.get().index()));
      return true;
    }
    long size =
        rows.first(row -> row.getLong(1), "select size from log_head where id = 1").orElse(0L);
    if (size >= begun.logSize()) {
      journal.append(new JournalLine.Voided(begun.record(), clock.instant()));
      return false;
    }
    // The log is shorter than it was: an older copy, which cannot say how it ended. Two officers
    // had decided it, so it stands.
    return true;
  }

  private int redo(JournalLine.Pending begun) throws IOException, AuditException, SQLException {
    Map<Subject, List<UUID>> broughtBack = new LinkedHashMap<>();
    for (UUID key : begun.keys()) {
      rows.first(
              row -> new Subject(row.getString(1), HexFormat.of().formatHex(row.getBytes(2))),
              OWNER,
              key)
          .ifPresent(owner -> broughtBack.computeIfAbsent(owner, _ -> new ArrayList<>()).add(key));
    }
    for (Map.Entry<Subject, List<UUID>> one : broughtBack.entrySet()) {
      Erasure erasure =
          erasures.again(new Target(one.getKey(), begun.scope(), begun.basis()), one.getValue());
      LOG.warn(
          "A restored database held {} key(s) that were erased on {}; erased again, record {}",
          one.getValue().size(),
          begun.at(),
          erasure.record());
    }
    return broughtBack.size();
  }
}
