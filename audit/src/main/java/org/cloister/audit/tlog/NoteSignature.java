package org.cloister.audit.tlog;

import com.google.errorprone.annotations.Immutable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/// One signature line of a note: `— <key name> base64(32-bit key ID || signature)`.
@Immutable
public final class NoteSignature {
  private static final String PREFIX = "\u2014 ";

  /// U+0085: a space by Unicode's White_Space, which Java counts among the control characters.
  private static final int NEL = 0x85;

  private final String name;
  private final int keyId;

  @SuppressWarnings("Immutable") // a private copy that never leaves this class
  private final byte[] bytes;

  NoteSignature(String name, int keyId, byte[] bytes) {
    this.name = name;
    this.keyId = keyId;
    this.bytes = bytes.clone();
  }

  /// The signature in this line, without its newline; empty for a line of another form.
  public static Optional<NoteSignature> parse(String line) {
    String[] parts = line.split(" ", -1);
    if (!line.startsWith(PREFIX) || parts.length != 3 || !isKeyName(parts[1])) {
      return Optional.empty();
    }
    String name = parts[1];
    return SignedNote.base64(parts[2])
        .filter(b -> b.length > Integer.BYTES)
        .map(b ->
            new NoteSignature(
                name, ByteBuffer.wrap(b).getInt(), Arrays.copyOfRange(b, Integer.BYTES, b.length)));
  }

  /// "MUST be non-empty, and MUST NOT contain any Unicode spaces or plus (U+002B)".
  static boolean isKeyName(String name) {
    return !name.isEmpty()
        && name.chars()
            .noneMatch(c -> c == '+' || c < 0x20 || c == NEL || Character.isSpaceChar(c));
  }

  public String name() {
    return name;
  }

  /// The first four bytes of the key hash, big-endian.
  public int keyId() {
    return keyId;
  }

  /// A fresh copy of what follows the key id.
  public byte[] bytes() {
    return bytes.clone();
  }

  /// The line in its text form, with the newline.
  public String line() {
    byte[] all = ByteBuffer.allocate(Integer.BYTES + bytes.length).putInt(keyId).put(bytes).array();
    return PREFIX + name + " " + Base64.getEncoder().encodeToString(all) + "\n";
  }
}
