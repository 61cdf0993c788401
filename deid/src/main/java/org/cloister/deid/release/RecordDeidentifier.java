package org.cloister.deid.release;

import java.time.Clock;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.cloister.deid.pseudonym.Original;
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
    return deidentify(document, List.of(new Place(0, document.length)), KnownPeople.none())
        .getFirst();
  }

  /// As [#deidentify(byte[], List, KnownPeople, Barred)], about anybody.
  public List<Release> deidentify(byte[] buffer, List<Place> documents, KnownPeople people) {
    return deidentify(buffer, documents, people, Barred.nobody());
  }

  /// De-identifies documents, such as the lines of NDJSON, and asks for all their codes at once:
  /// codes that come from a database cost it one question.
  ///
  /// @param people whom other documents tell of
  /// @param barred of whom none may tell; of one that does, nothing is made, no code either
  /// @return what became of each, in order; each is judged by itself
  public List<Release> deidentify(
      byte[] buffer, List<Place> documents, KnownPeople people, Barred barred) {
    List<Draft> drafts = documents.stream().map(at -> draft(buffer, at, people, barred)).toList();
    Set<Original> wanted = new HashSet<>();
    drafts.forEach(draft -> draft.addWanted(wanted));
    try {
      Map<Original, String> codes = wanted.isEmpty() ? Map.of() : pseudonyms.codes(wanted);
      return drafts.stream().map(draft -> finished(draft, codes)).toList();
    } catch (PseudonymException e) {
      return drafts.stream().map(draft -> withoutCodes(draft, e)).toList();
    }
  }

  /// A document on its way.
  private sealed interface Draft {
    default void addWanted(Set<Original> wanted) {
      if (this instanceof Open open) {
        wanted.addAll(open.writing().codes().wanted());
      }
    }
  }

  /// Written but for its codes.
  private record Open(Document document, People people, Writing writing) implements Draft {}

  /// Not to be released, or not now.
  private record Ended(Release release) implements Draft {}

  private Draft draft(byte[] buffer, Place at, KnownPeople elsewhere, Barred barred) {
    try {
      JsonIndex index = JsonReader.read(vocabulary.names, buffer, at.from(), at.to());
      if (index.textOf(JsonIndex.ROOT, vocabulary.resourceType).isEmpty()) {
        return new Ended(
            new Release.Malformed(index.start(JsonIndex.ROOT) - at.from(), "this is no resource"));
      }
      Optional<String> modifier = new ModifierExtensions(index, vocabulary).first(JsonIndex.ROOT);
      if (modifier.isPresent()) {
        return new Ended(new Release.Refused(modifier.get()));
      }
      Document document = new Document(index, vocabulary);
      if (document.isAmbiguous()) {
        return new Ended(new Release.Withheld(Release.Reason.IDENTITY_AMBIGUOUS));
      }
      OptionalInt named = new NamedPatients(document, vocabulary).first(barred);
      if (named.isPresent()) {
        return new Ended(new Release.Restricted(named.getAsInt() - at.from()));
      }
      People people = new People(document, vocabulary);
      return new Open(document, people, write(document, at.length(), people, elsewhere));
    } catch (MalformedJson e) {
      return new Ended(new Release.Malformed(e.offset() - at.from(), e.what()));
    } catch (Rewriter.NotAccepted e) {
      return new Ended(new Release.Refused(e.path()));
    } catch (PseudonymException e) {
      return new Ended(new Release.Unavailable(e));
    }
  }

  private Release finished(Draft draft, Map<Original, String> codes) {
    return switch (draft) {
      case Ended(Release release) -> release;
      case Open open -> {
        try {
          yield checked(open, codes);
        } catch (PseudonymException e) {
          yield new Release.Unavailable(e);
        }
      }
    };
  }

  private Release withoutCodes(Draft draft, PseudonymException cause) {
    boolean needsCodes = draft instanceof Open open && !open.writing().codes().wanted().isEmpty();
    return needsCodes ? new Release.Unavailable(cause) : finished(draft, Map.of());
  }

  private Release checked(Open draft, Map<Original, String> given) throws PseudonymException {
    Writing writing = draft.writing();
    JsonOutput out = writing.out();
    Set<String> codes = writing.codes().fill(out, given, draft.document().originals());
    if (!OutputReferences.areWhole(out.buffer(), out.size(), vocabulary, codes)) {
      return new Release.Withheld(Release.Reason.REFERENCE_LOST);
    }
    if (new IdentifierSearch(draft.people().all()).isFound(out.buffer(), writing)) {
      return new Release.Withheld(Release.Reason.IDENTIFIER_REMAINS);
    }
    return new Release.Released(out.toBytes(), writing.tally());
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
