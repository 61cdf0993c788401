package org.cloister.audit;

import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.cloister.audit.AuditException.Kind;
import org.cloister.audit.RecordReader.Row;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.merkle.ProofBuilder;
import org.cloister.audit.merkle.ProofCheck;
import org.cloister.audit.merkle.TreeHash;
import org.cloister.audit.tlog.EntryBundle;
import org.cloister.audit.tlog.TilePath;
import org.cloister.audit.tlog.TlogProof;

/// Reads what was committed, each call with a connection of its own. Any number of threads.
final class LogReader {
  private final DataSource source;
  private final RecordReader records;
  private final FullTiles fullTiles = new FullTiles();

  LogReader(DataSource source, BodySealer sealer) {
    this.source = source;
    this.records = new RecordReader(sealer);
  }

  Optional<byte[]> tile(int level, long index, int width) throws AuditException {
    if (!isTile(level, index, width)) {
      return Optional.empty();
    }
    try (Connection connection = source.getConnection()) {
      List<Hash> hashes = new TileReader(connection, fullTiles).tile(level, index, width);
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
      Optional<Row> found = RecordReader.row(connection, record);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      Row row = found.get();
      NotedSize head = head(connection); // read after the row, so it covers it
      ProofBuilder<SQLException> builder =
          new ProofBuilder<>(new TileReader(connection, fullTiles));
      List<Hash> path = builder.inclusion(row.index(), head.size());
      if (!ProofCheck.includes(
          row.index(), head.size(), TreeHash.leaf(row.own().leaf()), path, head.root())) {
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
      found = RecordReader.row(connection, record);
    } catch (SQLException failure) {
      throw StoreFailure.from(failure);
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(records.opened(found.get()));
  }

  LogPage search(LogQuery query) throws AuditException {
    List<Long> places;
    Map<Long, Row> rows = new HashMap<>();
    String note;
    try (Connection connection = source.getConnection()) {
      places = LogSearch.page(connection, query);
      RecordReader.rows(connection, places).forEach(row -> rows.put(row.index(), row));
      note = head(connection).note(); // read after the rows, so it covers them
    } catch (SQLException failure) {
      throw StoreFailure.from(failure);
    }
    List<StoredEntry> entries = new ArrayList<>();
    for (long place : places) {
      // Absent only if it was disposed of since it was found.
      if (rows.containsKey(place)) {
        entries.add(records.opened(rows.get(place)));
      }
    }
    boolean more = places.size() == query.paging().limit();
    return new LogPage(
        entries, more ? OptionalLong.of(places.getLast()) : OptionalLong.empty(), note);
  }

  List<SubjectSpan> subjects(LogQuery query) throws AuditException {
    try (Connection connection = source.getConnection()) {
      return LogSearch.subjects(connection, query);
    } catch (SQLException failure) {
      throw StoreFailure.from(failure);
    }
  }

  Map<Subject, StoredEntry> oldest(List<Subject> subjects) throws AuditException {
    List<Row> rows;
    try (Connection connection = source.getConnection()) {
      rows = RecordReader.rows(connection, LogSearch.oldest(connection, subjects));
    } catch (SQLException failure) {
      throw StoreFailure.from(failure);
    }
    Map<Subject, StoredEntry> oldest = new HashMap<>();
    for (Row row : rows) {
      StoredEntry entry = records.opened(row);
      // Absent only if it was erased since its row was found.
      entry.subject().ifPresent(subject -> oldest.put(subject, entry));
    }
    return oldest;
  }

  long count(LogQuery query) throws AuditException {
    try (Connection connection = source.getConnection()) {
      return LogSearch.count(connection, query);
    } catch (SQLException failure) {
      throw StoreFailure.from(failure);
    }
  }

  /// In chunks, with a connection each: the consumer may take its time.
  void scan(LogQuery query, long from, long to, Consumer<StoredEntry> each) throws AuditException {
    long next = from;
    while (next < to) {
      List<Row> chunk;
      try (Connection connection = source.getConnection()) {
        List<Long> places = LogSearch.range(connection, query, next, to);
        chunk = RecordReader.rows(connection, places);
        next = places.size() < LogSearch.CHUNK ? to : places.getLast() + 1;
      } catch (SQLException failure) {
        throw StoreFailure.from(failure);
      }
      chunk.sort(Comparator.comparingLong(Row::index));
      for (Row row : chunk) {
        each.accept(records.opened(row));
      }
    }
  }

  /// The proof that the tree of the new size continues that of the old (RFC 6962 section 2.1.2).
  List<Hash> consistency(long oldSize, long newSize) throws AuditException {
    try (Connection connection = source.getConnection()) {
      requireSize(head(connection), newSize);
      return new ProofBuilder<>(new TileReader(connection, fullTiles))
          .consistency(oldSize, newSize);
    } catch (SQLException failure) {
      throw StoreFailure.from(failure);
    }
  }

  /// The audit path of a leaf in the tree of this size (RFC 6962 section 2.1.1).
  List<Hash> inclusion(long index, long size) throws AuditException {
    try (Connection connection = source.getConnection()) {
      requireSize(head(connection), size);
      return new ProofBuilder<>(new TileReader(connection, fullTiles)).inclusion(index, size);
    } catch (SQLException failure) {
      throw StoreFailure.from(failure);
    }
  }

  private static void requireSize(NotedSize head, long size) {
    if (size > head.size()) {
      throw new IllegalArgumentException("the log has " + head.size() + " records");
    }
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

  private static boolean isTile(int level, long index, int width) {
    return level >= 0
        && level < 8
        && index >= 0
        && index < Long.MAX_VALUE / TilePath.FULL_WIDTH
        && width >= 1
        && width <= TilePath.FULL_WIDTH;
  }
}
