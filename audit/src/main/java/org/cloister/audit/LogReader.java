package org.cloister.audit;

import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.cloister.audit.AuditException.Kind;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.merkle.ProofBuilder;
import org.cloister.audit.merkle.ProofCheck;
import org.cloister.audit.merkle.TreeHash;
import org.cloister.audit.tlog.EntryBundle;
import org.cloister.audit.tlog.TilePath;
import org.cloister.audit.tlog.TlogProof;

/// Reads what was committed, each call with a connection of its own. Any number of threads.
final class LogReader {
  private static final String BY_RECORD =
      "SELECT index, kind, tenant, subject, leaf, leaf_hash, sealed_body"
          + " FROM log_entry WHERE record_id = ?";

  private final DataSource source;
  private final BodySealer sealer;

  LogReader(DataSource source, BodySealer sealer) {
    this.source = source;
    this.sealer = sealer;
  }

  /// The signed note of the last commit.
  String checkpoint() throws AuditException {
    try (Connection connection = source.getConnection()) {
      return head(connection).note();
    } catch (SQLException failure) {
      throw StoreFailure.from(failure);
    }
  }

  Optional<byte[]> tile(int level, long index, int width) throws AuditException {
    if (!isTile(level, index, width)) {
      return Optional.empty();
    }
    try (Connection connection = source.getConnection()) {
      List<Hash> hashes = new TileReader(connection).tile(level, index, width);
      ByteArrayOutputStream tile = new ByteArrayOutputStream(width * Hash.LENGTH);
      hashes.forEach(h -> tile.writeBytes(h.bytes()));
      return hashes.size() == width ? Optional.of(tile.toByteArray()) : Optional.empty();
    } catch (SQLException failure) {
      throw StoreFailure.from(failure);
    }
  }

  Optional<byte[]> entries(long index, int width) throws AuditException {
    if (!isTile(0, index, width)) {
      return Optional.empty();
    }
    try (Connection connection = source.getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT leaf FROM log_entry WHERE index >= ? AND index < ? ORDER BY index")) {
      statement.setLong(1, index * TilePath.FULL_WIDTH);
      statement.setLong(2, index * TilePath.FULL_WIDTH + width);
      List<byte[]> leaves = new ArrayList<>(width);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          leaves.add(row.getBytes(1));
        }
      }
      return leaves.size() == width ? Optional.of(EntryBundle.encode(leaves)) : Optional.empty();
    } catch (SQLException failure) {
      throw StoreFailure.from(failure);
    }
  }

  /// The proof is checked before it is given out: one that does not hold is damage, not a receipt.
  Optional<String> proof(RecordId record) throws AuditException {
    try (Connection connection = source.getConnection()) {
      Optional<Row> found = row(connection, record);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      Row row = found.get();
      NotedSize head = head(connection); // read after the row, so it covers it
      ProofBuilder<SQLException> builder = new ProofBuilder<>(new TileReader(connection));
      List<Hash> path = builder.inclusion(row.index(), head.size());
      if (!ProofCheck.includes(
          row.index(), head.size(), TreeHash.leaf(row.leaf()), path, head.root())) {
        throw new AuditException(Kind.DAMAGED, "the stored record is not in the signed tree");
      }
      return Optional.of(new TlogProof(row.index(), path, head.note()).text());
    } catch (SQLException failure) {
      throw StoreFailure.from(failure);
    }
  }

  Optional<StoredEntry> find(RecordId record) throws AuditException {
    Optional<Row> found;
    try (Connection connection = source.getConnection()) {
      found = row(connection, record);
    } catch (SQLException failure) {
      throw StoreFailure.from(failure);
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(opened(record, found.get()));
  }

  private StoredEntry opened(RecordId record, Row row) throws AuditException {
    Leaf leaf =
        Leaf.parse(row.leaf())
            .filter(l -> TreeHash.leaf(row.leaf()).equals(row.leafHash()))
            .filter(l -> l.kind() == row.kind())
            .orElseThrow(
                () -> new AuditException(Kind.DAMAGED, "a stored record is not what was hashed"));
    Optional<byte[]> body = Optional.empty();
    if (row.sealedBody().length > 0) {
      BodyContext context = new BodyContext(record, row.kind(), row.subject());
      Optional<byte[]> plaintext = sealer.open(context, row.sealedBody());
      if (plaintext.isPresent()) {
        BodyCommitment commitment = BodyCommitment.opened(plaintext.get());
        if (!commitment.matches(HexFormat.of().parseHex(leaf.links().bodyCommitHex()))) {
          throw new AuditException(Kind.DAMAGED, "a stored body is not the one committed to");
        }
        body = Optional.of(commitment.body());
      }
    }
    return new StoredEntry(record, row.index(), leaf, row.subject(), body);
  }

  private record NotedSize(long size, Hash root, String note) {}

  private static NotedSize head(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT size, root, checkpoint FROM log_head")) {
      if (!row.next()) {
        throw new SQLException("no head", StoreFailure.DATA_CORRUPTED);
      }
      return new NotedSize(row.getLong(1), Hash.of(row.getBytes(2)), row.getString(3));
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // one row on its way to its checks
  private record Row(
      long index, EntryKind kind, Subject subject, byte[] leaf, Hash leafHash, byte[] sealedBody) {}

  private static Optional<Row> row(Connection connection, RecordId record) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(BY_RECORD)) {
      statement.setObject(1, record.value());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        byte[] sealed = row.getBytes(7);
        return Optional.of(
            new Row(
                row.getLong(1),
                EntryKind.ofText(row.getString(2))
                    .orElseThrow(
                        () -> new SQLException("no such kind", StoreFailure.DATA_CORRUPTED)),
                new Subject(row.getString(3), row.getString(4)),
                row.getBytes(5),
                Hash.of(row.getBytes(6)),
                sealed == null ? new byte[0] : sealed));
      }
    }
  }

  private static boolean isTile(int level, long index, int width) {
    return level >= 0
        && level < 8
        && index >= 0
        && index < Long.MAX_VALUE / TilePath.FULL_WIDTH
        && width >= 1
        && width <= TilePath.FULL_WIDTH;
  }
}
