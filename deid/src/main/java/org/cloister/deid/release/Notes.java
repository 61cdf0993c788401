package org.cloister.deid.release;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Base64;
import java.util.Optional;
import org.cloister.deid.generalise.BirthYear;
import org.cloister.deid.generalise.DateShift;
import org.cloister.deid.pseudonym.Original;
import org.cloister.deid.pseudonym.PseudonymException;
import org.cloister.deid.rule.Action.ScrubText;
import org.cloister.deid.text.DateTreatment;
import org.cloister.deid.text.KnownPerson;
import org.cloister.deid.text.TextScrubber;
import org.cloister.deid.text.WrittenDate;

/// Scrubs the texts of one document, knowing whom the document and others tell of.
final class Notes {
  private final TextScrubber scrubber;
  private final People people;
  private final KnownPeople elsewhere;
  private final Dates dates;
  private final LocalDate today;

  /// What becomes of dates in texts: what becomes of them elsewhere.
  enum Dates {
    KEPT,
    SHIFTED,
    YEAR
  }

  Notes(TextScrubber scrubber, People people, KnownPeople elsewhere, Dates dates, LocalDate today) {
    this.scrubber = scrubber;
    this.people = people;
    this.elsewhere = elsewhere;
    this.dates = dates;
    this.today = today;
  }

  /// Empty if nothing of the text remains, or it is in a form that cannot be read.
  Optional<String> scrub(
      String text, ScrubText.Form form, ResourceScope scope, PatientDates patients)
      throws PseudonymException {
    if (form != ScrubText.Form.BASE64) {
      return Optional.of(plain(text, form, scope, patients)).filter(clean -> !clean.isBlank());
    }
    Optional<String> unpacked = unpacked(text);
    if (unpacked.isEmpty()) {
      return Optional.empty();
    }
    String clean = plain(unpacked.get(), form, scope, patients);
    return clean.isBlank()
        ? Optional.empty()
        : Optional.of(Base64.getEncoder().encodeToString(clean.getBytes(StandardCharsets.UTF_8)));
  }

  private static Optional<String> unpacked(String base64) {
    try {
      return Utf8.decode(Base64.getMimeDecoder().decode(base64));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private String plain(String text, ScrubText.Form form, ResourceScope scope, PatientDates patients)
      throws PseudonymException {
    Optional<Original> patient = patients.patientOf(scope);
    KnownPerson person =
        people.with(patient.flatMap(elsewhere::find).orElseGet(KnownPerson::unknown));
    DateTreatment treatment = treatment(scope, patients);
    return form == ScrubText.Form.XHTML
        ? scrubber.scrubXhtml(text, person, treatment)
        : scrubber.scrub(text, person, treatment);
  }

  private DateTreatment treatment(ResourceScope scope, PatientDates patients)
      throws PseudonymException {
    return switch (dates) {
      case KEPT -> Notes::kept;
      case YEAR -> hidingAges(DateTreatment.yearOnly());
      case SHIFTED -> {
        Optional<DateShift> shift = patients.shiftFor(scope);
        yield hidingAges(
            shift.isPresent()
                ? DateTreatment.shiftedBy(shift.get().days())
                : DateTreatment.yearOnly());
      }
    };
  }

  private static String kept(WrittenDate date) {
    return date.day()
        .map(LocalDate::toString)
        .orElseGet(() -> DateTreatment.yearOnly().written(date));
  }

  /// A year that tells of an age over 89 is masked, whatever else would become of the date.
  private DateTreatment hidingAges(DateTreatment treatment) {
    return date ->
        date.year().isPresent() && !BirthYear.mayBeShown(date.year().getAsInt(), today.getYear())
            ? DateTreatment.masked().written(date)
            : treatment.written(date);
  }
}
