package org.cloister.gateway.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A value of a token search: `code` in any system, or `system|code`
/// (https://hl7.org/fhir/R4/search.html#token).
record Token(Optional<String> system, String code) {
  private static final Pattern FORM = Pattern.compile("(?:([^|,]*)\\|)?([^|,\\s]{1,128})");

  static Optional<Token> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(new Token(Optional.ofNullable(matcher.group(1)), matcher.group(2)))
        : Optional.empty();
  }

  /// Values separated by commas mean one or the other; empty where one of them is none.
  static Optional<List<Token>> list(String value) {
    List<Token> tokens = new ArrayList<>();
    for (String text : value.split(",", -1)) {
      Optional<Token> token = parse(text);
      if (token.isEmpty()) {
        return Optional.empty();
      }
      tokens.add(token.get());
    }
    return Optional.of(tokens);
  }

  boolean isOf(String expected) {
    return system.isEmpty() || system.get().equals(expected);
  }

  boolean matches(String expected, String expectedCode) {
    return isOf(expected) && isCode(expectedCode);
  }

  boolean isCode(String expected) {
    return code.equals(expected);
  }
}
