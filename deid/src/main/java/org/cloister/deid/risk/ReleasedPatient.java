package org.cloister.deid.risk;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The quasi-identifiers of one released Patient, while it is read.
final class ReleasedPatient {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final Map<QuasiIdentifier, TreeSet<String>> traits = new EnumMap<>(QuasiIdentifier.class);
  private String id = "";

  void identify(String code) {
    id = code;
  }

  void add(QuasiIdentifier trait, String value) {
    if (!value.isEmpty()) {
      traits.computeIfAbsent(trait, _ -> new TreeSet<>()).add(value);
    }
  }

  Set<QuasiIdentifier> emitted() {
    return traits.keySet();
  }

  /// The same for all who look alike by these traits, in whatever order their values stand.
  long lookAlike(Set<QuasiIdentifier> known) {
    long hash = FNV_OFFSET;
    for (Map.Entry<QuasiIdentifier, TreeSet<String>> trait : traits.entrySet()) {
      if (known.contains(trait.getKey())) {
        hash = hash(hash, trait.getKey().wireName());
        for (String value : trait.getValue()) {
          hash = hash(hash, value);
        }
      }
    }
    return mixed(hash);
  }

  /// The same for two readings of one person; 0 where the record has no id.
  long person() {
    return id.isEmpty() ? 0 : mixed(hash(FNV_OFFSET, id)) | 1;
  }

  private static long hash(long seed, String value) {
    long hash = seed;
    for (int i = 0; i < value.length(); i++) {
      hash = (hash ^ value.charAt(i)) * FNV_PRIME;
    }
    // No character: keeps "a", "bc" and "ab", "c" apart.
    return (hash ^ 0x1_0000) * FNV_PRIME;
  }

  /// FNV leaves its low bits poor; classes are sampled by them.
  static long mixed(long hash) {
    long z = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  @Override
  public String toString() {
    return "ReleasedPatient[redacted]";
  }
}
