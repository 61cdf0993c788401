package org.cloister.deid.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.cloister.deid.text.InventedNotes.Note;
import org.cloister.deid.text.InventedNotes.Stretch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How well the recognisers do without knowing the patient. `docs/deidentification.md` gives these
/// figures.
class InventedNotesTest {
  private static final long SEED = 4021;
  private static final Set<String> NAMES = Set.of("first", "last", "mi", "name", "nick");

  private final TextScrubber scrubber = TextScrubber.standard();

  @ParameterizedTest
  @CsvSource({
    "tuned-notes.txt, 0.99, 0.99, 0.99",
    "tuned-notes-2.txt, 0.97, 0.975, 0.975",
    "tuned-notes-3.txt, 0.99, 0.99, 0.97",
    "unseen-notes.txt, 0.98, 0.98, 0.97"
  })
  void find_coversWhatIdentifiesAndLeavesWhatIsClinical(
      String wordings, double covered, double names, double kept) {
    Tally all = new Tally();
    Tally ofNames = new Tally();
    Tally clinical = new Tally();
    for (Note note : InventedNotes.read(wordings).write(10, SEED)) {
      BitSet found = found(note.text());
      for (Stretch stretch : note.planted()) {
        boolean whole = isCovered(note.text(), stretch, found);
        all.count(whole);
        if (NAMES.contains(stretch.kind())) {
          ofNames.count(whole);
        }
      }
      for (Stretch stretch : note.clinical()) {
        int next = found.nextSetBit(stretch.start());
        clinical.count(next < 0 || next >= stretch.end());
      }
    }
    assertThat(List.of(all.share(), ofNames.share(), clinical.share()))
        .as("seed %d: covered %s, names %s, kept %s", SEED, all, ofNames, clinical)
        .satisfies(
            shares -> assertThat(shares.get(0)).isGreaterThanOrEqualTo(covered),
            shares -> assertThat(shares.get(1)).isGreaterThanOrEqualTo(names),
            shares -> assertThat(shares.get(2)).isGreaterThanOrEqualTo(kept));
  }

  private BitSet found(String text) {
    BitSet found = new BitSet();
    scrubber.find(text, KnownPerson.unknown()).forEach(span -> found.set(span.start(), span.end()));
    return found;
  }

  /// Every letter and digit; a mark at the rim says nothing.
  private static boolean isCovered(String text, Stretch stretch, BitSet found) {
    for (int i = stretch.start(); i < stretch.end(); i++) {
      if (Character.isLetterOrDigit(text.charAt(i)) && !found.get(i)) {
        return false;
      }
    }
    return true;
  }

  private static final class Tally {
    private int right;
    private int of;

    void count(boolean isRight) {
      right += isRight ? 1 : 0;
      of++;
    }

    double share() {
      return (double) right / of;
    }

    @Override
    public String toString() {
      return right + " of " + of;
    }
  }
}
