package org.cloister.deid.sealing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.SecretKey;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// The data-encryption keys of subjects: random, 256 bits, one at a time per tenant, subject and
/// [KeyClass], each with a random name of its own; at rest only wrapped (table `subject_key`).
///
/// Wrapping is AES-256-GCM under the newest key-encryption key, with the key's full name as
/// associated data: a wrapped key that was moved to another row does not unwrap. Unwrapped keys are
/// cached within [KeyCacheBounds]. When the database is down, a subject that is not cached has no
/// key: nothing is sealed under a makeshift one.
///
/// No connection is held while anything is encrypted, and none while another is asked for.
final class SubjectKeys {
  private static final String AAD_FORMAT = "cloister v1 wrapped subject key";

  private static final String SELECT =
      "select key_id, wrapped, kek_id from subject_key where subject_index = ? and key_class = ?";
  private static final String SELECT_NAMED =
      "select tenant, subject_index, key_class, wrapped, kek_id from subject_key where key_id = ?";
  private static final String INSERT =
      "insert into subject_key (key_id, tenant, subject_index, key_class, wrapped, kek_id,"
          + " first_epoch, last_epoch) values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing";
  private static final String SELECT_MANY =
      "select key_id, wrapped, kek_id, subject_index from subject_key"
          + " where tenant = ? and key_class = ? and subject_index = any (?)";

  private final DataSource database;
  private final KeyEpochs epochs = new KeyEpochs();
  private final Cache<Owner, SubjectKey> unwrapped;
  // Keys that this process knows to be destroyed or about to be, for as long as a reader that was
  // under way then could still put one into the cache, and as any call that used one can last.
  private final Cache<UUID, Boolean> closed;
  private volatile KeyRing ring;

  /// @param ticker time source of the cache's time to live
  SubjectKeys(DataSource database, KeyRing ring, KeyCacheBounds bounds, Ticker ticker) {
    this.database = database;
    this.ring = ring;
    this.unwrapped = cache(bounds.keys(), bounds.timeToLive(), ticker);
    this.closed = cache(Integer.MAX_VALUE, bounds.timeToLive().multipliedBy(2), ticker);
  }

  private static <K, V> Cache<K, V> cache(long most, Duration timeToLive, Ticker ticker) {
    return Caffeine.newBuilder()
        .maximumSize(most)
        .expireAfterWrite(timeToLive)
        .ticker(ticker)
        // Evict in the calling thread: the bound holds at all times, and no thread is needed.
        .executor(Runnable::run)
        .build();
  }

  /// Whose key and for what; bound into the wrapping together with the key's name.
  record Owner(String tenant, SubjectIndex subject, KeyClass keyClass) {
    /// The associated data of a wrapping.
    byte[] naming(UUID keyId) {
      return LengthPrefixed.of(AAD_FORMAT)
          .text(tenant)
          .bytes(subject.bytes())
          .text(keyClass.code())
          .uuid(keyId)
          .toBytes();
    }
  }

  /// An unwrapped key and its public name.
  record SubjectKey(UUID id, SecretKey secret) {
    @Override
    public String toString() {
      return "SubjectKey[" + id + ", redacted]";
    }
  }

  // The bytes are compared by no one.
  @SuppressWarnings("ArrayRecordComponent")
  private record Wrapped(UUID id, byte[] bytes, String kekId) {}

  /// The key under which to seal now; made on first use. Two processes that ask at once get the
  /// same one, and its row is durable before it is returned.
  ///
  /// @throws SealingException when the database does not answer, the row does not unwrap, or its
  ///   key is about to be destroyed
  SubjectKey current(Owner owner) throws SealingException {
    SubjectKey cached = cached(owner);
    if (cached != null) {
      return cached;
    }
    Optional<Wrapped> stored = select(owner);
    if (stored.isPresent() && isClosed(stored.get().id())) {
      throw SealingException.closed();
    }
    return kept(owner, stored.isPresent() ? stored.get() : insertOrSelect(owner));
  }

  /// The key of this name; empty when there is no such row: destroyed, or never made. Never makes
  /// one.
  ///
  /// @throws SealingException of kind UNREADABLE when the key is another owner's or does not
  ///   unwrap, of kind UNAVAILABLE when the database does not answer
  Optional<SecretKey> find(Owner owner, UUID keyId) throws SealingException {
    SubjectKey cached = cached(owner);
    if (cached != null && cached.id().equals(keyId)) {
      return Optional.of(cached.secret());
    }
    Optional<Wrapped> stored = selectNamed(owner, keyId);
    return stored.isEmpty() ? Optional.empty() : Optional.of(kept(owner, stored.get()).secret());
  }

