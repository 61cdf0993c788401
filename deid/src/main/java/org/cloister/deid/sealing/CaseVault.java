package org.cloister.deid.sealing;

import com.github.benmanes.caffeine.cache.Ticker;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.sql.DataSource;

/// Seals what is kept and opens it again, for exactly the context that it was sealed in.
///
/// A sealing is AES-256-GCM under a key of its own record, `HKDF(subject key, record id)`, with a
/// random nonce besides: records of one subject share no key, so the limit of 2^32 random nonces
/// per key (NIST SP 800-38D section 8.3) is out of reach. Format, key name and the whole
/// [SealContext] are authenticated. Without the subject's row in `subject_key` nothing opens, which
/// is how a subject is erased; a key made for the same subject later has another name.
///
/// AES-GCM does not commit to its key: whoever needs a proof of what was sealed (the log) commits
/// to the plaintext, not to these bytes. Lengths are not hidden.
///
/// Safe for many threads. A subject that is not cached costs one query, a new one a second; no
/// connection is held while bytes are encrypted. Sealing 4 kB takes about 6 us when the subject is
/// cached.
public final class CaseVault {
  private static final byte FORMAT = 1;
  private static final int KEY_ID_BYTES = 2 * Long.BYTES;
  private static final int HEADER = 1 + KEY_ID_BYTES;
  private static final int SHORTEST = HEADER + AesGcm.NONCE_BYTES + AesGcm.TAG_BYTES;
  private static final int LONGEST_SUBJECT = 1024;

  private static final byte[] SALT =
      "org.cloister.deid.sealing/subject-key".getBytes(StandardCharsets.UTF_8);
  private static final String RECORD_KEY = "cloister v1 record key";
  private static final String SEALED_CASE = "cloister v1 sealed case";
  private static final String SUBJECT_INDEX = "cloister v1 subject index";

  private final SubjectKeys subjectKeys;
  private final SecretKey indexKey;

  private CaseVault(SubjectKeys subjectKeys, SecretKey indexKey) {
    this.subjectKeys = subjectKeys;
    this.indexKey = indexKey;
  }

  /// A vault on this database.
  ///
  /// @param database holds the tables of `db/migration/V2__sealing.sql`, with durable commits
  /// @throws SealingException when the database does not answer, or its blind-index key is wrapped
  ///   under a key that the ring has not
  public static CaseVault open(DataSource database, KeyRing ring, KeyCacheBounds bounds)
      throws SealingException {
    return new CaseVault(
        new SubjectKeys(database, ring, bounds, Ticker.systemTicker()),
        BlindIndexKey.open(database, ring));
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
    SubjectKeys.SubjectKey subjectKey = subjectKeys.current(owner(context));
    byte[] nonce = AesGcm.freshNonce();
    byte[] ciphertext =
        AesGcm.encrypt(
            recordKey(subjectKey.secret(), context.recordId()),
            nonce,
            associated(context, subjectKey.id()),
            plaintext);
    return new SealedCase(
        ByteBuffer.allocate(HEADER + nonce.length + ciphertext.length)
            .put(FORMAT)
            .putLong(subjectKey.id().getMostSignificantBits())
            .putLong(subjectKey.id().getLeastSignificantBits())
            .put(nonce)
            .put(ciphertext)
            .array());
  }

  /// The plaintext, exactly as it was sealed.
  ///
  /// @throws SealingException of kind KEY_GONE when the key that the bytes name does not exist (the
  ///   subject was erased); of kind UNREADABLE, always with the same message, when a bit was
  ///   changed or context or key is another; of kind UNAVAILABLE when the database does not answer
  public byte[] open(SealContext context, SealedCase sealed) throws SealingException {
    return open(context, sealed.bytes());
  }

  /// As [#open(SealContext, SealedCase)], for bytes that another store kept.
  public byte[] open(SealContext context, byte[] sealed) throws SealingException {
    if (sealed.length < SHORTEST || sealed[0] != FORMAT) {
      throw SealingException.unreadable();
    }
    UUID keyId = keyId(sealed);
    byte[] nonce = Arrays.copyOfRange(sealed, HEADER, HEADER + AesGcm.NONCE_BYTES);
    byte[] ciphertext = Arrays.copyOfRange(sealed, HEADER + AesGcm.NONCE_BYTES, sealed.length);
    SecretKey subjectKey =
        subjectKeys.find(owner(context), keyId).orElseThrow(SealingException::keyGone);
    return AesGcm.decrypt(
            recordKey(subjectKey, context.recordId()),
            nonce,
            associated(context, keyId),
            ciphertext)
        .orElseThrow(SealingException::unreadable);
  }

  /// Fetches the keys of these subjects by one query, for a caller who is about to open something
  /// of each: some thousands at most, or the first are forgotten again before they are used.
  ///
  /// @throws SealingException when the database does not answer
  public void fetchKeys(String tenant, KeyClass keyClass, Collection<SubjectIndex> subjects)
      throws SealingException {
    subjectKeys.fetch(tenant, keyClass, subjects);
  }

  /// The public name of the subject's key, if there is one now: random, says nothing about whose it
  /// is, and never comes back once the key was destroyed.
  ///
  /// @throws SealingException when the database does not answer
  public Optional<UUID> keyName(String tenant, SubjectIndex subject, KeyClass keyClass)
      throws SealingException {
    return subjectKeys.nameOf(new SubjectKeys.Owner(tenant, subject, keyClass));
  }

  /// To be called before the deletion of these keys' rows is handed to the database: from now on
  /// this process seals nothing under them, and forgets them. Another process may use them until
  /// its cache's time to live is over.
  public void close(Collection<UUID> keyNames) {
    subjectKeys.close(keyNames);
  }

  /// Takes back [#close], when the rows were not deleted.
  public void reopen(Collection<UUID> keyNames) {
    subjectKeys.reopen(keyNames);
  }

  /// Whether these bytes were sealed under a key that was closed in this process, not longer ago
  /// than twice its cache's time to live.
  public boolean isClosed(byte[] sealed) {
    return sealed.length >= SHORTEST && subjectKeys.isClosed(keyId(sealed));
  }

  static UUID keyId(byte[] sealed) {
    ByteBuffer header = ByteBuffer.wrap(sealed, 1, KEY_ID_BYTES);
    return new UUID(header.getLong(), header.getLong());
  }

  SubjectKeys subjectKeys() {
    return subjectKeys;
  }

  private static SubjectKeys.Owner owner(SealContext context) {
    return new SubjectKeys.Owner(context.tenant(), context.subject(), context.keyClass());
  }

  private static SecretKey recordKey(SecretKey subjectKey, UUID recordId) {
    byte[] info = LengthPrefixed.of(RECORD_KEY).uuid(recordId).toBytes();
    return Hkdf.deriveKey(subjectKey, SALT, info, "AES");
  }

  private static byte[] associated(SealContext context, UUID keyId) {
    return LengthPrefixed.of(SEALED_CASE)
        .number(FORMAT)
        .uuid(keyId)
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
