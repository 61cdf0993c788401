package org.cloister.deid;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.cloister.deid.Chart.Coding;
import org.cloister.deid.Chart.Course;
import org.cloister.deid.Chart.MedicationEntry;
import org.cloister.deid.Chart.ProblemEntry;
import org.cloister.deid.Chart.Taking;
import org.cloister.deid.InputProblem.Kind;

/// Answers [Input.Problem] and [Input.Medication], and finds exclusions.
///
/// "Yes" needs one entry. "No" needs a list, all of it visible, in which every entry that counts
/// has a code that can tell: no list, a withheld entry, or an entry in free text is "not known",
/// because a wrong "no" changes the answer without a trace.
record ListExtraction(Question question) {

  Outcome problem(Input.Problem input) {
    Optional<Source> found = Optional.empty();
    boolean listed = anyVisible(question.chart().emptyProblemLists());
    boolean withheld = false;
    boolean coded = true;
    for (ProblemEntry entry : question.chart().problems()) {
      if (entry.source().isWithheld(question.scope())) {
        withheld = true;
        continue;
      }
      listed = true;
      if (entry.course() != Course.ACTIVE || startsLater(entry)) {
        continue;
      }
      if (MeasurementExtraction.anyMatches(input.codes(), entry.codings())) {
        found = first(found, entry.source());
      } else {
        coded &= decides(entry.codings(), input.codes(), _ -> true);
      }
    }
    return outcome(input, found, listed && !withheld, coded, "problem list");
  }

  /// A product code says nothing about its ingredients, so where the safelist knows a hierarchy
  /// (ATC), only a code of a hierarchy can rule a medication out.
  Outcome medication(Input.Medication input) {
    boolean hierarchical = input.codes().stream().anyMatch(ListExtraction::isPrefix);
    Predicate<Input.Code> deciding = hierarchical ? ListExtraction::isPrefix : _ -> true;
    Optional<Source> found = Optional.empty();
    boolean listed = anyVisible(question.chart().emptyMedicationLists());
    boolean withheld = false;
    boolean coded = true;
    for (MedicationEntry entry : question.chart().medications()) {
      if (entry.sources().stream().anyMatch(it -> it.isWithheld(question.scope()))) {
        withheld = true;
        continue;
      }
      listed = true;
      if (entry.taking() != Taking.ACTIVE || !isTakenAtIndex(entry)) {
        continue;
      }
      if (MeasurementExtraction.anyMatches(input.codes(), entry.codings())) {
        found = first(found, entry.sources().getFirst());
      } else {
        coded &=
            decides(entry.codings(), input.codes(), deciding)
                || isUnrelated(entry.codings(), input.unrelated());
      }
    }
    return outcome(input, found, listed && !withheld, coded, "medication list");
  }

  private static Outcome outcome(
      Input input, Optional<Source> found, boolean listed, boolean coded, String list) {
    if (found.isPresent()) {
      return new Outcome.Present(new Feature(input.name(), 1.0, 0), List.of(found.get()));
    }
    if (!listed) {
      return new Outcome.Absent(
          Problems.of(
              input,
              Kind.MISSING,
              ": yes or no is needed and no complete "
                  + list
                  + " was found; an empty one counts if it says that nothing is known."));
    }
    if (!coded) {
      return new Outcome.Absent(
          Problems.of(
              input,
              Kind.MISSING,
              ": yes or no is needed, and the "
                  + list
                  + " has an active entry without a code that could tell."));
    }
    return new Outcome.Present(new Feature(input.name(), 0.0, 0), List.of());
  }

  /// A problem of any time that was not refuted: who had a heart attack stays one who had it.
  boolean isExcluded(Safelist.Exclusion exclusion) {
    for (ProblemEntry entry : question.chart().problems()) {
      if (entry.course() != Course.REFUTED
          && MeasurementExtraction.anyMatches(exclusion.codes(), entry.codings())
          && !entry.source().isWithheld(question.scope())
          && !startsLater(entry)) {
        return true;
      }
    }
    return false;
  }

  private boolean startsLater(ProblemEntry entry) {
    return entry.onset().isPresent() && question.isAfterIndex(entry.onset().get());
  }

  private boolean isTakenAtIndex(MedicationEntry entry) {
    return question.index().isEmpty() || entry.period().contains(question.index().get());
  }

  private static boolean isPrefix(Input.Code code) {
    return code.match() == Input.Code.Match.PREFIX;
  }

  /// Whether one of the codings is of a system in which the safelist would have found it.
  private static boolean decides(
      List<Coding> codings, List<Input.Code> codes, Predicate<Input.Code> deciding) {
    for (Coding coding : codings) {
      for (Input.Code code : codes) {
        if (deciding.test(code) && code.system().equals(coding.system())) {
          return true;
        }
      }
    }
    return false;
  }

  /// Whether all ingredients are known by name, and none of them has anything to do with the input.
  private static boolean isUnrelated(List<Coding> codings, List<Input.Code> unrelated) {
    List<Coding> ingredients =
        codings.stream().filter(coding -> coding.system().equals(RxNormName.INGREDIENT)).toList();
    return !ingredients.isEmpty()
        && ingredients.stream()
            .allMatch(
                ingredient -> MeasurementExtraction.anyMatches(unrelated, List.of(ingredient)));
  }

  private boolean anyVisible(List<Source> lists) {
    return lists.stream().anyMatch(it -> !it.isWithheld(question.scope()));
  }

  /// The order of the entries must not show.
  private static Optional<Source> first(Optional<Source> one, Source other) {
    return Optional.of(one.filter(it -> BY_REFERENCE.compare(it, other) <= 0).orElse(other));
  }

  private static final Comparator<Source> BY_REFERENCE = Comparator.comparing(Source::reference);
}
