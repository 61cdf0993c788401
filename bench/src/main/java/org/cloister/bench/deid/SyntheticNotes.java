package org.cloister.bench.deid;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cloister.bench.deid.LabelledNote.Place;

/// Invented clinical notes in which every identifying string and every clinical one is labelled.
/// The same seed gives the same notes.
final class SyntheticNotes {
  /// `<LABEL>` is drawn, `[text]` is clinical and must stay.
  private static final Pattern MARK = Pattern.compile("<([A-Z_]+)>|\\[([^\\]]+)\\]");

  private static final List<String> NOTES =
      List.of(
          """
          CARDIOLOGY CLINIC NOTE
          Patient: <PATIENT>    MRN: <MRN>    DOB: <DATE>
          Seen by Dr. <PROVIDER> on <DATE>.

          HISTORY: Mr. <PATIENT> comes with [chest pain on exertion] for two weeks. He has \
          [hypertension] and [hyperlipidemia]; an [echocardiogram] showed an ejection fraction of \
          [55%]. He takes [lisinopril 10 mg daily] and [atorvastatin 40 mg at bedtime].
          EXAM: BP [142/88], HR [76], SpO2 [97%] on room air. Lungs clear, no edema.
          PLAN: stress test; call <PHONE> if the pain comes at rest. Results go to <EMAIL>.
          """,
          """
          DISCHARGE SUMMARY
          Admitted <DATE>, discharged <DATE>. Attending: <PROVIDER>, MD.
          Mrs. <PATIENT> was admitted with [community-acquired pneumonia] and improved on \
          [ceftriaxone 1 g IV daily]. Her [type 2 diabetes mellitus] was managed with [metformin \
          500 mg BID]; last A1c [7.9%]. White count [14.2] on admission, [8.1] at discharge.
          She lives at <ADDRESS>, with her daughter, Ms. <RELATIVE>, who can be reached at <PHONE>.
          SSN on file: <SSN>. Follow up in [2 weeks].
          """,
          """
          EMERGENCY DEPARTMENT
          Name: <PATIENT>   Record number <MRN>
          Brought in after a fall at home. Complains of [left wrist pain 6/10]. X-ray: [distal \
          radius fracture], no displacement. Given [ibuprofen 600 mg PO]; splint applied. \
          [Parkinson disease] is stable on [carbidopa-levodopa 25/100 mg]. Tetanus given on <DATE>.
          Reviewed with Dr. <PROVIDER>. Family called: Mr. <RELATIVE>, <PHONE>.
          """,
          """
          PROGRESS NOTE <DATE>
          Dr. <PROVIDER> for <PATIENT>. Day 3 of admission, afebrile overnight. [Creatinine 1.8 \
          mg/dL], down from [2.4]. Potassium [4.1], [furosemide 40 mg IV] continued. [Chronic kidney \
          disease stage 3] and [congestive heart failure] as before; Glasgow Coma Scale [15].
          No growth in blood cultures. Diet advanced. Nurse <PROVIDER>, RN, informed. Bills to \
          account <ACCOUNT>; messages to <EMAIL>.
          """,
          """
          TELEPHONE ENCOUNTER
          <DATE>: Mr. <PATIENT> called from <PHONE> about [nausea] since he began [sertraline 50 mg \
          daily]. No [suicidal ideation], no [fever]. Advised to take it with food, and to come in \
          if he cannot keep fluids down. Portal: <URL>. Read back to Dr. <PROVIDER>.
          """);

  private static final List<String> GIVEN =
      List.of(
          "Maria",
          "Peter",
          "Amina",
          "Johan",
          "Grace",
          "Hiroshi",
          "Elena",
          "Samuel",
          "Ingrid",
          "Rafael",
          "Olivia",
          "Tomasz",
          "Fatima",
          "Daniel",
          "Charlotte",
          "Andre");
  private static final List<String> FAMILY =
      List.of(
          "Novak",
          "Okafor",
          "Lindqvist",
          "Hernandez",
          "Whitfield",
          "Tanaka",
          "Kowalski",
          "Abernathy",
          "Petrov",
          "Delacroix",
          "Mbeki",
          "Sorensen",
          "Castellano",
          "Haverford",
          "Ziegler",
          "O'Donnell");
  private static final List<String> STREETS =
      List.of("Maple Avenue", "Cobblestone Lane", "Harbor Street", "Orchard Road", "Mill Drive");
  private static final List<String> MONTHS =
      List.of("January", "March", "April", "June", "August", "October", "December");

  private final Random random;

  private SyntheticNotes(long seed) {
    this.random = new Random(seed);
  }

  static List<LabelledNote> of(long seed, int count) {
    SyntheticNotes notes = new SyntheticNotes(seed);
    List<LabelledNote> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(notes.note(NOTES.get(i % NOTES.size())));
    }
    return all;
  }

  private LabelledNote note(String template) {
    StringBuilder text = new StringBuilder();
    List<Place> identifying = new ArrayList<>();
    List<Place> clinical = new ArrayList<>();
    int from = 0;
    Matcher marks = MARK.matcher(template);
    for (MatchResult mark : marks.results().toList()) {
      text.append(template, from, mark.start());
      int start = text.length();
      if (mark.group(1) == null) {
        text.append(mark.group(2));
        clinical.add(new Place(start, text.length(), "CLINICAL"));
      } else {
        text.append(drawn(mark.group(1)));
        identifying.add(new Place(start, text.length(), mark.group(1)));
      }
      from = mark.end();
    }
    text.append(template, from, template.length());
    return new LabelledNote(text.toString(), identifying, clinical);
  }

  private String drawn(String label) {
    return switch (label) {
      case "PATIENT", "PROVIDER", "RELATIVE" -> of(GIVEN) + " " + of(FAMILY);
      case "DATE" -> date();
      case "MRN" -> digits(7);
      case "ACCOUNT" -> digits(10);
      case "SSN" -> digits(3) + "-" + digits(2) + "-" + digits(4);
      case "PHONE" -> "(" + digits(3) + ") 555-" + digits(4);
      case "EMAIL" -> of(GIVEN) + "." + of(FAMILY).replace("'", "") + "@example.org";
      case "URL" -> "https://portal.example.org/p/" + digits(8);
      case "ADDRESS" -> (1 + random.nextInt(999)) + " " + of(STREETS);
      default -> throw new IllegalStateException("no such label in the templates: " + label);
    };
  }

  private String date() {
    int day = 1 + random.nextInt(28);
    int year = 2015 + random.nextInt(10);
    return switch (random.nextInt(3)) {
      case 0 -> "%02d/%02d/%d".formatted(1 + random.nextInt(12), day, year);
      case 1 -> of(MONTHS) + " " + day + ", " + year;
      default -> "%d-%02d-%02d".formatted(year, 1 + random.nextInt(12), day);
    };
  }

  private String digits(int count) {
    StringBuilder digits = new StringBuilder(count);
    digits.append(1 + random.nextInt(9));
    while (digits.length() < count) {
      digits.append(random.nextInt(10));
    }
    return digits.toString();
  }

  private String of(List<String> words) {
    return words.get(random.nextInt(words.size()));
  }
}
