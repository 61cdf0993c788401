package org.cloister.deid.sealing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;

/// Moves everything that is wrapped to a new key-encryption key while the vault is in use: first
/// the vault wraps under the new key, then row after row is unwrapped under the old key and wrapped
/// under the new one. What is sealed under the subject keys is not touched, and no call waits.
///
/// Each batch is one short transaction; a rotation that was cut off goes on where it stands,
/// because every row names its wrapping key. A row that does not unwrap is left as it is and
/// counted: its key-encryption key is then still needed. One rotation at a time.
///
/// Which keys ever wrapped a row stays on record: [KeyExposure].
public final class KeyRotation {
  private static final int LARGEST_BATCH = 10_000;

  private static final String SELECT =
      "select key_id, tenant, subject_index, key_class, wrapped, kek_id from subject_key"
          + " where key_id > ? and kek_id <> ? order by key_id limit ?";
  // The old wrapping is a condition: a row that an erasure or another process changed in between
  // stays as that left it.
  private static final String UPDATE =
      "update subject_key k set wrapped = n.wrapped, kek_id = ?,"
          + " first_epoch = least(k.first_epoch, ?), last_epoch = greatest(k.last_epoch, ?)"
          + " from unnest(?::uuid[], ?::bytea[], ?::bytea[]) as n(key_id, before, wrapped)"
          + " where k.key_id = n.key_id and k.wrapped = n.before";
  private static final String SELECT_INDEX_KEY =
      "select wrapped, kek_id from blind_index_key where id = 1 and kek_id <> ?";
  private static final String UPDATE_INDEX_KEY =
      "update blind_index_key set wrapped = ?, kek_id = ? where id = 1 and wrapped = ?";
  private static final String USES =
      "select kek_id, count(*) from (select kek_id from subject_key union all"
          + " select kek_id from blind_index_key) as wrapped group by kek_id order by kek_id";

  private final DataSource database;
  private final CaseVault vault;
  private final int batch;
  private final KeyEpochs epochs = new KeyEpochs();

  /// @param batch rows in one transaction, 1 to 10,000
  public KeyRotation(DataSource database, CaseVault vault, int batch) {
    if (batch < 1 || batch > LARGEST_BATCH) {
      throw new IllegalArgumentException("a batch has 1 to 10000 rows");
    }
    this.database = database;
    this.vault = vault;
    this.batch = batch;
  }

  /// How far a rotation is.
  ///
  /// @param rewrapped rows moved to the newest key
  /// @param unreadable rows that do not unwrap and were left
  public record Progress(long rewrapped, long unreadable) {}

  /// Wraps new keys under the ring's newest key from now on. Old rows stay readable.
  public void adopt(KeyRing ring) {
    vault.subjectKeys().use(ring);
  }

  /// The ring in use.
  public KeyRing ring() {
    return vault.subjectKeys().ring();
  }

  /// How many wrapped keys need each key-encryption key, by its public name.
  ///
  /// @throws SealingException when the database does not answer
  public Map<String, Long> uses() throws SealingException {
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(USES);
        ResultSet rows = select.executeQuery()) {
      Map<String, Long> uses = new LinkedHashMap<>();
      while (rows.next()) {
        uses.put(rows.getString(1), rows.getLong(2));
      }
      return uses;
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  /// Wraps every row anew that is not under the newest key. Returns at once when there is none.
  ///
  /// @param each told the progress after every batch, which is durable by then
  /// @throws SealingException when the database does not answer; what was moved stays moved
  public Progress run(Consumer<Progress> each) throws SealingException {
    Progress progress = new Progress(0, 0);
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(true);
      progress = plus(progress, indexKey(connection));
      UUID after = new UUID(0, 0);
      while (true) {
        List<Row> rows = select(connection, after);
        if (rows.isEmpty()) {
          return progress;
        }
        progress = plus(progress, rewrap(connection, rows));
        after = rows.getLast().id();
        each.accept(progress);
      }
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  // The bytes are compared by no one.
  @SuppressWarnings("ArrayRecordComponent")
  private record Row(UUID id, SubjectKeys.Owner owner, byte[] wrapped, String kekId) {}

  private List<Row> select(Connection connection, UUID after) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(SELECT)) {
      select.setObject(1, after);
      select.setString(2, ring().newest().id());
      select.setInt(3, batch);
      try (ResultSet rows = select.executeQuery()) {
        List<Row> found = new ArrayList<>();
        while (rows.next()) {
          SubjectKeys.Owner owner =
              new SubjectKeys.Owner(
                  rows.getString(2),
                  new SubjectIndex(rows.getBytes(3)),
                  KeyClass.of(rows.getString(4)));
          found.add(
              new Row(rows.getObject(1, UUID.class), owner, rows.getBytes(5), rows.getString(6)));
        }
        return found;
      }
    }
  }

