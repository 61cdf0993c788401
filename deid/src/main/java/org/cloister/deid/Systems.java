package org.cloister.deid;

import java.util.Set;
import org.cloister.deid.Chart.Coding;

/// Code systems and codes that the de-identifier knows by itself; all others come from safelists.
final class Systems {
  static final String LOINC = "http://loinc.org";
  static final String UCUM = "http://unitsofmeasure.org";
  static final String LIST_EMPTY_REASON = "http://terminology.hl7.org/CodeSystem/list-empty-reason";
  private static final String LIST_USE =
      "http://terminology.hl7.org/CodeSystem/list-example-use-codes";

  /// LOINC 11450-4 "Problem list - Reported".
  static final Set<Coding> PROBLEM_LISTS =
      Set.of(new Coding(LOINC, "11450-4"), new Coding(LIST_USE, "problems"));

  /// LOINC 10160-0 "History of Medication use Narrative".
  static final Set<Coding> MEDICATION_LISTS =
      Set.of(new Coding(LOINC, "10160-0"), new Coding(LIST_USE, "medications"));

  private Systems() {}
}
