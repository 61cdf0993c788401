package org.cloister.deid.text;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.cloister.deid.text.Findings.Found;

/// The text of an XHTML fragment, and the places in the markup that each of its characters has.
/// Tags that end a line or a cell part words; those within a line do not.
final class XhtmlText {
  private static final String NAMESPACE = " xmlns=\"http://www.w3.org/1999/xhtml\"";
  private static final Set<String> WITHIN_A_LINE =
      Set.of(
          "a", "abbr", "acronym", "b", "big", "cite", "code", "dfn", "em", "font", "i", "kbd", "q",
          "s", "samp", "small", "span", "strong", "sub", "sup", "tt", "u", "var", "ins", "del");
  private static final Set<String> OTHERS =
      Set.of(
          "blockquote",
          "br",
          "caption",
          "col",
          "colgroup",
          "dd",
          "div",
          "dl",
          "dt",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "hr",
          "li",
          "ol",
          "p",
          "pre",
          "table",
          "tbody",
          "td",
          "tfoot",
          "th",
          "thead",
          "tr",
          "ul");

  private final StringBuilder text = new StringBuilder();

  /// What the output has before each character of the text.
  private final List<Tag> tags = new ArrayList<>();

  private record Tag(int at, String written) {}

  private XhtmlText() {}

  static XhtmlText parse(String xhtml) {
    XhtmlText parsed = new XhtmlText();
    for (int at = 0; at < xhtml.length(); ) {
      char c = xhtml.charAt(at);
      at =
          c == '<'
              ? parsed.tag(xhtml, at)
              : c == '&' ? parsed.entity(xhtml, at) : parsed.character(c, at);
    }
    return parsed;
  }

  String text() {
    return text.toString();
  }

  private int character(char c, int at) {
    text.append(c);
    return at + 1;
  }

  private int tag(String xhtml, int at) {
    if (xhtml.startsWith("<!--", at)) {
      return after(xhtml, "-->", at);
    }
    if (xhtml.startsWith("<![CDATA[", at)) {
      int end = xhtml.indexOf("]]>", at);
      text.append(xhtml, at + 9, end < 0 ? xhtml.length() : end);
      return end < 0 ? xhtml.length() : end + 3;
    }
    int close = endOfTag(xhtml, at);
    String inner = xhtml.substring(at + 1, close);
    String name = name(inner);
    if (WITHIN_A_LINE.contains(name) || OTHERS.contains(name)) {
      keep(name, inner);
    }
    return Math.min(xhtml.length(), close + 1);
  }

  /// The closing bracket; one within a quoted value does not close.
  private static int endOfTag(String xhtml, int at) {
    char quote = 0;
    for (int i = at + 1; i < xhtml.length(); i++) {
      char c = xhtml.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '>') {
        return i;
      }
    }
    return xhtml.length();
  }

  private void keep(String name, String inner) {
    String slash = inner.startsWith("/") ? "/" : "";
    String empty = inner.endsWith("/") && slash.isEmpty() ? "/" : "";
    boolean outermost = tags.isEmpty() && name.equals("div");
    if (OTHERS.contains(name)) {
      text.append('\n');
    }
    tags.add(
        new Tag(text.length(), "<" + slash + name + (outermost ? NAMESPACE : "") + empty + ">"));
  }

  private static String name(String inner) {
    int start = inner.startsWith("/") ? 1 : 0;
    int end = start;
    while (end < inner.length() && Character.isLetterOrDigit(inner.charAt(end))) {
      end++;
    }
    return inner.substring(start, end).toLowerCase(Locale.ROOT);
  }

  private static int after(String xhtml, String end, int at) {
    int found = xhtml.indexOf(end, at);
    return found < 0 ? xhtml.length() : found + end.length();
  }

  private int entity(String xhtml, int at) {
    int end = xhtml.indexOf(';', at);
    if (end < 0 || end - at > 10) {
      return character('&', at);
    }
    String decoded = decoded(xhtml.substring(at + 1, end));
    if (decoded.isEmpty()) {
      return character('&', at);
    }
    text.append(decoded);
    return end + 1;
  }

  private static String decoded(String name) {
    if (name.startsWith("#")) {
      return numbered(name);
    }
    return switch (name) {
      case "amp" -> "&";
      case "lt" -> "<";
      case "gt" -> ">";
      case "quot" -> "\"";
      case "apos" -> "'";
      case "nbsp" -> "\u00a0";
      default -> lettered(name);
    };
  }

  private static String numbered(String name) {
    try {
      boolean hexadecimal = name.startsWith("#x") || name.startsWith("#X");
      int code = Integer.parseInt(name.substring(hexadecimal ? 2 : 1), hexadecimal ? 16 : 10);
      return code >= ' ' && Character.isValidCodePoint(code) ? Character.toString(code) : " ";
    } catch (NumberFormatException e) {
      return "";
    }
  }

  /// A letter with an accent, `&eacute;`.
  private static String lettered(String name) {
    String accent =
        name.endsWith("acute")
            ? "\u0301"
            : name.endsWith("grave")
                ? "\u0300"
                : name.endsWith("uml")
                    ? "\u0308"
                    : name.endsWith("tilde")
                        ? "\u0303"
                        : name.endsWith("circ") ? "\u0302" : name.endsWith("cedil") ? "\u0327" : "";
    return accent.isEmpty()
        ? ""
        : Normalizer.normalize(name.charAt(0) + accent, Normalizer.Form.NFC);
  }

  /// The markup again, with marks in place of what was found.
  String scrubbed(List<Found> found, Function<Found, String> replacement) {
    StringBuilder out = new StringBuilder();
    int tag = 0;
    int next = 0;
    for (int at = 0; at <= text.length(); at++) {
      for (; tag < tags.size() && tags.get(tag).at() == at; tag++) {
        out.append(tags.get(tag).written());
      }
      if (next < found.size() && found.get(next).end() <= at) {
        next++;
      }
      boolean inside = next < found.size() && found.get(next).start() <= at;
      if (inside && found.get(next).start() == at) {
        append(out, replacement.apply(found.get(next)));
      } else if (!inside && at < text.length()) {
        append(out, text.charAt(at));
      }
    }
    return out.toString();
  }

  private static void append(StringBuilder out, String value) {
    for (int i = 0; i < value.length(); i++) {
      append(out, value.charAt(i));
    }
  }

  private static void append(StringBuilder out, char c) {
    switch (c) {
      case '<' -> out.append("&lt;");
      case '>' -> out.append("&gt;");
      case '&' -> out.append("&amp;");
      default -> out.append(c);
    }
  }
}
