package org.cloister.audit.tlog;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The entries of one tile in a file: "a sequence of big-endian uint16 length-prefixed log
/// entries".
public final class EntryBundle {
  /// Bytes in the longest entry that a length prefix can hold.
  public static final int MAX_ENTRY = 0xFFFF;

  private EntryBundle() {}

  public static byte[] encode(List<byte[]> entries) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] entry : entries) {
      if (entry.length > MAX_ENTRY) {
        throw new IllegalArgumentException("an entry has at most 65535 bytes");
      }
      out.write(entry.length >>> 8);
      out.write(entry.length);
      out.writeBytes(entry);
    }
    return out.toByteArray();
  }

  /// The entries, or empty when the bytes end inside one or hold more than a tile has: 16 MiB of
  /// zeros would otherwise become eight million entries in memory.
  public static Optional<List<byte[]>> decode(byte[] bundle) {
    List<byte[]> entries = new ArrayList<>();
    int at = 0;
    while (at < bundle.length) {
      if (at + 2 > bundle.length || entries.size() == TilePath.FULL_WIDTH) {
        return Optional.empty();
      }
      int length = (bundle[at] & 0xFF) << 8 | (bundle[at + 1] & 0xFF);
      at += 2;
      if (at + length > bundle.length) {
        return Optional.empty();
      }
      entries.add(Arrays.copyOfRange(bundle, at, at + length));
      at += length;
    }
    return Optional.of(List.copyOf(entries));
  }
}
