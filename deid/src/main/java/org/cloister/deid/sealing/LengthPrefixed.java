package org.cloister.deid.sealing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// Fields one after the other, each with its length before it, so that two different lists of
/// fields never give the same bytes (`a`,`bc` is not `ab`,`c`).
final class LengthPrefixed {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(192);

  /// @param format names what the fields are for; different uses never share bytes
  static LengthPrefixed of(String format) {
    return new LengthPrefixed().text(format);
  }

  LengthPrefixed text(String value) {
    return bytes(utf8(value));
  }

  LengthPrefixed bytes(byte[] value) {
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value.length).array());
    out.writeBytes(value);
    return this;
  }

  LengthPrefixed number(int value) {
    return bytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
  }

  LengthPrefixed uuid(UUID value) {
    return bytes(
        ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(value.getMostSignificantBits())
            .putLong(value.getLeastSignificantBits())
            .array());
  }

  byte[] toBytes() {
    return out.toByteArray();
  }

  /// `String.getBytes` turns every lone surrogate into the same `?`; two subjects could become one.
  private static byte[] utf8(String value) {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException _) {
      throw new IllegalArgumentException("field is not well-formed Unicode");
    }
  }
}
