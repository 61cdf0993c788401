package org.cloister.deid.release;

import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.cloister.deid.pseudonym.PseudonymException;
import org.cloister.deid.pseudonym.Pseudonyms;
import org.cloister.deid.r4.R4;
import org.cloister.deid.rule.Label;
import org.cloister.deid.rule.ObjectPlan;
import org.cloister.deid.rule.RuleSet;
import org.cloister.deid.text.TextScrubber;

/// De-identifies whole FHIR R4 documents by one set of rules. Equal documents give equal bytes, in
/// whatever order and on whatever thread. Safe for concurrent use.
public final class RecordDeidentifier {
  private final Vocabulary vocabulary;
  private final Map<String, StepPlan> plans = new TreeMap<>();
  private final StepPlan companions;
  private final byte[] labels;
  private final Notes.Dates datesInTexts;
  private final boolean scrubsTexts;
  private final Pseudonyms pseudonyms;
  private final TextScrubber scrubber;
  private final Clock clock;

  /// Compiles the rules.
  ///
  /// @param clock says what today is, for ages
  public RecordDeidentifier(
      RuleSet rules, R4 r4, Pseudonyms pseudonyms, TextScrubber scrubber, Clock clock) {
    this(
        rules::plan,
        rules.besidePrimitives(),
        r4,
        rules.labels().stream().map(RecordDeidentifier::coding).toList(),
        pseudonyms,
        scrubber,
        clock);
  }

  private static String coding(Label label) {
    return "{\"system\":\"%s\",\"code\":\"%s\",\"display\":\"%s\"}"
        .formatted(Label.SYSTEM, label.name(), label.display());
  }

  /// @param labels each a Coding in JSON
  RecordDeidentifier(
      Function<String, Optional<ObjectPlan>> rules,
      ObjectPlan besidePrimitives,
      R4 r4,
      List<String> labels,
      Pseudonyms pseudonyms,
      TextScrubber scrubber,
      Clock clock) {
    this.vocabulary = new Vocabulary(r4);
    StepPlanCompiler compiler = new StepPlanCompiler(vocabulary.names);
    for (String type : r4.resourceTypes()) {
      rules.apply(type).ifPresent(plan -> plans.put(type, compiler.compile(plan)));
    }
    this.companions = compiler.compile(besidePrimitives);
    this.datesInTexts = compiler.datesInTexts();
    this.scrubsTexts = compiler.scrubsTexts();
    this.labels = Rewriter.ascii(String.join(",", labels));
    this.pseudonyms = pseudonyms;
    this.scrubber = scrubber;
    this.clock = clock;
  }

  /// Whether the rules scrub any text. Then more is found in it if the people of all documents are
  /// known before.
  public boolean scrubsTexts() {
    return scrubsTexts;
  }

  /// Nobody yet: for the documents to be read into, and then for [#deidentify] with each of them.
  ///
  /// @param mostBytes of memory that people may take
  public GatheredPeople gather(long mostBytes) {
    return new GatheredPeople(vocabulary, mostBytes);
  }

  /// @param document one resource or Bundle as UTF-8 JSON
  public Release deidentify(byte[] document) {
    return deidentify(document, 0, document.length, KnownPeople.none());
  }

  /// De-identifies the document in `buffer[from, to)`, one line of NDJSON for example.
  ///
  /// @param people whom other documents tell of
  public Release deidentify(byte[] buffer, int from, int to, KnownPeople people) {
    try {
      JsonIndex index = JsonReader.read(vocabulary.names, buffer, from, to);
      if (index.textOf(JsonIndex.ROOT, vocabulary.resourceType).isEmpty()) {
        return new Release.Malformed(index.start(JsonIndex.ROOT) - from, "this is no resource");
      }
      Optional<String> modifier = new ModifierExtensions(index, vocabulary).first(JsonIndex.ROOT);
      if (modifier.isPresent()) {
        return new Release.Refused(modifier.get());
      }
      return release(new Document(index, vocabulary), to - from, people);
    } catch (MalformedJson e) {
      return new Release.Malformed(e.offset() - from, e.what());
    } catch (Rewriter.NotAccepted e) {
      return new Release.Refused(e.path());
    } catch (PseudonymException e) {
      return new Release.Unavailable(e);
    }
  }

  private Release release(Document document, int length, KnownPeople elsewhere)
      throws PseudonymException {
    if (document.isAmbiguous()) {
      return new Release.Withheld(Release.Reason.IDENTITY_AMBIGUOUS);
    }
    People people = new People(document, vocabulary);
    Writing writing = write(document, length, people, elsewhere);
    Set<String> codes = writing.codes().fill(writing.out(), pseudonyms, document.originals());
    byte[] output = writing.out().buffer();
    if (!OutputReferences.areWhole(output, writing.out().size(), vocabulary, codes)) {
      return new Release.Withheld(Release.Reason.REFERENCE_LOST);
    }
    if (new IdentifierSearch(people.all()).isFound(output, writing)) {
      return new Release.Withheld(Release.Reason.IDENTIFIER_REMAINS);
    }
    return new Release.Released(writing.out().toBytes(), writing.tally());
  }

  private Writing write(Document document, int length, People people, KnownPeople elsewhere)
      throws PseudonymException {
    Writing writing = new Writing(document, vocabulary, length);
    PatientDates dates =
        new PatientDates(document, new References(document, vocabulary), pseudonyms);
    LocalDate today = LocalDate.now(clock);
    Notes notes = new Notes(scrubber, people, elsewhere, datesInTexts, today);
    ValueWriter values = new ValueWriter(writing, pseudonyms, dates, notes, today);
    new Rewriter(writing, values, plans, companions, labels).document();
    return writing;
  }
}