  private Progress rewrap(Connection connection, List<Row> rows) throws SQLException {
    KeyEncryptionKey newest = ring().newest();
    List<UUID> ids = new ArrayList<>();
    List<byte[]> before = new ArrayList<>();
    List<byte[]> after = new ArrayList<>();
    for (Row row : rows) {
      Optional<byte[]> wrapped =
          again(newest, row.kekId(), row.owner().naming(row.id()), row.wrapped());
      if (wrapped.isPresent()) {
        ids.add(row.id());
        before.add(row.wrapped());
        after.add(wrapped.get());
      }
    }
    int epoch = epochs.of(connection, newest);
    try (PreparedStatement update = connection.prepareStatement(UPDATE)) {
      update.setString(1, newest.id());
      update.setInt(2, epoch);
      update.setInt(3, epoch);
      update.setArray(4, connection.createArrayOf("uuid", ids.toArray(UUID[]::new)));
      update.setArray(5, connection.createArrayOf("bytea", before.toArray(byte[][]::new)));
      update.setArray(6, connection.createArrayOf("bytea", after.toArray(byte[][]::new)));
      return new Progress(update.executeUpdate(), rows.size() - ids.size());
    }
  }

  private Progress indexKey(Connection connection) throws SQLException {
    KeyEncryptionKey newest = ring().newest();
    try (PreparedStatement select = connection.prepareStatement(SELECT_INDEX_KEY)) {
      select.setString(1, newest.id());
      try (ResultSet rows = select.executeQuery()) {
        if (!rows.next()) {
          return new Progress(0, 0);
        }
        byte[] before = rows.getBytes(1);
        Optional<byte[]> after = again(newest, rows.getString(2), BlindIndexKey.NAME, before);
        return after.isEmpty()
            ? new Progress(0, 1)
            : new Progress(store(connection, newest, before, after.get()), 0);
      }
    }
  }

  private static int store(
      Connection connection, KeyEncryptionKey newest, byte[] before, byte[] after)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(UPDATE_INDEX_KEY)) {
      update.setBytes(1, after);
      update.setString(2, newest.id());
      update.setBytes(3, before);
      return update.executeUpdate();
    }
  }

  private Optional<byte[]> again(
      KeyEncryptionKey newest, String kekId, byte[] name, byte[] wrapped) {
    return ring()
        .find(kekId)
        .flatMap(old -> KeyWrap.open(old, name, wrapped))
        .map(secret -> {
          try {
            return KeyWrap.wrap(newest, name, secret);
          } finally {
            Arrays.fill(secret, (byte) 0);
          }
        });
  }

  private static Progress plus(Progress sum, Progress more) {
    return new Progress(sum.rewrapped() + more.rewrapped(), sum.unreadable() + more.unreadable());
  }

  private static SealingException unavailable(SQLException e) {
    return SealingException.unavailable(
        "changing the key-encryption key", Objects.requireNonNullElse(e.getSQLState(), "unknown"));
  }
}
