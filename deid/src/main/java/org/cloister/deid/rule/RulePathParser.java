package org.cloister.deid.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cloister.deid.rule.RulePath.Filter;
import org.cloister.deid.rule.RulePath.Step;

/// Reads `Patient.identifier.where(system = 'http://hl7.org/fhir/sid/us-ssn').value`.
final class RulePathParser {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]*");
  private static final Pattern EQUALS = Pattern.compile("(\\w+)\\s*=\\s*'([^']*)'");
  private static final Pattern IN = Pattern.compile("(\\w+)\\s+in\\s+%([a-z0-9-]+)");
  private static final Pattern QUOTED = Pattern.compile("'([^']*)'");

  private final String text;
  private final Map<String, Set<String>> lists;
  private int at;

  private RulePathParser(String text, Map<String, Set<String>> lists) {
    this.text = text;
    this.lists = lists;
  }

  /// @param lists the values of each `%name`
  /// @throws IllegalArgumentException with the reason
  static RulePath parse(String text, Map<String, Set<String>> lists) {
    return new RulePathParser(text, lists).path();
  }

  private RulePath path() {
    String type = name();
    Filter filter = filterIfAny();
    List<Step> steps = new ArrayList<>();
    while (at < text.length()) {
      steps.add(step());
    }
    return new RulePath(text, type, filter, steps);
  }

  private Step step() {
    dot();
    String element = name();
    if (at < text.length() && text.charAt(at) == '(') {
      if (!element.equals("extension")) {
        throw new IllegalArgumentException(
            "the function " + element + "() is not one that rules know: where, ofType, extension");
      }
      return new Step(element, "", urlFilter());
    }
    String ofType = "";
    if (text.startsWith(".ofType(", at)) {
      at += ".ofType".length();
      ofType = parenthesised();
    }
    return new Step(element, ofType, filterIfAny());
  }

  private Filter filterIfAny() {
    if (!text.startsWith(".where(", at)) {
      return Filter.NONE;
    }
    at += ".where".length();
    String condition = parenthesised();
    Matcher equals = EQUALS.matcher(condition);
    if (equals.matches()) {
      return new Filter(equals.group(1), Set.of(equals.group(2)));
    }
    Matcher in = IN.matcher(condition);
    if (in.matches()) {
      Set<String> values = lists.get(in.group(2));
      if (values == null) {
        throw new IllegalArgumentException(
            "there is no list %" + in.group(2) + Spelling.suggestion(in.group(2), lists.keySet()));
      }
      return new Filter(in.group(1), values);
    }
    throw new IllegalArgumentException(
        "where(" + condition + ") is neither where(element = 'value') nor where(element in %list)");
  }

  private Filter urlFilter() {
    String argument = parenthesised();
    Matcher quoted = QUOTED.matcher(argument);
    if (!quoted.matches()) {
      throw new IllegalArgumentException("extension() takes a url in single quotes");
    }
    return new Filter("url", Set.of(quoted.group(1)));
  }

  private String name() {
    Matcher matcher = NAME.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      throw new IllegalArgumentException("a name is missing after '" + text.substring(0, at) + "'");
    }
    at = matcher.end();
    return matcher.group();
  }

  private void dot() {
    if (text.charAt(at) != '.') {
      throw new IllegalArgumentException(
          "'" + text.substring(at) + "' does not continue a path: a dot is missing");
    }
    at++;
  }

  /// What stands between the parenthesis here and the next one that no quotes enclose.
  private String parenthesised() {
    boolean isQuoted = false;
    for (int i = at + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\'') {
        isQuoted = !isQuoted;
      } else if (c == ')' && !isQuoted) {
        String inside = text.substring(at + 1, i).strip();
        at = i + 1;
        return inside;
      }
    }
    throw new IllegalArgumentException("a parenthesis is not closed");
  }
}