  /// Unwraps the keys of many into the cache by one query, for whoever is about to open something
  /// of each. One that is not there or does not unwrap is left to whoever asks for it.
  ///
  /// @throws SealingException when the database does not answer
  void fetch(String tenant, KeyClass keyClass, Collection<SubjectIndex> subjects)
      throws SealingException {
    Map<Owner, Wrapped> stored = new HashMap<>();
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(SELECT_MANY)) {
      byte[][] indexes = subjects.stream().map(SubjectIndex::bytes).toArray(byte[][]::new);
      select.setString(1, tenant);
      select.setString(2, keyClass.code());
      select.setArray(3, connection.createArrayOf("bytea", indexes));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          stored.put(
              new Owner(tenant, new SubjectIndex(rows.getBytes(4)), keyClass),
              new Wrapped(rows.getObject(1, UUID.class), rows.getBytes(2), rows.getString(3)));
        }
      }
    } catch (SQLException e) {
      throw unavailable(e);
    }
    stored.forEach((owner, wrapped) ->
        unwrapped(owner, wrapped)
            .filter(key -> !isClosed(key.id()))
            .ifPresent(key -> unwrapped.put(owner, key)));
  }

  /// The name of the owner's key, if it has one now.
  Optional<UUID> nameOf(Owner owner) throws SealingException {
    return select(owner).map(Wrapped::id);
  }

  /// Forgets keys that are destroyed in the database, or about to be: this process seals nothing
  /// under them any more, not even in a call that read the row before it was deleted and caches it
  /// only now. While its row is still there a key opens what it sealed.
  void close(Collection<UUID> keyIds) {
    for (UUID id : keyIds) {
      closed.put(id, Boolean.TRUE);
    }
    unwrapped.asMap().values().removeIf(key -> keyIds.contains(key.id()));
  }

  /// Takes back [#close]: the keys were not destroyed.
  void reopen(Collection<UUID> keyIds) {
    closed.invalidateAll(keyIds);
  }

  boolean isClosed(UUID keyId) {
    return closed.getIfPresent(keyId) != null;
  }

  KeyRing ring() {
    return ring;
  }

  /// Wraps under another key from now on. The ring must know every key of the one before it.
  void use(KeyRing newer) {
    ring = newer;
  }

  private @Nullable SubjectKey cached(Owner owner) {
    SubjectKey cached = unwrapped.getIfPresent(owner);
    if (cached != null && isClosed(cached.id())) {
      unwrapped.invalidate(owner);
      return null;
    }
    return cached;
  }

  private SubjectKey kept(Owner owner, Wrapped stored) throws SealingException {
    SubjectKey key = unwrapped(owner, stored).orElseThrow(SealingException::foreignKey);
    if (!isClosed(key.id())) {
      unwrapped.put(owner, key);
    }
    return key;
  }

  private Optional<SubjectKey> unwrapped(Owner owner, Wrapped stored) {
    return ring.find(stored.kekId())
        .flatMap(kek -> KeyWrap.unwrap(kek, owner.naming(stored.id()), stored.bytes(), "AES"))
        .map(secret -> new SubjectKey(stored.id(), secret));
  }

  private Optional<Wrapped> select(Owner owner) throws SealingException {
    try (Connection connection = database.getConnection()) {
      return select(connection, owner);
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  private Optional<Wrapped> selectNamed(Owner owner, UUID keyId) throws SealingException {
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(SELECT_NAMED)) {
      select.setObject(1, keyId);
      try (ResultSet rows = select.executeQuery()) {
        if (!rows.next()) {
          return Optional.empty();
        }
        Owner stored =
            new Owner(rows.getString(1), new SubjectIndex(rows.getBytes(2)), owner.keyClass());
        if (!stored.equals(owner) || !owner.keyClass().code().equals(rows.getString(3))) {
          throw SealingException.unreadable();
        }
        return Optional.of(new Wrapped(keyId, rows.getBytes(4), rows.getString(5)));
      }
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  /// What is in the row after this is what every process sees, whoever wrote it.
  private Wrapped insertOrSelect(Owner owner) throws SealingException {
    UUID id = UUID.randomUUID();
    KeyEncryptionKey kek = ring.newest();
    byte[] wrapped = KeyWrap.fresh(kek, owner.naming(id));
    try (Connection connection = database.getConnection()) {
      // Each statement commits by itself, whatever the pool's default: the row is durable before
      // anything sealed under its key can be.
      connection.setAutoCommit(true);
      int epoch = epochs.of(connection, kek);
      try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
        insert.setObject(1, id);
        insert.setString(2, owner.tenant());
        insert.setBytes(3, owner.subject().bytes());
        insert.setString(4, owner.keyClass().code());
        insert.setBytes(5, wrapped);
        insert.setString(6, kek.id());
        insert.setInt(7, epoch);
        insert.setInt(8, epoch);
        if (insert.executeUpdate() == 1) {
          return new Wrapped(id, wrapped, kek.id());
        }
      }
      // Somebody else was first. Empty only if an erasure ran between the two statements.
      return select(connection, owner)
          .orElseThrow(() -> SealingException.unavailable("making a subject key", "02000"));
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  private static Optional<Wrapped> select(Connection connection, Owner owner) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(SELECT)) {
      select.setBytes(1, owner.subject().bytes());
      select.setString(2, owner.keyClass().code());
      try (ResultSet rows = select.executeQuery()) {
        return rows.next()
            ? Optional.of(
                new Wrapped(rows.getObject(1, UUID.class), rows.getBytes(2), rows.getString(3)))
            : Optional.empty();
      }
    }
  }

  private static SealingException unavailable(SQLException e) {
    return SealingException.unavailable(
        "reading a subject key", Objects.requireNonNullElse(e.getSQLState(), "unknown"));
  }

  @Override
  public String toString() {
    return "SubjectKeys[redacted]";
  }
}
