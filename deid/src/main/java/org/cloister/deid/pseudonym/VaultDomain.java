package org.cloister.deid.pseudonym;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.cloister.deid.pseudonym.PseudonymException.Kind;
import org.cloister.deid.sealing.DomainKey;
import org.cloister.deid.sealing.KeyRing;

/// One domain of the vault with its key: finds originals by blind index and seals them.
final class VaultDomain {
  private static final String SELECT =
      "select domain_id, wrapped, kek_id from pseudonym_domain where domain = ?";
  private static final String INSERT =
      "insert into pseudonym_domain (domain_id, domain, wrapped, kek_id) values (?, ?, ?, ?)"
          + " on conflict do nothing";

  /// A vault's domain has one key for as long as it lives.
  private static final int KEY_VERSION = 1;

  private final UUID id;
  private final DomainKey key;
  private final KeyedPrf index;
  private final ValueCipher cipher;

  private VaultDomain(UUID id, DomainKey key, PseudonymDomain domain) {
    this.id = id;
    this.key = key;
    this.index = new KeyedPrf(key, "blind index");
    this.cipher = new ValueCipher(key, domain, KEY_VERSION);
  }

  /// The domain, if it is there.
  ///
  /// @throws PseudonymException if the ring has not the key that wraps it
  static Optional<VaultDomain> find(Connection connection, KeyRing ring, PseudonymDomain domain)
      throws SQLException, PseudonymException {
    try (PreparedStatement select = connection.prepareStatement(SELECT)) {
      select.setString(1, domain.name());
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        DomainKey key =
            DomainKey.unwrap(ring, row.getString(3), domain.name(), row.getBytes(2))
                .orElseThrow(PseudonymException::keyAway);
        return Optional.of(new VaultDomain(row.getObject(1, UUID.class), key, domain));
      }
    }
  }

  /// The domain, made on first use. Two processes that ask at once get the same.
  static VaultDomain open(Connection connection, KeyRing ring, PseudonymDomain domain)
      throws SQLException, PseudonymException {
    Optional<VaultDomain> stored = find(connection, ring, domain);
    if (stored.isPresent()) {
      return stored.get();
    }
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setObject(1, UUID.randomUUID());
      insert.setString(2, domain.name());
      insert.setBytes(3, DomainKey.fresh(ring, domain.name()));
      insert.setString(4, ring.newest().id());
      int _ = insert.executeUpdate();
    }
    return find(connection, ring, domain)
        .orElseThrow(() -> new PseudonymException("the domain was erased while it was made"));
  }

  UUID id() {
    return id;
  }

  ValueCipher cipher() {
    return cipher;
  }

  /// Blind index of the original.
  byte[] indexOf(Original original) throws PseudonymException {
    return index.of(original);
  }

  /// The original and the date offset, bound to this domain, the index and the code.
  byte[] seal(byte[] originalIndex, UUID code, Opened content) {
    byte[] kind = content.original().kind().getBytes(StandardCharsets.UTF_8);
    byte[] value = content.original().value().getBytes(StandardCharsets.UTF_8);
    byte[] clear =
        ByteBuffer.allocate(2 * Integer.BYTES + kind.length + value.length)
            .putInt(content.offsetDays())
            .putInt(kind.length)
            .put(kind)
            .put(value)
            .array();
    try {
      return key.seal(associated(originalIndex, code), clear);
    } finally {
      Arrays.fill(clear, (byte) 0);
    }
  }

  /// What was sealed for exactly this index and code.
  ///
  /// @throws PseudonymException if the row was changed, or moved from another
  Opened open(byte[] originalIndex, UUID code, byte[] sealed) throws PseudonymException {
    byte[] clear =
        key.open(associated(originalIndex, code), sealed)
            .orElseThrow(
                () -> new PseudonymException(Kind.CHANGED, "a stored pseudonym was changed"));
    ByteBuffer content = ByteBuffer.wrap(clear);
    int offsetDays = content.getInt();
    String kind = text(content, content.getInt());
    String value = text(content, content.remaining());
    Arrays.fill(clear, (byte) 0);
    return new Opened(new Original(kind, value), offsetDays);
  }

  private static String text(ByteBuffer content, int length) {
    byte[] bytes = new byte[length];
    content.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private byte[] associated(byte[] originalIndex, UUID code) {
    return ByteBuffer.allocate(4 * Long.BYTES + originalIndex.length)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .putLong(code.getMostSignificantBits())
        .putLong(code.getLeastSignificantBits())
        .put(originalIndex)
        .array();
  }

  /// What a row holds in clear.
  record Opened(Original original, int offsetDays) {
    @Override
    public String toString() {
      return "Opened[redacted]";
    }
  }

  @Override
  public String toString() {
    return "VaultDomain[redacted]";
  }
}
