package org.cloister.deid.release;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/// Reads one JSON document (RFC 8259) and nothing more lenient, into a [JsonIndex].
///
/// Refused are also what the RFC leaves to the reader and what two readers may understand in two
/// ways, since what one reader does not see another may show: a name that stands twice in an
/// object, in whatever spelling (`"id"` is `"id"`); a byte order mark; NUL; lone surrogates;
/// nesting, numbers and strings beyond these bounds.
final class JsonReader {
  static final int MAX_DEPTH = 64;
  static final int MAX_NUMBER_LENGTH = 64;
  static final int MAX_STRING_LENGTH = 64 << 20;

  /// Up to here, comparing each with each is faster than a set.
  private static final int FEW = 12;

  private final PropertyNames names;
  private final byte[] bytes;
  private final int end;
  private final JsonIndex index;

  /// One bit for each name, none set between two objects.
  private final long[] seen;

  private int at;
  private int depth;

  private JsonReader(PropertyNames names, byte[] bytes, int from, int to) {
    this.names = names;
    this.bytes = bytes;
    this.end = to;
    this.index = new JsonIndex(bytes, to - from);
    this.seen = new long[names.size() / Long.SIZE + 1];
    this.at = from;
  }

  static JsonIndex read(PropertyNames names, byte[] bytes, int from, int to) {
    JsonReader reader = new JsonReader(names, bytes, from, to);
    if (from < to && bytes[from] == (byte) 0xEF) {
      throw new MalformedJson(from, "a byte order mark stands before the document");
    }
    reader.skipSpace();
    reader.value(JsonIndex.NO_NAME);
    reader.skipSpace();
    if (reader.at < to) {
      throw new MalformedJson(reader.at, "text follows the document");
    }
    return reader.index;
  }

  private void value(int name) {
    if (at >= end) {
      throw new MalformedJson(at, "the document ends too early");
    }
    switch (bytes[at]) {
      case '"' -> string(name);
      case '{' -> object(name);
      case '[' -> array(name);
      case 't' -> literal("true", JsonIndex.TRUE, name);
      case 'f' -> literal("false", JsonIndex.FALSE, name);
      case 'n' -> literal("null", JsonIndex.NULL, name);
      default -> number(name);
    }
  }

  private void object(int name) {
    int node = open(JsonIndex.OBJECT, name);
    if (peek() == '}') {
      at++;
    } else {
      do {
        member();
      } while (another('}'));
    }
    depth--;
    index.close(node, at);
    refuseDuplicates(node);
  }

  private void member() {
    skipSpace();
    if (at >= end || bytes[at] != '"') {
      throw new MalformedJson(at, "a name is expected");
    }
    int start = at + 1;
    boolean isEscaped = skipString();
    int name =
        isEscaped
            ? names.find(
                JsonStrings.unescape(
                    new String(bytes, start, at - 1 - start, StandardCharsets.UTF_8)))
            : names.find(bytes, start, at - 1);
    skipSpace();
    if (at >= end || bytes[at] != ':') {
      throw new MalformedJson(at, "a colon is expected");
    }
    at++;
    skipSpace();
    value(name == ByteKeys.NONE ? ~start : name);
  }

  private void array(int name) {
    int node = open(JsonIndex.ARRAY, name);
    if (peek() == ']') {
      at++;
    } else {
      do {
        skipSpace();
        value(JsonIndex.NO_NAME);
      } while (another(']'));
    }
    depth--;
    index.close(node, at);
  }

  private int open(int kind, int name) {
    if (++depth > MAX_DEPTH) {
      throw new MalformedJson(at, "it is nested too deeply");
    }
    int node = index.add(kind, at, name);
    at++;
    return node;
  }

  private byte peek() {
    skipSpace();
    return at < end ? bytes[at] : 0;
  }

  private boolean another(char close) {
    byte next = peek();
    if (next != ',' && next != close) {
      throw new MalformedJson(at, "a comma or a closing bracket is expected");
    }
    at++;
    return next == ',';
  }

