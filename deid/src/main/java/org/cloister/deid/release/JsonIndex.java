package org.cloister.deid.release;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.Predicate;

/// Where every value of one JSON document stands in its bytes: enough to walk it in any order and
/// to skip what is not wanted in one step, without copying a byte. Made by [JsonReader]. A node is
/// an `int`; the root is [#ROOT]. Not safe for concurrent use.
final class JsonIndex {
  static final int ROOT = 0;
  static final int NONE = -1;

  static final int OBJECT = 0;
  static final int ARRAY = 1;
  static final int STRING = 2;

  /// A string with a backslash in it.
  static final int ESCAPED = 3;

  static final int NUMBER = 4;
  static final int TRUE = 5;
  static final int FALSE = 6;
  static final int NULL = 7;

  /// The name of a node that is no member of an object.
  static final int NO_NAME = Integer.MIN_VALUE;

  private static final int STRIDE = 5;
  private static final int START = 1;
  private static final int END = 2;
  private static final int NEXT = 3;
  private static final int NAME = 4;

  private final byte[] bytes;
  private int[] nodes;
  private int size;

  JsonIndex(byte[] bytes, int length) {
    this.bytes = bytes;
    this.nodes = new int[STRIDE * Math.max(16, length / 24)];
  }

  byte[] bytes() {
    return bytes;
  }

  int add(int kind, int start, int name) {
    if (size + STRIDE > nodes.length) {
      nodes = Arrays.copyOf(nodes, Math.max(nodes.length * 2, size + STRIDE));
    }
    int node = size;
    nodes[node] = kind;
    nodes[node + START] = start;
    nodes[node + NAME] = name;
    size += STRIDE;
    return node;
  }

  /// Says where the node ends; everything added since is within it.
  void close(int node, int end) {
    nodes[node + END] = end;
    nodes[node + NEXT] = size;
  }

  void kind(int node, int kind) {
    nodes[node] = kind;
  }

  int kind(int node) {
    return nodes[node];
  }

  /// Of a string, the byte after the quotation mark.
  int start(int node) {
    return nodes[node + START];
  }

  /// The byte after the value; of a string, its closing quotation mark.
  int end(int node) {
    return nodes[node + END];
  }

  /// The node after this one and all that is in it.
  int next(int node) {
    return nodes[node + NEXT];
  }

  /// The first node within an object or array; it is [#next] of it if there is none.
  int first(int node) {
    return node + STRIDE;
  }

  /// As [PropertyNames] numbers it; of an unknown name, the complement of where it starts.
  int name(int node) {
    return nodes[node + NAME];
  }

  /// Whether a member of this name stands anywhere in the document.
  boolean holds(int name) {
    for (int node = ROOT; node < size; node += STRIDE) {
      if (name(node) == name) {
        return true;
      }
    }
    return false;
  }

  /// Where the first string member of this name begins, in the order of the document, of which this
  /// holds.
  OptionalInt firstText(int name, Predicate<String> holds) {
    for (int node = ROOT; node < size; node += STRIDE) {
      if (name(node) == name && isString(node) && holds.test(text(node))) {
        return OptionalInt.of(start(node));
      }
    }
    return OptionalInt.empty();
  }

  boolean isObject(int node) {
    return nodes[node] == OBJECT;
  }

  boolean isArray(int node) {
    return nodes[node] == ARRAY;
  }

  boolean isString(int node) {
    return nodes[node] == STRING || nodes[node] == ESCAPED;
  }

  boolean isEmpty(int node) {
    return first(node) == next(node);
  }

  /// The member of an object, or [#NONE].
  int member(int object, int name) {
    if (!isObject(object)) {
      return NONE;
    }
    int stop = next(object);
    for (int at = first(object); at < stop; at = next(at)) {
      if (name(at) == name) {
        return at;
      }
    }
    return NONE;
  }

  /// The string's characters; of any other scalar, its text.
  String text(int node) {
    String raw = new String(bytes, start(node), end(node) - start(node), StandardCharsets.UTF_8);
    return kind(node) == ESCAPED ? JsonStrings.unescape(raw) : raw;
  }

  /// The text of a string member; empty where there is none.
  String textOf(int object, int name) {
    int member = member(object, name);
    return member != NONE && isString(member) ? text(member) : "";
  }
}
