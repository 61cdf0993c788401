package org.cloister.deid;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cloister.deid.generalise.PartialDate;

/// What the product may read of one patient's bundle, copied out of it once and indexed:
/// identified, immutable, inside this package only. Resources that mean nothing (wrong status,
/// other focus, no value, no time) are not in it.
///
/// @param measurements by LOINC code, of panels by the code of each component
/// @param problems every Condition, except entered in error
/// @param medications every MedicationStatement and MedicationRequest, except entered in error
/// @param emptyProblemLists Lists that say "no known problems"
/// @param emptyMedicationLists Lists that say "no known medication"
record Chart(
    Person person,
    Map<String, List<Measurement>> measurements,
    List<ProblemEntry> problems,
    List<MedicationEntry> medications,
    List<Source> emptyProblemLists,
    List<Source> emptyMedicationLists) {

  record Coding(String system, String code) {}

  record Person(
      Source source, Optional<PartialDate> birth, Optional<PartialDate> death, SexOnRecord sex) {}

  /// @param forClinicalUse the `patient-sexParameterForClinicalUse` extensions
  /// @param atBirth code of the US Core birth sex extension
  /// @param administrative code of `Patient.gender`
  record SexOnRecord(
      List<SexParameter> forClinicalUse,
      Optional<String> atBirth,
      Optional<String> administrative) {}

  /// @param code of `sex-parameter-for-clinical-use`; empty text where another system was used
  record SexParameter(String code, Interval validity) {}

  /// A stretch of time; an absent end is open.
  record Interval(Optional<Moment> start, Optional<Moment> end) {
    static final Interval ALWAYS = new Interval(Optional.empty(), Optional.empty());

    boolean contains(Moment moment) {
      return !(start.isPresent() && start.get().isAfter(moment))
          && !(end.isPresent() && moment.isAfter(end.get()));
    }
  }

  /// One value under one code.
  ///
  /// @param issued epoch milliseconds of `Observation.issued`, 0 where absent
  record Measurement(Source source, Moment effective, long issued, Reading reading) {}

  sealed interface Reading {}

  /// @param unit UCUM code or, where no system was given, the unit's text; empty where neither
  record Amount(BigDecimal value, String unit) implements Reading {}

  /// `<`, `<=`, `>`, `>=`: a bound.
  record Bound() implements Reading {}

  /// An amount in a unit of a system that is not UCUM.
  record ForeignUnit() implements Reading {}

  record Answer(List<Coding> codings) implements Reading {}

  /// How a problem stands.
  enum Course {
    ACTIVE,
    /// Inactive, remission, resolved, or abated.
    PAST,
    /// Considered and refuted: shows that there is a problem list, and matches nothing.
    REFUTED
  }

  record ProblemEntry(Source source, List<Coding> codings, Course course, Optional<Moment> onset) {}

  enum Taking {
    ACTIVE,
    /// Stopped, completed, proposed, not to be taken.
    NOT_NOW
  }

  /// @param sources the resource itself and the Medication that it refers to
  record MedicationEntry(
      List<Source> sources, List<Coding> codings, Taking taking, Interval period) {}

  @Override
  public String toString() {
    return "Chart[redacted]";
  }
}
