package org.cloister.deid;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cloister.deid.Chart.Person;
import org.cloister.deid.Chart.SexOnRecord;
import org.cloister.deid.Chart.SexParameter;
import org.cloister.deid.InputProblem.Kind;
import org.cloister.deid.generalise.AgeBand;
import org.cloister.deid.generalise.PartialDate;

/// Answers [Input.Age] and [Input.Sex].
record PersonExtraction(Question question) {
  private static final String UNRECORDED = " is needed and is not recorded as female or male.";

  /// The oldest verified person lived 122 years.
  private static final int OLDEST_PLAUSIBLE = 130;

  Outcome age(Input.Age input) {
    Person person = question.chart().person();
    if (person.birth().isEmpty() || isWithheld()) {
      return missing(input, " is needed and no date of birth was found.");
    }
    if (question.index().isEmpty()) {
      return missing(
          input,
          " is needed, and without an as-of time or a dated measurement there is no day to count"
              + " it at.");
    }
    LocalDate day = question.index().get().date();
    PartialDate birth = person.birth().get();
    if (birth.firstDay().isAfter(day)) {
      return implausible(input, " cannot be told: the date of birth lies after the measurements.");
    }
    if (person.death().isPresent() && day.isAfter(person.death().get().lastDay())) {
      return implausible(input, " cannot be told: the measurements lie after the date of death.");
    }
    int atMost = AgeBand.completedYears(birth.firstDay(), day);
    int atLeast = Math.max(0, AgeBand.completedYears(birth.lastDay(), day));
    if (atLeast > OLDEST_PLAUSIBLE) {
      return implausible(input, " cannot be told: the date of birth lies too far back.");
    }
    int oldest = AgeBand.told(atMost);
    if (oldest != AgeBand.told(atLeast)) {
      return missing(
          input,
          " cannot be told from a date of birth without day; send the full date, or an as-of time"
              + " at which it makes no difference.");
    }
    if (!input.valid().contains(oldest)) {
      return new Outcome.Unusable(
          Problems.outside(input, Kind.OUT_OF_RANGE, input.valid(), "years"));
    }
    return present(input, oldest);
  }

  /// In this order: sex parameter for clinical use, birth sex, administrative gender. The first
  /// that is on record decides; where it is neither female nor male, nobody guesses.
  Outcome sex(Input.Sex input) {
    if (isWithheld()) {
      return missing(input, UNRECORDED);
    }
    SexOnRecord sex = question.chart().person().sex();
    Set<String> parameters = new HashSet<>();
    for (SexParameter parameter : sex.forClinicalUse()) {
      if (question.index().isEmpty() || parameter.validity().contains(question.index().get())) {
        parameters.add(parameter.code());
      }
    }
    String decisive =
        parameters.isEmpty()
            ? sex.atBirth().or(sex::administrative).orElse("")
            : parameters.size() == 1 ? parameters.iterator().next() : "";
    return switch (decisive) {
      case "female-typical", "F", "female" -> present(input, 1.0);
      case "male-typical", "M", "male" -> present(input, 0.0);
      default -> missing(input, UNRECORDED);
    };
  }

  private boolean isWithheld() {
    return question.chart().person().source().isWithheld(question.scope());
  }

  private Outcome present(Input input, double value) {
    return new Outcome.Present(
        new Feature(input.name(), value, 0), List.of(question.chart().person().source()));
  }

  private static Outcome missing(Input input, String rest) {
    return new Outcome.Absent(Problems.of(input, Kind.MISSING, rest));
  }

  private static Outcome implausible(Input input, String rest) {
    return new Outcome.Unusable(Problems.of(input, Kind.IMPLAUSIBLE, rest));
  }
}
