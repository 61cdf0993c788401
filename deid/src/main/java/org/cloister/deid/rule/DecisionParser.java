package org.cloister.deid.rule;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cloister.deid.rule.Decision.Verb;

/// Reads `generalise to year`, `keep-listed %units`, `perturb by 5%`, `substitute 'unknown'`.
final class DecisionParser {
  private static final List<String> PRECISIONS = List.of("year", "birth-year", "zip3", "age");
  private static final Pattern SHARE = Pattern.compile("by (\\d{1,2}(?:\\.\\d+)?)%");
  private static final Pattern QUOTED = Pattern.compile("'([^']*)'");
  private static final List<String> VERBS = Arrays.stream(Verb.values()).map(Verb::word).toList();

  private DecisionParser() {}

  /// @throws IllegalArgumentException with the reason
  static Decision parse(String text, Map<String, Set<String>> lists) {
    String stripped = text.strip();
    int space = stripped.indexOf(' ');
    String word = space < 0 ? stripped : stripped.substring(0, space);
    String rest = space < 0 ? "" : stripped.substring(space + 1).strip();
    Verb verb =
        Arrays.stream(Verb.values())
            .filter(v -> v.word().equals(word))
            .findFirst()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "there is no action '" + word + "'" + Spelling.suggestion(word, VERBS)));
    return switch (verb) {
      case KEEP_LISTED -> new Decision(stripped, verb, "", list(rest, lists));
      case GENERALISE -> new Decision(stripped, verb, precision(rest), Set.of());
      case PERTURB -> new Decision(stripped, verb, share(rest), Set.of());
      case SUBSTITUTE -> new Decision(stripped, verb, quoted(rest), Set.of());
      case KEEP, DROP, MASK, DATE_SHIFT, PSEUDONYMISE, ENCRYPT, SCRUB_TEXT, BY_TYPE -> {
        if (!rest.isEmpty()) {
          throw new IllegalArgumentException("nothing can follow " + word + ", not '" + rest + "'");
        }
        yield new Decision(stripped, verb, "", Set.of());
      }
    };
  }

  private static Set<String> list(String rest, Map<String, Set<String>> lists) {
    if (rest.isEmpty()) {
      return Set.of();
    }
    Set<String> values = rest.startsWith("%") ? lists.get(rest.substring(1)) : null;
    if (values == null) {
      throw new IllegalArgumentException(
          "there is no list " + rest + Spelling.suggestion(rest, lists.keySet()));
    }
    return values;
  }

  private static String precision(String rest) {
    String precision = rest.startsWith("to ") ? rest.substring(3).strip() : rest;
    if (!rest.startsWith("to ") || !PRECISIONS.contains(precision)) {
      throw new IllegalArgumentException(
          "generalise goes to "
              + String.join(", ", PRECISIONS)
              + ", not '"
              + rest
              + "'"
              + Spelling.suggestion(precision, PRECISIONS));
    }
    return precision;
  }

  private static String share(String rest) {
    Matcher matcher = SHARE.matcher(rest);
    if (!matcher.matches() || Double.parseDouble(matcher.group(1)) <= 0) {
      throw new IllegalArgumentException("perturb says by how much: by 5%, between 0 and 100");
    }
    return Double.toString(Double.parseDouble(matcher.group(1)) / 100);
  }

  private static String quoted(String rest) {
    Matcher matcher = QUOTED.matcher(rest);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("substitute takes a text in single quotes");
    }
    return matcher.group(1);
  }
}
