package org.cloister.deid.release;

import java.time.LocalDate;
import java.util.Optional;
import org.cloister.deid.generalise.BirthYear;
import org.cloister.deid.generalise.DateShift;
import org.cloister.deid.generalise.PartialDate;
import org.cloister.deid.pseudonym.PseudonymException;
import org.cloister.deid.release.Tally.Fate;

/// Writes dates as years, years of birth, or moved. What is no date is left out. Not safe for
/// concurrent use.
final class DateWriter {
  private final Writing writing;
  private final JsonIndex index;
  private final Vocabulary vocabulary;
  private final PatientDates dates;
  private final LocalDate today;
  private final AsciiView view;

  DateWriter(Writing writing, PatientDates dates, LocalDate today) {
    this.writing = writing;
    this.index = writing.index();
    this.vocabulary = writing.vocabulary();
    this.dates = dates;
    this.today = today;
    this.view = new AsciiView(index.bytes());
  }

  boolean isDate(int node) {
    return index.kind(node) == JsonIndex.STRING && PartialDate.isDate(text(node));
  }

  boolean year(int node) {
    if (!isDate(node)) {
      return false;
    }
    writing.count(Fate.GENERALISED);
    writing.out().write('"');
    writing.out().write(index.bytes(), index.start(node), index.start(node) + 4);
    writing.out().write('"');
    return true;
  }

  /// @param person the object that holds the date: what else it says of a death counts
  boolean birthYear(int person, int node) {
    if (!isDate(node)) {
      return false;
    }
    String death = index.textOf(person, vocabulary.deceasedDateTime);
    return yearUnlessOver89(
        node, death.isEmpty() ? index.textOf(person, vocabulary.deceasedDate) : death);
  }

  private boolean yearUnlessOver89(int node, String death) {
    Optional<String> year = BirthYear.of(text(node), death, today);
    if (year.isEmpty()) {
      return false;
    }
    writing.count(Fate.GENERALISED);
    writing.out().writeString(year.get());
    return true;
  }

  /// Without a patient it becomes its year. Of somebody to whom something happened more than 89
  /// years ago, either would tell the age.
  boolean shift(ResourceScope scope, int node) throws PseudonymException {
    if (!isDate(node)) {
      return false;
    }
    Optional<DateShift> shift = dates.shiftFor(scope);
    if (shift.isEmpty()) {
      return yearUnlessOver89(node, "");
    }
    Optional<String> moved = shift.get().shift(text(node)).filter(this::tellsNoAge);
    if (moved.isEmpty()) {
      return false;
    }
    writing.count(Fate.DATE_SHIFTED);
    writing.out().writeString(moved.get());
    return true;
  }

  private boolean tellsNoAge(String moved) {
    return BirthYear.mayBeShown(Integer.parseInt(moved, 0, 4, 10), today.getYear());
  }

  private CharSequence text(int node) {
    return view.over(index.start(node), index.end(node));
  }
}
