package org.cloister.deid.sealing;

import com.github.benmanes.caffeine.cache.Ticker;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.sql.DataSource;

/// Seals what is kept and opens it again, for exactly the context that it was sealed in.
///
/// A sealing is AES-256-GCM under a key of its own record, `HKDF(subject key, record id)`, with a
/// random nonce besides: records of one subject share no key, so the limit of 2^32 random nonces
/// per key (NIST SP 800-38D section 8.3) is out of reach. Format, key version and the whole
/// [SealContext] are authenticated. Without the subject's row in `subject_key` nothing opens, which
/// is how a subject is erased.
///
/// AES-GCM does not commit to its key: whoever needs a proof of what was sealed (the log) commits
/// to the plaintext, not to these bytes. Lengths are not hidden.
///
/// Safe for many threads. A subject that is not cached costs one query, a new one a second; no
/// connection is held while bytes are encrypted. Sealing 4 kB takes about 6 us when the subject is
/// cached.
public final class CaseVault {
  private static final byte FORMAT = 1;
  private static final int HEADER = 1 + Integer.BYTES;
  private static final int SHORTEST = HEADER + AesGcm.NONCE_BYTES + AesGcm.TAG_BYTES;
  private static final int LONGEST_SUBJECT = 1024;

  private static final byte[] SALT =
      "org.cloister.deid.sealing/subject-key".getBytes(StandardCharsets.UTF_8);
  private static final String RECORD_KEY = "cloister v1 record key";
  private static final String SEALED_CASE = "cloister v1 sealed case";
  private static final String SUBJECT_INDEX = "cloister v1 subject index";

  private final SubjectKeys subjectKeys;
  private final SecretKey indexKey;

  /// @param database holds the table `subject_key` (`db/migration/V2__sealing.sql`), with durable
  ///   commits
  public CaseVault(DataSource database, KeyEncryptionKey kek, KeyCacheBounds bounds) {
    this.subjectKeys = new SubjectKeys(database, kek, bounds, Ticker.systemTicker());
    this.indexKey = kek.indexKey();
  }

  /// The blind index of a subject.
  ///
  /// @param tenant as in [SealContext]
  /// @param subject the reference by which the tenant knows it, compared byte by byte:
  ///   `Patient/123`, `Staff/...`, `System`; 1 to 1024 characters
  public SubjectIndex subjectIndex(String tenant, String subject) {
    if (tenant.isEmpty() || subject.isEmpty() || subject.length() > LONGEST_SUBJECT) {
      throw new IllegalArgumentException("a subject has a tenant and 1 to 1024 characters");
    }
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(indexKey);
      return new SubjectIndex(
          mac.doFinal(LengthPrefixed.of(SUBJECT_INDEX).text(tenant).text(subject).toBytes()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  /// Seals the bytes; makes the subject's key on first use. Sealing the same twice gives different
  /// bytes.
  ///
  /// @throws SealingException when the subject's key cannot be had: nothing was sealed
  public SealedCase seal(SealContext context, byte[] plaintext) throws SealingException {
    int version = SubjectKeys.CURRENT_VERSION;
    SecretKey subjectKey =
        subjectKeys.current(context.tenant(), context.subject(), context.keyClass());
    byte[] nonce = AesGcm.freshNonce();
    byte[] ciphertext =
        AesGcm.encrypt(
            recordKey(subjectKey, context.recordId()),
            nonce,
            associated(context, version),
            plaintext);
    return new SealedCase(
        ByteBuffer.allocate(HEADER + nonce.length + ciphertext.length)
            .put(FORMAT)
            .putInt(version)
            .put(nonce)
            .put(ciphertext)
            .array());
  }

  /// The plaintext, exactly as it was sealed.
  ///
  /// @throws SealingException of kind UNREADABLE, always with the same message, when a bit was
  ///   changed, the context is another, the subject was erased or the key is another; of kind
  ///   UNAVAILABLE when the database does not answer
  public byte[] open(SealContext context, SealedCase sealed) throws SealingException {
    return open(context, sealed.bytes());
  }

  /// As [#open(SealContext, SealedCase)], for bytes that another store kept.
  public byte[] open(SealContext context, byte[] sealed) throws SealingException {
    if (sealed.length < SHORTEST || sealed[0] != FORMAT) {
      throw SealingException.unreadable();
    }
    int version = ByteBuffer.wrap(sealed).getInt(1);
    byte[] nonce = Arrays.copyOfRange(sealed, HEADER, HEADER + AesGcm.NONCE_BYTES);
    byte[] ciphertext = Arrays.copyOfRange(sealed, HEADER + AesGcm.NONCE_BYTES, sealed.length);
    Optional<SecretKey> subjectKey =
        subjectKeys.find(
            new SubjectKeys.KeyName(
                context.tenant(), context.subject(), context.keyClass(), version));
    return subjectKey
        .flatMap(key ->
            AesGcm.decrypt(
                recordKey(key, context.recordId()),
                nonce,
                associated(context, version),
                ciphertext))
        .orElseThrow(SealingException::unreadable);
  }

  /// Whether the key of these bytes is gone for good: its row was destroyed, or there never was
  /// one. False for bytes that are no sealing. For whoever must tell an erasure from damage after
  /// an UNREADABLE.
  ///
  /// @throws SealingException of kind UNAVAILABLE when the database does not answer
  public boolean isKeyGone(SealContext context, byte[] sealed) throws SealingException {
    if (sealed.length < SHORTEST || sealed[0] != FORMAT) {
      return false;
    }
    int version = ByteBuffer.wrap(sealed).getInt(1);
    return !subjectKeys.exists(
        new SubjectKeys.KeyName(context.tenant(), context.subject(), context.keyClass(), version));
  }

  private static SecretKey recordKey(SecretKey subjectKey, UUID recordId) {
    byte[] info = LengthPrefixed.of(RECORD_KEY).uuid(recordId).toBytes();
    return Hkdf.deriveKey(subjectKey, SALT, info, "AES");
  }

  private static byte[] associated(SealContext context, int version) {
    return LengthPrefixed.of(SEALED_CASE)
        .number(FORMAT)
        .number(version)
        .text(context.tenant())
        .bytes(context.subject().bytes())
        .uuid(context.recordId())
        .text(context.purpose())
        .text(context.keyClass().code())
        .toBytes();
  }

  @Override
  public String toString() {
    return "CaseVault[redacted]";
  }
}
