package org.cloister.deid.rule;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.cloister.deid.r4.Element;
import org.jspecify.annotations.Nullable;

/// What a rule says, as it is written: `generalise to year`. One decision may stand for elements of
/// several types, so the [Action] comes of both.
///
/// @param text the words, for tables and hashes
/// @param verb the kind of decision
/// @param argument what follows the verb: `year`, `base64`, the substitute, the fraction
/// @param list the values of `keep-listed %name`; empty for the others
record Decision(String text, Verb verb, String argument, Set<String> list) {
  enum Verb {
    KEEP,
    KEEP_LISTED,
    DROP,
    MASK,
    GENERALISE,
    DATE_SHIFT,
    PSEUDONYMISE,
    ENCRYPT,
    PERTURB,
    SUBSTITUTE,
    SCRUB_TEXT,
    /// The rules for the types beneath decide.
    BY_TYPE;

    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private static final Set<String> DATES = Set.of("date", "dateTime", "instant");
  private static final Set<String> NUMBERS =
      Set.of("decimal", "integer", "positiveInt", "unsignedInt");
  private static final Set<String> URIS = Set.of("uri", "url", "canonical");
  private static final Set<String> TEXTS = Set.of("string", "markdown", "uri");
  private static final Set<String> WORDS = Set.of("string", "markdown", "code", "uri");

  Decision {
    list = Set.copyOf(list);
  }

  /// Whether it can decide an object with all that it holds.
  boolean fitsObjects() {
    return verb == Verb.DROP || verb == Verb.MASK || verb == Verb.BY_TYPE;
  }

  /// Whether it lets through what the standard's closed list allows.
  boolean isByBinding() {
    return verb == Verb.KEEP_LISTED && list.isEmpty();
  }

  /// The action on a single value, or none if the decision does not fit its type.
  Optional<Action> action(Element element) {
    String type = element.type();
    return Optional.ofNullable(
        switch (verb) {
          case KEEP -> new Action.Keep();
          case KEEP_LISTED -> listed(element);
          case DROP -> element.isRequired() ? new Action.Mask() : new Action.Drop();
          case MASK -> new Action.Mask();
          case GENERALISE -> generalise(element);
          case DATE_SHIFT -> DATES.contains(type) ? new Action.ShiftDate() : null;
          case PSEUDONYMISE -> pseudonymise(element);
          case ENCRYPT -> TEXTS.contains(type) && !isLink(element) ? new Action.Encrypt() : null;
          case PERTURB ->
              NUMBERS.contains(type) ? new Action.Perturb(Double.parseDouble(argument)) : null;
          case SUBSTITUTE -> substitute(element);
          case SCRUB_TEXT -> scrub(type);
          case BY_TYPE -> null;
        });
  }

  private @Nullable Action listed(Element element) {
    Set<String> values = list.isEmpty() ? element.codes() : list;
    return values.isEmpty() ? null : new Action.KeepListed(values);
  }

  private @Nullable Action generalise(Element element) {
    boolean isDate = DATES.contains(element.type());
    return switch (argument) {
      case "year" -> isDate ? new Action.Year() : null;
      case "birth-year" -> isDate ? new Action.BirthYear() : null;
      case "zip3" -> element.path().equals("Address.postalCode") ? new Action.Zip3() : null;
      default -> NUMBERS.contains(element.type()) ? new Action.AggregateAge() : null;
    };
  }

  private @Nullable Action pseudonymise(Element element) {
    Action.Pseudonymise.Form form =
        switch (element.path()) {
          case "Resource.id" -> Action.Pseudonymise.Form.ID;
          case "Identifier.value" -> Action.Pseudonymise.Form.IDENTIFIER;
          case "Reference.reference" -> Action.Pseudonymise.Form.REFERENCE;
          case "Bundle.entry.request.url", "Bundle.entry.request.ifNoneExist" ->
              Action.Pseudonymise.Form.REQUEST;
          default -> URIS.contains(element.type()) ? Action.Pseudonymise.Form.REFERENCE : null;
        };
    return form == null ? null : new Action.Pseudonymise(form);
  }

  /// An encrypted link would lead nowhere: codes keep links whole.
  private static boolean isLink(Element element) {
    return element.path().equals("Reference.reference") || element.path().startsWith("Bundle.");
  }

  private @Nullable Action substitute(Element element) {
    boolean isAllowed = element.codes().isEmpty() || element.codes().contains(argument);
    return WORDS.contains(element.type()) && isAllowed ? new Action.Substitute(argument) : null;
  }

  private static @Nullable Action scrub(String type) {
    return switch (type) {
      case "string" -> new Action.ScrubText(Action.ScrubText.Form.PLAIN);
      case "markdown" -> new Action.ScrubText(Action.ScrubText.Form.MARKDOWN);
      case "xhtml" -> new Action.ScrubText(Action.ScrubText.Form.XHTML);
      case "base64Binary" -> new Action.ScrubText(Action.ScrubText.Form.BASE64);
      default -> null;
    };
  }
}
