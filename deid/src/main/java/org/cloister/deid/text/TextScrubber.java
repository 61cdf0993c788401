package org.cloister.deid.text;

import java.util.List;
import org.cloister.deid.text.Findings.Found;

/// Takes out of free text what identifies a person: first everything that is known of the person
/// the text is about, then what looks like a name, a place smaller than a state, a date, a telecom
/// or an id. Clinical words, doses, results and ages below 90 stay.
///
/// Safe for use by many threads. Keeps the word lists (about 7 MB) and, of the last person asked
/// for, what was made ready of it.
public final class TextScrubber {
  private record Prepared(KnownPerson person, PersonMarks marks) {}

  private final Lexicon lexicon;
  private volatile Prepared last = prepared(KnownPerson.unknown());

  private TextScrubber(Lexicon lexicon) {
    this.lexicon = lexicon;
  }

  /// The scrubber with the word lists that come with it. Loads them: make one and keep it.
  public static TextScrubber standard() {
    return new TextScrubber(Lexicon.load());
  }

  /// What identifies somebody in `text`, in order, without overlaps. What is known of `person` is
  /// found wherever it stands.
  public List<Span> find(String text, KnownPerson person) {
    return found(text, person).stream().map(Found::span).toList();
  }

  /// `text` with a mark in place of everything that [#find] finds, and of dates what `dates` says.
  public String scrub(String text, KnownPerson person, DateTreatment dates) {
    List<Found> found = found(text, person);
    if (found.isEmpty()) {
      return text;
    }
    StringBuilder scrubbed = new StringBuilder(text.length());
    int from = 0;
    for (Found next : found) {
      scrubbed.append(text, from, next.start()).append(replacement(next, dates));
      from = next.end();
    }
    return scrubbed.append(text, from, text.length()).toString();
  }

  /// Like [#scrub], of an XHTML fragment: tags stay, without their attributes; text is scrubbed,
  /// also where a tag parts a word. Comments and whatever is no markup that we know are dropped.
  public String scrubXhtml(String xhtml, KnownPerson person, DateTreatment dates) {
    XhtmlText parsed = XhtmlText.parse(xhtml);
    return parsed.scrubbed(found(parsed.text(), person), next -> replacement(next, dates));
  }

  static String replacement(Found found, DateTreatment dates) {
    return found.label() == Label.DATE ? dates.written(found.date()) : found.label().mark();
  }

  private List<Found> found(String text, KnownPerson person) {
    Tokens tokens = new Tokens(text, lexicon);
    Findings findings = new Findings(tokens);
    PersonMarks marks = marks(person);
    if (!marks.isEmpty()) {
      new KnownPersonFinder(tokens, findings, marks).find();
    }
    new TelecomFinder(tokens, findings).find();
    new DateFinder(tokens, findings).find();
    new AgeFinder(tokens, findings).find();
    new IdFinder(tokens, findings).find();
    new InstitutionFinder(tokens, findings).find();
    new PlaceFinder(tokens, findings).find();
    new NameFinder(tokens, findings).find();
    return findings.merged();
  }

  /// Texts of one person mostly come one after another.
  private PersonMarks marks(KnownPerson person) {
    Prepared prepared = last;
    if (!prepared.person.equals(person)) {
      prepared = prepared(person);
      last = prepared;
    }
    return prepared.marks;
  }

  private static Prepared prepared(KnownPerson person) {
    return new Prepared(person, new PersonMarks(person));
  }

  @Override
  public String toString() {
    return "TextScrubber";
  }
}
