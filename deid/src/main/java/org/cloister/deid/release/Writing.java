package org.cloister.deid.release;

import org.cloister.deid.release.Tally.Fate;

/// What is written of one document so far: the bytes, the gaps for codes, which stretches came from
/// the input, and the tally. Not safe for concurrent use.
@SuppressWarnings("EnumOrdinal") // as in Tally
final class Writing {
  private final Document document;
  private final Vocabulary vocabulary;
  private final JsonOutput out;
  private final Codes codes = new Codes();
  private long[] counts = new long[Fate.values().length];
  private long resources;
  private final Stretches copied = new Stretches();
  private final Stretches places = new Stretches();

  Writing(Document document, Vocabulary vocabulary, int expected) {
    this.document = document;
    this.vocabulary = vocabulary;
    this.out = new JsonOutput(expected);
  }

  Document document() {
    return document;
  }

  JsonIndex index() {
    return document.index();
  }

  Vocabulary vocabulary() {
    return vocabulary;
  }

  JsonOutput out() {
    return out;
  }

  Codes codes() {
    return codes;
  }

  void takeBackTo(int size) {
    out.takeBackTo(size);
    codes.takeBackTo(size);
    copied.takeBackTo(size);
    places.takeBackTo(size);
  }

  /// What came from the input and is to be searched.
  Stretches copied() {
    return copied;
  }

  /// As [#copied], of parts of addresses.
  Stretches places() {
    return places;
  }

  void count(Fate fate) {
    counts[fate.ordinal()]++;
  }

  void countResource() {
    resources++;
  }

  /// Counts what is left out; always false: nothing is written.
  boolean drop() {
    count(Fate.DROPPED);
    return false;
  }

  long[] counts() {
    return counts.clone();
  }

  void resetCounts(long[] earlier) {
    counts = earlier.clone();
  }

  Tally tally() {
    return Tally.of(counts, resources);
  }
}
