package org.cloister.deid.pseudonym;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.SecureRandom;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;
import org.cloister.deid.pseudonym.VaultDomain.Opened;
import org.cloister.deid.sealing.KeyRing;

/// Random codes and date offsets, not derived from anything (45 CFR 164.514(c)), kept in PostgreSQL
/// with the original sealed beside them (table `pseudonym`).
///
/// A code is durable before it is returned; two writers of one original get one code. All new codes
/// of a batch are stored or none. One round trip reads what is there, two more store what is new.
/// Another process keeps giving the codes of an erased domain from its memory for up to ten
/// minutes, but stores nothing in it.
public final class VaultPseudonyms implements Pseudonyms {
  private static final long MOST_CACHED = 100_000;
  private static final Duration TIME_TO_LIVE = Duration.ofMinutes(10);

  private static final String SELECT =
      "select original_index, code, sealed from pseudonym"
          + " where domain_id = ? and original_index = any(?)";
  private static final String INSERT =
      "insert into pseudonym (domain_id, original_index, code, sealed)"
          + " select ?, * from unnest(?::bytea[], ?::uuid[], ?::bytea[]) on conflict do nothing";
  private static final String DELETE =
      "delete from pseudonym where domain_id = ? and original_index = ?";
  private static final String ERASE = "delete from pseudonym_domain where domain_id = ?";

  private static final ThreadLocal<SecureRandom> RANDOM =
      ThreadLocal.withInitial(SecureRandom::new);

  private final DataSource database;
  private final VaultDomain domain;
  private final Cache<Original, Given> given =
      Caffeine.newBuilder()
          .maximumSize(MOST_CACHED)
          .expireAfterWrite(TIME_TO_LIVE)
          .executor(Runnable::run)
          .build();

  private VaultPseudonyms(DataSource database, VaultDomain domain) {
    this.database = database;
    this.domain = domain;
  }

