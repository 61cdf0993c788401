package org.cloister.audit;

import com.google.errorprone.annotations.Immutable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A JSON object with one spelling (RFC 8785): keys sorted by UTF-16 units, no white space, the
/// shortest escapes. Equal contents give equal bytes, whatever the order of the map.
///
/// Numbers are integers up to 2^53 - 1 in size, which every JSON reader keeps exact; larger ones
/// and fractions go in as text. `toString` is redacted: a body holds identified data.
@Immutable
public final class CanonicalJson {
  private static final long MAX_SAFE_INTEGER = (1L << 53) - 1;

  @SuppressWarnings("Immutable") // a private copy that never leaves this class
  private final byte[] utf8;

  private CanonicalJson(byte[] utf8) {
    this.utf8 = utf8;
  }

  /// An object of `String`, `Long`, `Integer`, `Boolean`, and lists and maps of these. Another
  /// type, null or half a surrogate pair is a bug of the caller.
  public static CanonicalJson of(Map<String, ?> object) {
    StringBuilder out = new StringBuilder(256);
    writeObject(object, out);
    return new CanonicalJson(out.toString().getBytes(StandardCharsets.UTF_8));
  }

  /// A fresh copy of the UTF-8 bytes.
  public byte[] bytes() {
    return utf8.clone();
  }

  /// How many bytes that are.
  public int length() {
    return utf8.length;
  }

  /// The bytes themselves, for reading inside this package.
  byte[] raw() {
    return utf8;
  }

  private static void write(Object value, StringBuilder out) {
    switch (value) {
      case String text -> writeText(text, out);
      case Integer number -> out.append(number.intValue());
      case Long number when number >= -MAX_SAFE_INTEGER && number <= MAX_SAFE_INTEGER ->
          out.append(number.longValue());
      case Boolean truth -> out.append(truth.booleanValue());
      case List<?> list -> writeList(list, out);
      case Map<?, ?> map -> writeObject(map, out);
      default ->
          throw new IllegalArgumentException(
              "no canonical JSON form for a " + value.getClass().getSimpleName());
    }
  }

  private static void writeObject(Map<?, ?> map, StringBuilder out) {
    TreeMap<String, Object> sorted = new TreeMap<>(); // String order is UTF-16 unit order
    map.forEach((key, value) -> sorted.put((String) key, value));
    String separator = "{";
    for (Map.Entry<String, Object> member : sorted.entrySet()) {
      out.append(separator);
      writeText(member.getKey(), out);
      out.append(':');
      write(member.getValue(), out);
      separator = ",";
    }
    out.append(sorted.isEmpty() ? "{}" : "}");
  }

  private static void writeList(List<?> list, StringBuilder out) {
    String separator = "[";
    for (Object value : list) {
      out.append(separator);
      write(value, out);
      separator = ",";
    }
    out.append(list.isEmpty() ? "[]" : "]");
  }

  private static void writeText(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\f' -> out.append("\\f");
        case '\r' -> out.append("\\r");
        default -> {
          if (Character.isSurrogate(c)) {
            requirePair(text, i);
            out.append(c);
          } else if (c < 0x20) {
            out.append("\\u00")
                .append(c < 0x10 ? '0' : '1')
                .append("0123456789abcdef".charAt(c & 15));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private static void requirePair(String text, int at) {
    boolean first =
        at + 1 < text.length() && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1));
    boolean second = at > 0 && Character.isSurrogatePair(text.charAt(at - 1), text.charAt(at));
    if (!first && !second) {
      throw new IllegalArgumentException("text with half a surrogate pair has no UTF-8 form");
    }
  }

  @Override
  public String toString() {
    return "CanonicalJson[redacted]";
  }
}
