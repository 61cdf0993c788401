package org.cloister.audit;

import com.google.errorprone.annotations.Immutable;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;

/// Names one record. Time-ordered (UUID version 7, RFC 9562), so that the index over millions of
/// them grows at one end; the time in it is public in the record's leaf anyway.
@Immutable
public record RecordId(UUID value) {
  // One for each thread: the JDK's generator locks, and every call of every request draws from it.
  private static final ThreadLocal<SecureRandom> RANDOM =
      ThreadLocal.withInitial(SecureRandom::new);

  /// A new id: 48 bits of milliseconds, 74 random bits.
  public static RecordId random() {
    byte[] random = new byte[10];
    RANDOM.get().nextBytes(random);
    ByteBuffer buffer = ByteBuffer.wrap(random);
    long high = (System.currentTimeMillis() << 16) | 0x7000L | (buffer.getShort() & 0x0FFFL);
    long low = (buffer.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new RecordId(new UUID(high, low));
  }

  /// The id in this text, or empty when it is not a UUID in its usual form.
  public static Optional<RecordId> parse(String text) {
    try {
      UUID uuid = UUID.fromString(text);
      return uuid.toString().equals(text) ? Optional.of(new RecordId(uuid)) : Optional.empty();
    } catch (IllegalArgumentException notAUuid) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
