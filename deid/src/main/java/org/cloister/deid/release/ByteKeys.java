package org.cloister.deid.release;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Finds a string among known ones by its bytes, without making a `String` of it. Immutable.
final class ByteKeys {
  static final int NONE = -1;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private final byte[][] keys;
  private final int[] slots;

  /// @param keys without duplicates; the index in this list is what [#find] answers
  ByteKeys(List<String> keys) {
    this.keys = new byte[keys.size()][];
    this.slots = new int[Integer.highestOneBit(keys.size() * 4 + 4)];
    Arrays.fill(slots, NONE);
    for (int i = 0; i < this.keys.length; i++) {
      byte[] key = keys.get(i).getBytes(StandardCharsets.UTF_8);
      this.keys[i] = key;
      int slot = hash(key, 0, key.length) & (slots.length - 1);
      while (slots[slot] != NONE) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = i;
    }
  }

  /// The index of the key that `bytes[from, to)` is, or [#NONE].
  int find(byte[] bytes, int from, int to) {
    int slot = hash(bytes, from, to) & (slots.length - 1);
    while (true) {
      int found = slots[slot];
      if (found == NONE || Arrays.equals(keys[found], 0, keys[found].length, bytes, from, to)) {
        return found;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
  }

  int size() {
    return keys.length;
  }

  byte[] key(int index) {
    return keys[index];
  }

  private static int hash(byte[] bytes, int from, int to) {
    long hash = (long) to - from;
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      hash = (hash ^ (long) LONGS.get(bytes, at)) * MIX;
      hash ^= hash >>> 29;
    }
    long rest = 0;
    for (; at < to; at++) {
      rest = rest << 8 | (bytes[at] & 0xFF);
    }
    hash = (hash ^ rest) * MIX;
    return (int) (hash >>> 32);
  }
}
