package org.cloister.deid.release;

import java.util.Arrays;

/// A set of hashes, without an object for each question. Not safe for concurrent use.
final class LongSet {
  private static final int SMALLEST = 64;

  // 0 is an empty place; it is kept aside.
  private long[] places = new long[SMALLEST];
  private boolean hasZero;
  private int size;

  void add(long value) {
    if (value == 0) {
      hasZero = true;
      return;
    }
    // At most half full: a search ends soon at an empty place.
    if (2 * (size + 1) > places.length) {
      long[] old = places;
      places = new long[2 * old.length];
      Arrays.stream(old).filter(it -> it != 0).forEach(it -> places[placeOf(it)] = it);
    }
    int place = placeOf(value);
    if (places[place] == 0) {
      places[place] = value;
      size++;
    }
  }

  boolean contains(long value) {
    return value == 0 ? hasZero : places[placeOf(value)] == value;
  }

  boolean isEmpty() {
    return size == 0 && !hasZero;
  }

  /// Where the value is, or would be.
  private int placeOf(long value) {
    int mask = places.length - 1;
    // The high bits too: the values are hashes, but products by an odd number, whose low bits know
    // little of them.
    int place = (int) (value ^ (value >>> 32)) & mask;
    while (places[place] != 0 && places[place] != value) {
      place = (place + 1) & mask;
    }
    return place;
  }
}