  /// The domain's codes; the domain is made on first use.
  ///
  /// @throws PseudonymException if the database does not answer, or the ring has not the domain's
  ///   key
  public static VaultPseudonyms open(DataSource database, KeyRing ring, PseudonymDomain domain)
      throws PseudonymException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(true);
      return new VaultPseudonyms(database, VaultDomain.open(connection, ring, domain));
    } catch (SQLException _) {
      throw PseudonymException.unavailable();
    }
  }

  /// Names this domain as it was made: one of the same name in another database, or made anew after
  /// it was erased, has other codes and another id.
  public String id() {
    return "vault-" + domain.id();
  }

  private record Given(UUID code, int offsetDays) {}

  @Override
  public Map<Original, String> codes(Collection<Original> originals) throws PseudonymException {
    Map<Original, String> codes = HashMap.newHashMap(originals.size());
    for (Map.Entry<Original, Given> one : give(originals).entrySet()) {
      codes.put(one.getKey(), one.getValue().code().toString());
    }
    return codes;
  }

  /// Random, and kept with the patient's code: -365 to -1 or 1 to 365.
  @Override
  public int offsetDays(Original patient) throws PseudonymException {
    for (Given one : give(List.of(patient)).values()) {
      return one.offsetDays();
    }
    throw new IllegalStateException("each original is given a code");
  }

  @Override
  public String encrypted(String place, String value) throws PseudonymException {
    return domain.cipher().encrypt(place, value);
  }

  /// Forgets the original: its code resolves to nothing, and it would be given another.
  public void delete(Original original) throws PseudonymException {
    try (Connection connection = database.getConnection();
        PreparedStatement delete = connection.prepareStatement(DELETE)) {
      connection.setAutoCommit(true);
      delete.setObject(1, domain.id());
      delete.setBytes(2, domain.indexOf(original));
      int _ = delete.executeUpdate();
    } catch (SQLException _) {
      throw PseudonymException.unavailable();
    } finally {
      given.invalidate(original);
    }
  }

  /// Destroys the domain: its key, its codes and its originals. This object gives no new codes
  /// after it.
  public void eraseDomain() throws PseudonymException {
    try (Connection connection = database.getConnection();
        PreparedStatement erase = connection.prepareStatement(ERASE)) {
      connection.setAutoCommit(true);
      erase.setObject(1, domain.id());
      int _ = erase.executeUpdate();
    } catch (SQLException _) {
      throw PseudonymException.unavailable();
    } finally {
      given.invalidateAll();
    }
  }

  private Map<Original, Given> give(Collection<Original> originals) throws PseudonymException {
    Map<Original, Given> found = HashMap.newHashMap(originals.size());
    // By index: two batches that insert the same originals wait for each other in one order only.
    Map<byte[], Original> missing = new TreeMap<>(Arrays::compareUnsigned);
    for (Original original : originals) {
      Given cached = given.getIfPresent(original);
      if (cached == null) {
        missing.put(domain.indexOf(original), original);
      } else {
        found.put(original, cached);
      }
    }
    if (!missing.isEmpty()) {
      Map<Original, Given> stored = store(missing);
      given.putAll(stored);
      found.putAll(stored);
    }
    return found;
  }

  private Map<Original, Given> store(Map<byte[], Original> missing) throws PseudonymException {
    Map<Original, Given> found = HashMap.newHashMap(missing.size());
    try (Connection connection = database.getConnection()) {
      // One statement, one transaction: all new codes of a batch or none.
      connection.setAutoCommit(true);
      select(connection, missing, found);
      if (!missing.isEmpty()) {
        insert(connection, missing);
        select(connection, missing, found);
      }
    } catch (SQLException _) {
      throw PseudonymException.unavailable();
    }
    if (!missing.isEmpty()) {
      throw new PseudonymException("a pseudonym was deleted while it was made");
    }
    return found;
  }

  /// Moves what is stored from `missing` to `found`.
  private void select(
      Connection connection, Map<byte[], Original> missing, Map<Original, Given> found)
      throws SQLException, PseudonymException {
    try (PreparedStatement select = connection.prepareStatement(SELECT)) {
      select.setObject(1, domain.id());
      select.setArray(2, array(connection, "bytea", missing.keySet()));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          byte[] index = rows.getBytes(1);
          UUID code = rows.getObject(2, UUID.class);
          Opened opened = domain.open(index, code, rows.getBytes(3));
          missing.remove(index);
          found.put(opened.original(), new Given(code, opened.offsetDays()));
        }
      }
    }
  }

  private void insert(Connection connection, Map<byte[], Original> missing) throws SQLException {
    byte[][] indexes = missing.keySet().toArray(byte[][]::new);
    UUID[] codes = new UUID[indexes.length];
    byte[][] sealed = new byte[indexes.length][];
    int next = 0;
    for (Map.Entry<byte[], Original> one : missing.entrySet()) {
      codes[next] = UUID.randomUUID();
      Opened content = new Opened(one.getValue(), randomOffset());
      sealed[next] = domain.seal(one.getKey(), codes[next], content);
      next++;
    }
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setObject(1, domain.id());
      insert.setArray(2, connection.createArrayOf("bytea", indexes));
      insert.setArray(3, connection.createArrayOf("uuid", codes));
      insert.setArray(4, connection.createArrayOf("bytea", sealed));
      int _ = insert.executeUpdate();
    }
  }

  private static Array array(Connection connection, String type, Collection<byte[]> values)
      throws SQLException {
    return connection.createArrayOf(type, values.toArray(byte[][]::new));
  }

  private static int randomOffset() {
    OptionalInt days = OptionalInt.empty();
    while (days.isEmpty()) {
      days = DateOffset.ofUniform(RANDOM.get().nextInt());
    }
    return days.getAsInt();
  }

  @Override
  public String toString() {
    return "VaultPseudonyms[redacted]";
  }
}