  private void string(int name) {
    int start = at + 1;
    int node = index.add(JsonIndex.STRING, start, name);
    if (skipString()) {
      index.kind(node, JsonIndex.ESCAPED);
    }
    index.close(node, at - 1);
  }

  /// Whether there are escapes in it.
  private boolean skipString() {
    int start = ++at;
    int bound = (int) Math.min(end, (long) start + MAX_STRING_LENGTH);
    boolean isEscaped = false;
    while (true) {
      at = JsonStrings.skipPlain(bytes, at, bound);
      if (at >= bound) {
        throw new MalformedJson(
            bound < end ? start : at, bound < end ? "a string is too long" : "a string has no end");
      }
      byte b = bytes[at];
      if (b == '"') {
        at++;
        return isEscaped;
      } else if (b == '\\') {
        isEscaped = true;
        at = JsonStrings.skipEscape(bytes, at, end);
      } else if (b < 0) {
        at = JsonStrings.skipCharacter(bytes, at, end);
      } else {
        throw new MalformedJson(at, "a string holds a control character");
      }
    }
  }

  private void literal(String word, int kind, int name) {
    int start = at;
    for (int i = 0; i < word.length(); i++, at++) {
      if (at >= end || bytes[at] != word.charAt(i)) {
        throw new MalformedJson(start, "a value is expected");
      }
    }
    index.close(index.add(kind, start, name), at);
  }

  /// `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`
  private void number(int name) {
    int start = at;
    if (bytes[at] == '-') {
      at++;
    }
    int whole = at;
    digits(start);
    if (bytes[whole] == '0' && at > whole + 1) {
      throw new MalformedJson(start, "a number starts with 0");
    }
    if (at < end && bytes[at] == '.') {
      at++;
      digits(start);
    }
    if (at < end && (bytes[at] | 0x20) == 'e') {
      at++;
      if (at < end && (bytes[at] == '+' || bytes[at] == '-')) {
        at++;
      }
      digits(start);
    }
    if (at - start > MAX_NUMBER_LENGTH) {
      throw new MalformedJson(start, "a number is too long");
    }
    index.close(index.add(JsonIndex.NUMBER, start, name), at);
  }

  private void digits(int number) {
    int first = at;
    while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    if (at == first) {
      throw new MalformedJson(number, "a value is expected");
    }
  }

  private void skipSpace() {
    while (at < end
        && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
      at++;
    }
  }

  private void refuseDuplicates(int object) {
    int stop = index.next(object);
    int unknown = 0;
    for (int node = index.first(object); node < stop; node = index.next(node)) {
      int name = index.name(node);
      if (name < 0) {
        unknown++;
      } else if ((seen[name / Long.SIZE] & 1L << name) != 0) {
        throw new MalformedJson(index.start(node), "a name stands twice in an object");
      } else {
        seen[name / Long.SIZE] |= 1L << name;
      }
    }
    for (int node = index.first(object); node < stop; node = index.next(node)) {
      if (index.name(node) >= 0) {
        seen[index.name(node) / Long.SIZE] = 0;
      }
    }
    if (unknown > 1) {
      refuseUnknownDuplicates(object);
    }
  }

  private void refuseUnknownDuplicates(int object) {
    Set<String> seen = HashSet.newHashSet(FEW);
    int stop = index.next(object);
    for (int node = index.first(object); node < stop; node = index.next(node)) {
      if (index.name(node) < 0 && !seen.add(unknownName(~index.name(node)))) {
        throw new MalformedJson(~index.name(node), "a name stands twice in an object");
      }
    }
  }

  private String unknownName(int start) {
    int stop = start;
    while (bytes[stop] != '"') {
      stop += bytes[stop] == '\\' ? 2 : 1;
    }
    return JsonStrings.unescape(new String(bytes, start, stop - start, StandardCharsets.UTF_8));
  }
}
