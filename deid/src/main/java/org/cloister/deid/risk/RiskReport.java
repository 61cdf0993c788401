package org.cloister.deid.risk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The risk that people of a released batch are recognised by their quasi-identifiers.
///
/// The figures are those of K. El Emam, *Guide to the De-Identification of Personal Health
/// Information* (2013), by the names that ARX has for them. Three attackers:
/// - the *prosecutor* knows that his target is in the batch: 1/k for a class of k;
/// - the *journalist* does not, and looks for anyone: 1/F, F being how many of the [Population]
///   look like the target;
/// - the *marketer* wants as many as he can get: the share of all whom he would expect to hit.
///
/// @param sampledOneIn 1 where every class was counted; else the share of classes that was, of
///   which all other figures tell
/// @param emitted in how many Patients each trait was found
/// @param classesBySize how many groups that look alike there are of each size
public record RiskReport(
    long sampledOneIn,
    Map<QuasiIdentifier, Long> emitted,
    SortedMap<Integer, Long> classesBySize,
    Population population) {
  public RiskReport {
    Map<QuasiIdentifier, Long> ordered = new EnumMap<>(QuasiIdentifier.class);
    ordered.putAll(emitted);
    emitted = Collections.unmodifiableMap(ordered);
    classesBySize = Collections.unmodifiableSortedMap(new TreeMap<>(classesBySize));
  }

  /// By all quasi-identifiers, without a population.
  ///
  /// @param releases files of released NDJSON or JSON, also gzipped, or folders with such files
  /// @throws IOException also where a file is no JSON; the message holds nothing of its content
  public static RiskReport of(Path... releases) throws IOException {
    return of(List.of(releases), EnumSet.allOf(QuasiIdentifier.class), Population.UNKNOWN);
  }

  /// @param known the traits that an attacker may know
  public static RiskReport of(
      List<Path> releases, Set<QuasiIdentifier> known, Population population) throws IOException {
    Batch batch = new Batch(known);
    for (Path release : releases) {
      batch.read(release);
    }
    return batch.report(population);
  }

  public long persons() {
    return classesBySize.entrySet().stream().mapToLong(e -> e.getKey() * e.getValue()).sum();
  }

  public long classes() {
    return classesBySize.values().stream().mapToLong(Long::longValue).sum();
  }

  /// The k of k-anonymity: the size of the smallest class; 0 of an empty batch.
  public int smallestClass() {
    return classesBySize.isEmpty() ? 0 : classesBySize.firstKey();
  }

  /// The share of persons like whom there is no other.
  public double uniqueShare() {
    return shareIn(1, 1);
  }

  /// The share of persons in classes of `from` to `to`.
  public double shareIn(int from, int to) {
    long hit =
        classesBySize.entrySet().stream()
            .filter(e -> e.getKey() >= from && e.getKey() <= to)
            .mapToLong(e -> e.getKey() * e.getValue())
            .sum();
    return hit == 0 ? 0 : (double) hit / persons();
  }

  public double highestProsecutorRisk() {
    return classesBySize.isEmpty() ? 0 : 1.0 / smallestClass();
  }

  /// The mean over persons, which is the number of classes over that of persons.
  public double averageProsecutorRisk() {
    return classesBySize.isEmpty() ? 0 : (double) classes() / persons();
  }

  public double highestJournalistRisk() {
    return classesBySize.isEmpty() ? 0 : journalistRisk(smallestClass());
  }

  /// Whoever takes one at random of those who look alike hits this share of all persons. Also the
  /// journalist's average.
  public double marketerRisk() {
    double expected = 0;
    for (Map.Entry<Integer, Long> size : classesBySize.entrySet()) {
      expected += size.getKey() * size.getValue() * journalistRisk(size.getKey());
    }
    return expected == 0 ? 0 : expected / persons();
  }

  private double journalistRisk(int alike) {
    return population.risk(alike, persons() * sampledOneIn);
  }

  /// One JSON object, its properties in a fixed order.
  public String toJson() {
    return RiskText.json(this);
  }

  /// For people.
  public List<String> lines() {
    return RiskText.lines(this);
  }
}
