package org.cloister.gateway.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.cloister.policies.Caller;
import org.jspecify.annotations.Nullable;

/// Tokens whose verification need not be repeated, keyed by their SHA-256: the token itself is not
/// kept.
///
/// An entry counts until the token's `exp` or for 60 seconds, whichever is sooner, and only under
/// the key generation that it was verified with. At most 2 × 8192 entries: two halves, of which the
/// older one is dropped whole when the younger one is full or 60 seconds old. Dropping too early
/// costs one signature check and nothing else.
final class VerifiedTokens {
  static final Duration LONGEST = Duration.ofSeconds(60);
  private static final int HALF = 8192;

  private volatile Halves halves =
      new Halves(new ConcurrentHashMap<>(), new ConcurrentHashMap<>(), Instant.MIN);

  /// SHA-256 of a token.
  record Key(ByteBuffer digest) {
    static Key of(String token) {
      try {
        byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
        return new Key(ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(bytes)));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
    }
  }

  /// @param notAfter exclusive
  record Verified(Caller caller, Instant notAfter, long generation) {}

  /// The caller whom this token named when it was verified under this key generation, if that still
  /// holds.
  Optional<Caller> find(Key key, long generation, Instant now) {
    Halves present = halves;
    @Nullable Verified verified = present.young.get(key);
    if (verified == null) {
      verified = present.old.get(key);
    }
    if (verified == null
        || verified.generation != generation
        || !now.isBefore(verified.notAfter)
        // A clock that was set back must not lengthen an entry's life.
        || now.isBefore(verified.notAfter.minus(LONGEST))) {
      return Optional.empty();
    }
    return Optional.of(verified.caller);
  }

  void remember(Key key, Verified verified, Instant now) {
    Instant latest = now.plus(LONGEST);
    Instant notAfter = verified.notAfter.isBefore(latest) ? verified.notAfter : latest;
    if (now.isBefore(notAfter)) {
      roomAt(now).young.put(key, new Verified(verified.caller, notAfter, verified.generation));
    }
  }

  /// Forgets everyone, who was remembered when, too.
  synchronized void forget() {
    halves = new Halves(new ConcurrentHashMap<>(), new ConcurrentHashMap<>(), Instant.MIN);
  }

  private Halves roomAt(Instant now) {
    Halves present = halves;
    if (present.hasRoomAt(now)) {
      return present;
    }
    synchronized (this) {
      if (!halves.hasRoomAt(now)) {
        halves = new Halves(new ConcurrentHashMap<>(), halves.young, now);
      }
      return halves;
    }
  }

  private record Halves(
      ConcurrentHashMap<Key, Verified> young, ConcurrentHashMap<Key, Verified> old, Instant since) {
    boolean hasRoomAt(Instant now) {
      return young.mappingCount() < HALF
          && !now.isBefore(since)
          && Duration.between(since, now).compareTo(LONGEST) < 0;
    }
  }
}
