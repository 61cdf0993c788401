package org.cloister.deid.risk;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/// Counts how many persons look alike, each person once, in bounded memory.
///
/// Exact while there are no more persons than the limit. Beyond it only classes whose hash ends in
/// a zero bit are kept, then two, and so on: adaptive sampling (Wegman; Flajolet 1990). The classes
/// that remain are a uniform sample, and each is still counted whole, so shares stay unbiased; the
/// smallest class of all may be outside.
///
/// Not safe for concurrent use.
final class EquivalenceClasses {
  private static final int FIRST_CAPACITY = 1 << 12;

  private final int limit;

  /// An open hash table of pairs; a person of 0 is a free place.
  private long[] lookAlikes = new long[FIRST_CAPACITY];

  private long[] persons = new long[FIRST_CAPACITY];
  private int size;
  private int sampledBits;
  private long unnamed;

  /// @param limit of persons held at a time; 16 to 64 bytes each
  EquivalenceClasses(int limit) {
    this.limit = limit;
  }

  /// @param person 0 for one who cannot be told from others, and who counts as one more each time
  void add(long lookAlike, long person) {
    if (!isSampled(lookAlike)) {
      return;
    }
    // Persons with an id have odd numbers.
    put(lookAlike, person == 0 ? ++unnamed << 1 : person);
    while (size > limit) {
      sampledBits++;
      rehash(persons.length);
    }
    if (size > persons.length / 2) {
      rehash(persons.length * 2);
    }
  }

  /// One in so many classes is counted; 1 means all.
  long oneIn() {
    return 1L << sampledBits;
  }

  /// How many classes there are of each size.
  SortedMap<Integer, Long> bySize() {
    long[] sorted = new long[size];
    int n = 0;
    for (int i = 0; i < persons.length; i++) {
      if (persons[i] != 0) {
        sorted[n++] = lookAlikes[i];
      }
    }
    Arrays.sort(sorted);
    SortedMap<Integer, Long> bySize = new TreeMap<>();
    for (int from = 0; from < n; ) {
      int to = from;
      while (to < n && sorted[to] == sorted[from]) {
        to++;
      }
      bySize.merge(to - from, 1L, Long::sum);
      from = to;
    }
    return bySize;
  }

  private boolean isSampled(long lookAlike) {
    return (lookAlike & (oneIn() - 1)) == 0;
  }

  private void rehash(int capacity) {
    long[] formerLookAlikes = lookAlikes;
    long[] formerPersons = persons;
    lookAlikes = new long[capacity];
    persons = new long[capacity];
    size = 0;
    for (int i = 0; i < formerPersons.length; i++) {
      if (formerPersons[i] != 0 && isSampled(formerLookAlikes[i])) {
        put(formerLookAlikes[i], formerPersons[i]);
      }
    }
  }

  private void put(long lookAlike, long person) {
    int mask = persons.length - 1;
    int place = (int) ReleasedPatient.mixed(lookAlike + Long.rotateLeft(person, 32)) & mask;
    while (persons[place] != 0) {
      if (persons[place] == person && lookAlikes[place] == lookAlike) {
        return;
      }
      place = (place + 1) & mask;
    }
    lookAlikes[place] = lookAlike;
    persons[place] = person;
    size++;
  }
}
