package org.cloister.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.cloister.audit.AuditException.Kind;
import org.cloister.audit.BodyContext.Part;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.merkle.TreeHash;

/// Reads whole records, with the intent that an outcome closes, and checks each against its leaf.
///
/// The database is asked first and the sealer afterwards, so that no connection is held while a key
/// is asked for.
final class RecordReader {
  private static final String ROWS =
      """
      SELECT e.index, e.record_id, e.kind, e.outcome, e.recorded_at, e.leaf, e.leaf_hash,
             b.tenant, b.subject, b.sealed_body, b.agent, b.sealed_agent, b.purpose,
             i.record_id, i.leaf, i.leaf_hash, ib.sealed_agent
      FROM log_entry e
      LEFT JOIN log_body b ON b.index = e.index
      LEFT JOIN log_entry i ON i.index = e.intent_index
      LEFT JOIN log_body ib ON ib.index = e.intent_index
      """;
  private static final String BY_RECORD = ROWS + "WHERE e.record_id = ?";
  private static final String BY_INDEX = ROWS + "WHERE e.index = ANY (?::bigint[])";

  private final BodySealer sealer;

  RecordReader(BodySealer sealer) {
    this.sealer = sealer;
  }

  /// A record as stored, nothing of it checked or opened yet.
  ///
  /// @param intent id and leaf of the intent that this closes
  record Row(Committed own, Stored stored, Optional<Committed> intent) {
    long index() {
      return stored.index();
    }
  }

  /// What the tree vouches for.
  @SuppressWarnings("ArrayRecordComponent") // one row on its way to its checks
  record Committed(RecordId id, byte[] leaf, Hash hash) {}

  /// What it does not.
  record Stored(long index, Columns columns, Optional<Subject> subject, Deletable deletable) {}

  /// Copies of what the leaf says, by which records are found.
  record Columns(String kind, String outcome, Instant time) {}

  /// @param sealedAgent the record's own
  /// @param intentAgent that of the intent that the record closes
  record Deletable(
      Optional<byte[]> body,
      Optional<Subject> agent,
      Optional<byte[]> sealedAgent,
      Optional<byte[]> intentAgent,
      Optional<String> purpose) {}

  static Optional<Row> row(Connection connection, RecordId record) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(BY_RECORD)) {
      statement.setObject(1, record.value());
      return rows(statement).stream().findFirst();
    }
  }

  /// The records at these places, in no order.
  static List<Row> rows(Connection connection, List<Long> indexes) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(BY_INDEX)) {
      statement.setArray(1, connection.createArrayOf("int8", indexes.toArray(Long[]::new)));
      return rows(statement);
    }
  }

  private static List<Row> rows(PreparedStatement statement) throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        Optional<String> tenant = Optional.ofNullable(row.getString(8));
        boolean hasIntent = row.getObject(14) != null;
        rows.add(
            new Row(
                committed(row, 2, 6),
                new Stored(
                    row.getLong(1),
                    new Columns(
                        row.getString(3),
                        row.getString(4),
                        row.getObject(5, OffsetDateTime.class).toInstant()),
                    subject(tenant, Optional.ofNullable(row.getString(9))),
                    new Deletable(
                        Optional.ofNullable(row.getBytes(10)),
                        subject(tenant, Optional.ofNullable(row.getString(11))),
                        Optional.ofNullable(row.getBytes(12)),
                        Optional.ofNullable(row.getBytes(17)),
                        Optional.ofNullable(row.getString(13)))),
                hasIntent ? Optional.of(committed(row, 14, 15)) : Optional.empty()));
      }
    }
    return rows;
  }

  private static Committed committed(ResultSet row, int id, int leaf) throws SQLException {
    return new Committed(
        new RecordId(row.getObject(id, UUID.class)),
        row.getBytes(leaf),
        Hash.of(row.getBytes(leaf + 1)));
  }

  private static Optional<Subject> subject(Optional<String> tenant, Optional<String> key) {
    return tenant.flatMap(t -> key.map(k -> new Subject(t, k)));
  }

  /// The record, checked and with its bodies opened.
  ///
  /// @throws AuditException DAMAGED when leaf or body is not what was committed to, UNAVAILABLE
  ///   when a key cannot be had
  StoredEntry opened(Row row) throws AuditException {
    Leaf leaf = checked(row.own());
    Columns columns = row.stored().columns();
    if (!leaf.kind().text().equals(columns.kind())
        || !leaf.outcome().text().equals(columns.outcome())
        || !leaf.time().equals(columns.time())) {
      throw damaged("a stored record is not what was hashed");
    }
    Deletable deletable = row.stored().deletable();
    Optional<Subject> subject = row.stored().subject();
    Optional<byte[]> body = Optional.empty();
    if (subject.isPresent() && deletable.body().isPresent()) {
      BodyContext context =
          new BodyContext(row.own().id(), leaf.kind(), subject.get(), Part.RECORD);
      body = open(context, deletable.body().get(), leaf.links().bodyCommitHex());
    }
    return new StoredEntry(
        row.own().id(),
        row.index(),
        leaf,
        new StoredEntry.Parts(subject, body, actor(row, leaf), deletable.purpose()));
  }

  /// The agent's part is committed to where it was recorded: in this leaf or the intent's.
  private StoredEntry.Actor actor(Row row, Leaf own) throws AuditException {
    Deletable deletable = row.stored().deletable();
    boolean isOwn = !own.links().agentCommitHex().isEmpty() || row.intent().isEmpty();
    Optional<byte[]> sealed = isOwn ? deletable.sealedAgent() : deletable.intentAgent();
    Leaf leaf = isOwn ? own : checked(row.intent().orElseThrow());
    String commitHex = leaf.links().agentCommitHex();
    if (deletable.agent().isEmpty() || sealed.isEmpty()) {
      return new StoredEntry.Actor(commitHex, deletable.agent(), Optional.empty());
    }
    RecordId id = isOwn ? row.own().id() : row.intent().orElseThrow().id();
    BodyContext context = new BodyContext(id, leaf.kind(), deletable.agent().get(), Part.AGENT);
    return new StoredEntry.Actor(
        commitHex, deletable.agent(), open(context, sealed.get(), commitHex));
  }

  private Optional<byte[]> open(BodyContext context, byte[] sealed, String commitHex)
      throws AuditException {
    Optional<byte[]> plaintext = sealer.open(context, sealed);
    if (plaintext.isEmpty()) {
      return Optional.empty();
    }
    BodyCommitment commitment = BodyCommitment.opened(plaintext.get());
    if (!commitment.matches(HexFormat.of().parseHex(commitHex))) {
      throw damaged("a stored body is not the one committed to");
    }
    return Optional.of(commitment.body());
  }

  private static Leaf checked(Committed committed) throws AuditException {
    return Leaf.parse(committed.leaf())
        .filter(_ -> TreeHash.leaf(committed.leaf()).equals(committed.hash()))
        .orElseThrow(() -> damaged("a stored record is not what was hashed"));
  }

  private static AuditException damaged(String how) {
    return new AuditException(Kind.DAMAGED, how);
  }
}
