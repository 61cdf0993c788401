package org.cloister.deid.sealing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;

/// The data-encryption keys of subjects: random, 256 bits, one per tenant, subject, [KeyClass] and
/// version, at rest only wrapped (table `subject_key`).
///
/// Wrapping is AES-256-GCM under the key-encryption key's wrapping key, with the key's full name as
/// associated data: a wrapped key that was moved to another row does not unwrap. Unwrapped keys are
/// cached within [KeyCacheBounds]. When the database is down, a subject that is not cached has no
/// key: nothing is sealed under a makeshift one.
///
/// No connection is held while anything is encrypted, and none while another is asked for.
final class SubjectKeys {
  /// The version under which new records are sealed; the first one to exist for a subject.
  static final int CURRENT_VERSION = 1;

  private static final String AAD_FORMAT = "cloister v1 wrapped subject key";
  private static final byte WRAP_FORMAT = 1;
  private static final int WRAP_HEADER = 1 + AesGcm.NONCE_BYTES;

  private static final String SELECT =
      "select wrapped from subject_key where subject_index = ? and key_class = ? and version = ?";
  private static final String INSERT =
      "insert into subject_key (subject_index, key_class, version, wrapped, kek_id)"
          + " values (?, ?, ?, ?, ?) on conflict do nothing";

  private final DataSource database;
  private final KeyEncryptionKey kek;
  private final Cache<KeyName, SecretKey> unwrapped;

  /// @param ticker time source of the cache's time to live
  SubjectKeys(DataSource database, KeyEncryptionKey kek, KeyCacheBounds bounds, Ticker ticker) {
    this.database = database;
    this.kek = kek;
    this.unwrapped =
        Caffeine.newBuilder()
            .maximumSize(bounds.keys())
            .expireAfterWrite(bounds.timeToLive())
            .ticker(ticker)
            // Evict in the calling thread: the bound holds at all times, and no thread is needed.
            .executor(Runnable::run)
            .build();
  }

  /// Which key; all of it is bound into the wrapping.
  record KeyName(String tenant, SubjectIndex subject, KeyClass keyClass, int version) {}

  /// The key under which to seal now; made on first use. Two processes that ask at once get the
  /// same one, and its row is durable before it is returned.
  ///
  /// @throws SealingException when the database does not answer, or the row does not unwrap
  SecretKey current(String tenant, SubjectIndex subject, KeyClass keyClass)
      throws SealingException {
    KeyName name = new KeyName(tenant, subject, keyClass, CURRENT_VERSION);
    SecretKey cached = unwrapped.getIfPresent(name);
    if (cached != null) {
      return cached;
    }
    Optional<byte[]> stored = select(name);
    byte[] wrapped = stored.isPresent() ? stored.get() : insertOrSelect(name, freshlyWrapped(name));
    SecretKey key = unwrap(name, wrapped).orElseThrow(SealingException::foreignKey);
    unwrapped.put(name, key);
    return key;
  }

  /// An existing key; empty when there is no such row (never made, or destroyed) or it does not
  /// unwrap. Never makes one.
  ///
  /// @throws SealingException when the database does not answer
  Optional<SecretKey> find(KeyName name) throws SealingException {
    SecretKey cached = unwrapped.getIfPresent(name);
    if (cached != null) {
      return Optional.of(cached);
    }
    Optional<SecretKey> key = select(name).flatMap(wrapped -> unwrap(name, wrapped));
    key.ifPresent(found -> unwrapped.put(name, found));
    return key;
  }

  /// Whether there is a row for this key, whatever is in it.
  ///
  /// @throws SealingException when the database does not answer
  boolean exists(KeyName name) throws SealingException {
    return select(name).isPresent();
  }

  private byte[] freshlyWrapped(KeyName name) {
    byte[] secret = AesGcm.random(AesGcm.KEY_BYTES);
    byte[] nonce = AesGcm.freshNonce();
    try {
      byte[] ciphertext = AesGcm.encrypt(kek.wrappingKey(), nonce, associated(name), secret);
      return ByteBuffer.allocate(WRAP_HEADER + ciphertext.length)
          .put(WRAP_FORMAT)
          .put(nonce)
          .put(ciphertext)
          .array();
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  private Optional<SecretKey> unwrap(KeyName name, byte[] wrapped) {
    if (wrapped.length < WRAP_HEADER || wrapped[0] != WRAP_FORMAT) {
      return Optional.empty();
    }
    byte[] nonce = Arrays.copyOfRange(wrapped, 1, WRAP_HEADER);
    byte[] ciphertext = Arrays.copyOfRange(wrapped, WRAP_HEADER, wrapped.length);
    return AesGcm.decrypt(kek.wrappingKey(), nonce, associated(name), ciphertext)
        .map(secret -> {
          SecretKey key = new SecretKeySpec(secret, "AES");
          Arrays.fill(secret, (byte) 0);
          return key;
        });
  }

  private static byte[] associated(KeyName name) {
    return LengthPrefixed.of(AAD_FORMAT)
        .text(name.tenant())
        .bytes(name.subject().bytes())
        .text(name.keyClass().code())
        .number(name.version())
        .toBytes();
  }

  private Optional<byte[]> select(KeyName name) throws SealingException {
    try (Connection connection = database.getConnection()) {
      return select(connection, name);
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  /// What is in the row after this is what every process sees, whoever wrote it.
  private byte[] insertOrSelect(KeyName name, byte[] wrapped) throws SealingException {
    try (Connection connection = database.getConnection()) {
      // Each statement commits by itself, whatever the pool's default: the row is durable before
      // anything sealed under its key can be.
      connection.setAutoCommit(true);
      try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
        bind(insert, name);
        insert.setBytes(4, wrapped);
        insert.setString(5, kek.id());
        int _ = insert.executeUpdate();
      }
      // Empty only if an erasure ran between the two statements.
      return select(connection, name)
          .orElseThrow(() -> SealingException.unavailable("making a subject key", "02000"));
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  private static Optional<byte[]> select(Connection connection, KeyName name) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(SELECT)) {
      bind(select, name);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next() ? Optional.of(rows.getBytes(1)) : Optional.empty();
      }
    }
  }

  private static void bind(PreparedStatement statement, KeyName name) throws SQLException {
    statement.setBytes(1, name.subject().bytes());
    statement.setString(2, name.keyClass().code());
    statement.setInt(3, name.version());
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
