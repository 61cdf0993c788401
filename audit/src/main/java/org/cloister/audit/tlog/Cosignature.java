package org.cloister.audit.tlog;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// A witness's `timestamped_signature` (c2sp.org/tlog-cosignature) and the messages it may sign.
final class Cosignature {
  private static final byte[] SUBTREE_LABEL = "subtree/v1\n\0".getBytes(StandardCharsets.US_ASCII);

  /// "opaque cosigner_name<1..2^8-1>", and the same for a log's origin.
  private static final int MAX_NAME = 255;

  private final long timestampSeconds;
  private final byte[] signature;

  private Cosignature(long timestampSeconds, byte[] signature) {
    this.timestampSeconds = timestampSeconds;
    this.signature = signature;
  }

  /// Eight bytes of time ("MUST NOT exceed 2^63 - 1"), then the signature.
  static Optional<Cosignature> parse(byte[] bytes) {
    if (bytes.length <= Long.BYTES) {
      return Optional.empty();
    }
    long time = ByteBuffer.wrap(bytes).getLong();
    return time < 0
        ? Optional.empty()
        : Optional.of(new Cosignature(time, Arrays.copyOfRange(bytes, Long.BYTES, bytes.length)));
  }

  /// One that is still to be signed.
  static Cosignature at(long timestampSeconds) {
    return new Cosignature(timestampSeconds, new byte[0]);
  }

  long timestampSeconds() {
    return timestampSeconds;
  }

  byte[] signature() {
    return signature;
  }

  /// "two newline terminated lines (one header line and one timestamp line) followed by the whole
  /// note body".
  byte[] messageV1(String noteText) {
    return ("cosignature/v1\ntime " + timestampSeconds + "\n" + noteText)
        .getBytes(StandardCharsets.UTF_8);
  }

  /// Whether the structure that ML-DSA-44 signs has room for this name.
  static boolean hasRoomFor(String name) {
    return name.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME;
  }

  /// The `cosigned_message` structure for a whole tree: start 0, end = size.
  ///
  /// @param cosigner and the checkpoint's origin: names that there [#hasRoomFor]
  byte[] subtreeMessage(String cosigner, Checkpoint checkpoint) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    try {
      out.write(SUBTREE_LABEL);
      writeName(out, cosigner);
      out.writeLong(timestampSeconds);
      writeName(out, checkpoint.origin());
      out.writeLong(0);
      out.writeLong(checkpoint.size());
      out.write(checkpoint.root().bytes());
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  private static void writeName(DataOutputStream out, String name) throws IOException {
    if (!hasRoomFor(name)) {
      throw new IllegalArgumentException("a name has at most 255 bytes in what ML-DSA-44 signs");
    }
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    out.writeByte(utf8.length);
    out.write(utf8);
  }
}
