package org.cloister.deid.sealing;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.SecretKey;

/// The secret of one domain of pseudonyms: 256 bits. A key for each use is derived from it by HKDF,
/// so that nothing made in one domain, or for one use, can be linked to what another made.
///
/// Immutable; shows nothing of the secret.
public final class DomainKey {
  private static final String USE = "cloister v1 pseudonym key";
  private static final String WRAPPING = "cloister v1 wrapped pseudonym domain key";
  private static final byte FORMAT = 1;
  private static final int HEADER = 1 + AesGcm.NONCE_BYTES;

  private final SecretKey root;
  private final SecretKey sealingKey;

  private DomainKey(SecretKey root) {
    this.root = root;
    this.sealingKey = derive("sealing", "", "AES");
  }

  /// The domain's key in this version of the key file, the same one each time.
  public static DomainKey derived(KeyEncryptionKey key, String domain, int version) {
    byte[] info =
        LengthPrefixed.of("cloister v1 pseudonym domain").text(domain).number(version).toBytes();
    return new DomainKey(Hkdf.deriveKey(key.pseudonymKey(), new byte[0], info, "HKDF"));
  }

  /// A new random key for the domain, wrapped by the ring's newest key: 61 bytes for a column.
  public static byte[] fresh(KeyRing ring, String domain) {
    return KeyWrap.fresh(ring.newest(), naming(domain));
  }

  /// Unwraps what [#fresh] made; empty when the ring has not its key, or the bytes or the domain
  /// are others.
  public static Optional<DomainKey> unwrap(
      KeyRing ring, String kekId, String domain, byte[] wrapped) {
    return ring.find(kekId)
        .flatMap(kek -> KeyWrap.unwrap(kek, naming(domain), wrapped, "HKDF"))
        .map(DomainKey::new);
  }

  /// The same key, wrapped by the ring's newest key; empty as [#unwrap] is.
  public static Optional<byte[]> rewrap(KeyRing ring, String kekId, String domain, byte[] wrapped) {
    byte[] name = naming(domain);
    return ring.find(kekId)
        .flatMap(old -> KeyWrap.open(old, name, wrapped))
        .map(secret -> {
          try {
            return KeyWrap.wrap(ring.newest(), name, secret);
          } finally {
            Arrays.fill(secret, (byte) 0);
          }
        });
  }

  /// An HMAC-SHA-256 key for one use and one kind of value.
  public SecretKey hmacKey(String use, String kind) {
    return derive(use, kind, "HmacSHA256");
  }

  /// A cipher for the values of one place, with a key of its own. What it seals is also bound to
  /// the names of domain, version and place.
  public DeterministicCipher cipher(String domain, int version, String place) {
    byte[] associated =
        LengthPrefixed.of("cloister v1 encrypted value")
            .text(domain)
            .number(version)
            .text(place)
            .toBytes();
    return new DeterministicCipher(derive("encryption", place, "AES"), associated);
  }

  /// 1 byte format, 12 bytes nonce, ciphertext, 16 bytes tag (AES-256-GCM).
  public byte[] seal(byte[] associated, byte[] clear) {
    byte[] nonce = AesGcm.freshNonce();
    byte[] ciphertext = AesGcm.encrypt(sealingKey, nonce, associated, clear);
    return ByteBuffer.allocate(HEADER + ciphertext.length)
        .put(FORMAT)
        .put(nonce)
        .put(ciphertext)
        .array();
  }

  /// What was sealed; empty when the key, the associated data or any bit differs.
  public Optional<byte[]> open(byte[] associated, byte[] sealed) {
    if (sealed.length < HEADER || sealed[0] != FORMAT) {
      return Optional.empty();
    }
    byte[] nonce = Arrays.copyOfRange(sealed, 1, HEADER);
    byte[] ciphertext = Arrays.copyOfRange(sealed, HEADER, sealed.length);
    return AesGcm.decrypt(sealingKey, nonce, associated, ciphertext);
  }

  private SecretKey derive(String use, String kind, String algorithm) {
    byte[] info = LengthPrefixed.of(USE).text(use).text(kind).toBytes();
    return Hkdf.deriveKey(root, new byte[0], info, algorithm);
  }

  private static byte[] naming(String domain) {
    return LengthPrefixed.of(WRAPPING).text(domain).toBytes();
  }

  @Override
  public String toString() {
    return "DomainKey[redacted]";
  }
}
