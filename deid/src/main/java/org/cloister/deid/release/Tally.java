package org.cloister.deid.release;

import java.util.EnumMap;
import java.util.Map;

/// How many values met which fate in one document; counts only, never values.
@SuppressWarnings("EnumOrdinal") // an array counts without allocation; nothing is stored by it
public final class Tally {
  /// What may happen to a value. A dropped object counts once, whatever is in it.
  public enum Fate {
    KEPT,
    DROPPED,
    MASKED,
    GENERALISED,
    DATE_SHIFTED,
    PSEUDONYMISED,
    ENCRYPTED,
    PERTURBED,
    SUBSTITUTED,
    TEXT_SCRUBBED
  }

  private static final Fate[] FATES = Fate.values();

  private final long[] counts;
  private final long resources;

  private Tally(long[] counts, long resources) {
    this.counts = counts;
    this.resources = resources;
  }

  /// Of nothing.
  public static Tally empty() {
    return new Tally(new long[FATES.length], 0);
  }

  /// @param counts by the ordinal of the fate
  static Tally of(long[] counts, long resources) {
    return new Tally(counts.clone(), resources);
  }

  public Tally plus(Tally other) {
    long[] sum = counts.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other.counts[i];
    }
    return new Tally(sum, resources + other.resources);
  }

  public long of(Fate fate) {
    return counts[fate.ordinal()];
  }

  /// Resources written, the Bundle and contained ones included.
  public long resources() {
    return resources;
  }

  /// Every fate, those that nothing met included.
  public Map<Fate, Long> asMap() {
    Map<Fate, Long> map = new EnumMap<>(Fate.class);
    for (Fate fate : FATES) {
      map.put(fate, of(fate));
    }
    return map;
  }

  @Override
  public String toString() {
    return "Tally" + asMap();
  }
}
