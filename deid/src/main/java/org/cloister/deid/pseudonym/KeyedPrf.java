package org.cloister.deid.pseudonym;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.cloister.deid.sealing.DomainKey;
import org.jspecify.annotations.Nullable;

/// HMAC-SHA-256 of originals for one use, with a key for each kind. Safe for concurrent use.
final class KeyedPrf {
  /// Systems of identifiers come from documents, so there is no end to kinds.
  private static final int MOST_KINDS = 1024;

  private static final ThreadLocal<Keyed> MAC = ThreadLocal.withInitial(Keyed::new);

  private final DomainKey domain;
  private final String use;
  private final Cache<String, SecretKey> keys =
      Caffeine.newBuilder().maximumSize(MOST_KINDS).executor(Runnable::run).build();

  KeyedPrf(DomainKey domain, String use) {
    this.domain = domain;
    this.use = use;
  }

  /// @throws PseudonymException if the original is not well-formed Unicode
  byte[] of(Original original) throws PseudonymException {
    UnicodeText.requireWellFormed(original.kind());
    return of(original, UnicodeText.utf8(original.value()));
  }

  /// Of other bytes, under the key of the original's kind.
  byte[] of(Original original, byte[] bytes) {
    return MAC.get().of(keys.get(original.kind(), kind -> domain.hmacKey(use, kind)), bytes);
  }

  /// One thread's HMAC. It remembers its key, because documents name one kind many times in a row.
  private static final class Keyed {
    private final Mac mac = standard();
    private @Nullable SecretKey key;

    // The same object is meant: equal keys in two objects cost one needless initialisation.
    @SuppressWarnings("ReferenceEquality")
    byte[] of(SecretKey wanted, byte[] bytes) {
      if (key != wanted) {
        init(wanted);
      }
      return mac.doFinal(bytes);
    }

    private void init(SecretKey wanted) {
      try {
        mac.init(wanted);
      } catch (InvalidKeyException e) {
        throw new IllegalStateException("HMAC takes every key", e);
      }
      key = wanted;
    }

    private static Mac standard() {
      try {
        return Mac.getInstance("HmacSHA256");
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java platform has HmacSHA256", e);
      }
    }
  }
}
