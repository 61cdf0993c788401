package org.cloister.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/// A JSON document in which string values carry a unique token each, and the tokens to look for
/// wherever nothing of the document may come out.
///
/// The tokens are `CANARY0001X` and so on: letters and digits only, so that they survive quoting,
/// URL encoding and lower-casing ([#foundIn] ignores case), and with an end, so that none is part
/// of another.
///
/// The parser here takes what test documents need of JSON; it is no validator.
public final class Canaries {
  /// Names of properties that a FHIR document cannot do without in their exact form: codes, dates,
  /// links.
  private static final Set<String> LOAD_BEARING =
      Set.of(
          "resourceType",
          "system",
          "code",
          "status",
          "type",
          "url",
          "fullUrl",
          "reference",
          "id",
          "unit",
          "gender",
          "birthDate",
          "intent",
          "use",
          "div",
          "profile",
          "mode",
          "contentType",
          "data",
          "language",
          "lastUpdated",
          "versionId",
          "comparator");

  private final String document;
  private final Map<String, String> pathByToken;

  private Canaries(String document, Map<String, String> pathByToken) {
    this.document = document;
    this.pathByToken = pathByToken;
  }

  /// Marks every free-text value: all strings but codes, dates, links and the like.
  public static Canaries inFreeText(String json) {
    return in(
        json,
        (name, value) ->
            !LOAD_BEARING.contains(name)
                && !name.startsWith("value") // valueCode, valueDateTime …
                && !value.matches("\\d{4}(-.*)?"));
  }

  /// Marks every string value for which `mark` holds of its property's name and its text; the token
  /// is put behind the text.
  public static Canaries in(String json, BiPredicate<String, String> mark) {
    Scan scan = new Scan(json, mark);
    scan.value("");
    return new Canaries(scan.out.toString(), scan.tokens);
  }

  /// All string values of a document, at least four characters long, with their paths: what a leak
  /// test looks for when the document is taken as it is.
  public static Map<String, String> leaves(String json) {
    Map<String, String> leaves = new LinkedHashMap<>();
    Scan scan = new Scan(json, (_, _) -> false);
    scan.value("");
    for (Map.Entry<String, String> leaf : scan.leaves) {
      if (leaf.getValue().length() >= 4) {
        leaves.putIfAbsent(leaf.getValue(), leaf.getKey());
      }
    }
    return Collections.unmodifiableMap(leaves);
  }

  public String document() {
    return document;
  }

  /// How many values were marked.
  public int count() {
    return pathByToken.size();
  }

  /// Paths of the marked values whose token occurs in the text; empty is good.
  public List<String> foundIn(String text) {
    String lower = text.toLowerCase(java.util.Locale.ROOT);
    List<String> found = new ArrayList<>();
    pathByToken.forEach((token, path) -> {
      if (lower.contains(token.toLowerCase(java.util.Locale.ROOT))) {
        found.add(path);
      }
    });
    return found;
  }

  private static final class Scan {
    private final String in;
    private final BiPredicate<String, String> mark;
    private final StringBuilder out = new StringBuilder();
    private final Map<String, String> tokens = new LinkedHashMap<>();
    private final List<Map.Entry<String, String>> leaves = new ArrayList<>();
    private int at;

    Scan(String in, BiPredicate<String, String> mark) {
      this.in = in;
      this.mark = mark;
    }

    void value(String path) {
      space();
      switch (in.charAt(at)) {
        case '{' -> object(path);
        case '[' -> array(path);
        case '"' -> string(path);
        default -> {
          while (at < in.length() && ",]} \n\r\t".indexOf(in.charAt(at)) < 0) {
            copy();
          }
        }
      }
    }

    private void object(String path) {
      copy();
      space();
      while (in.charAt(at) != '}') {
        int start = at;
        String name = text();
        out.append(in, start, at);
        space();
        copy(); // the colon
        value(path.isEmpty() ? name : path + "." + name);
        separator();
      }
      copy();
    }

    private void array(String path) {
      copy();
      space();
      for (int i = 0; in.charAt(at) != ']'; i++) {
        value(path + "[" + i + "]");
        separator();
      }
      copy();
    }

    private void separator() {
      space();
      if (in.charAt(at) == ',') {
        copy();
        space();
      }
    }

    private void string(String path) {
      int start = at;
      String text = text();
      leaves.add(Map.entry(path, text));
      String name = path.substring(path.lastIndexOf('.') + 1).replaceAll("\\[\\d+]$", "");
      if (!mark.test(name, text)) {
        out.append(in, start, at);
        return;
      }
      String token = "CANARY%04dX".formatted(tokens.size() + 1);
      tokens.put(token, path);
      out.append(in, start, at - 1).append(token).append('"');
    }

    /// Reads a string and leaves its escapes as they are.
    private String text() {
      int start = ++at;
      while (in.charAt(at) != '"') {
        at += in.charAt(at) == '\\' ? 2 : 1;
      }
      return in.substring(start, at++);
    }

    private void space() {
      while (at < in.length() && Character.isWhitespace(in.charAt(at))) {
        at++;
      }
    }

    private void copy() {
      out.append(in.charAt(at++));
    }
  }
}
