package org.cloister.deid.release;

import java.util.Optional;
import org.cloister.deid.generalise.DateShift;
import org.cloister.deid.pseudonym.Original;
import org.cloister.deid.pseudonym.PseudonymException;
import org.cloister.deid.rule.Action.ScrubText;
import org.cloister.deid.text.DateTreatment;
import org.cloister.deid.text.KnownPerson;
import org.cloister.deid.text.TextScrubber;

/// Scrubs the texts of one document, knowing whom the document and others tell of.
final class Notes {
  private final TextScrubber scrubber;
  private final People people;
  private final KnownPeople elsewhere;
  private final boolean shiftsDates;

  Notes(TextScrubber scrubber, People people, KnownPeople elsewhere, boolean shiftsDates) {
    this.scrubber = scrubber;
    this.people = people;
    this.elsewhere = elsewhere;
    this.shiftsDates = shiftsDates;
  }

  String scrub(String text, ScrubText.Form form, ResourceScope scope, PatientDates dates)
      throws PseudonymException {
    Optional<Original> patient = dates.patientOf(scope);
    KnownPerson person =
        people.with(patient.flatMap(elsewhere::find).orElseGet(KnownPerson::unknown));
    DateTreatment treatment = DateTreatment.yearOnly();
    if (shiftsDates) {
      Optional<DateShift> shift = dates.shiftFor(scope);
      treatment = shift.isPresent() ? DateTreatment.shiftedBy(shift.get().days()) : treatment;
    }
    return form == ScrubText.Form.XHTML
        ? scrubber.scrubXhtml(text, person, treatment)
        : scrubber.scrub(text, person, treatment);
  }
}
