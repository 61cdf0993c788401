package org.cloister.policies;

import java.util.ArrayList;
import java.util.List;

/// The text of one policy and where it begins. Cedar's parser names no position, and numbers the
/// policies of a file as it likes; so we cut the file at the semicolons ourselves, and let Cedar
/// read one policy at a time.
///
/// @param line of the first character, from 1
record CedarStatement(String file, int line, String text) {

  /// The statements of a file in order. Text behind the last semicolon is a statement too (Cedar
  /// will refuse it), unless it is comment or white space.
  static List<CedarStatement> split(String file, String content) {
    List<CedarStatement> statements = new ArrayList<>();
    int begin = skipBlank(content, 0);
    while (begin < content.length()) {
      int end = end(content, begin);
      statements.add(
          new CedarStatement(file, lineOf(content, begin), content.substring(begin, end)));
      begin = skipBlank(content, end);
    }
    return statements;
  }

  /// Line of the file in which a part of the statement stands.
  ///
  /// @param utf8Offset as Cedar counts: bytes from the statement's beginning
  int lineAt(int utf8Offset) {
    int bytes = 0;
    int at = 0;
    while (at < text.length() && bytes < utf8Offset) {
      int point = text.codePointAt(at);
      bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      at += Character.charCount(point);
    }
    return line + lineOf(text, at) - 1;
  }

  static int lineOf(String content, int index) {
    return 1 + (int) content.chars().limit(index).filter(it -> it == '\n').count();
  }

  /// Index behind the semicolon that ends the statement; strings and comments may hold others.
  private static int end(String content, int begin) {
    int at = begin;
    while (at < content.length()) {
      char c = content.charAt(at);
      if (c == ';') {
        return at + 1;
      } else if (c == '"') {
        at = skipString(content, at);
      } else if (content.startsWith("//", at)) {
        at = skipComment(content, at);
      } else {
        at++;
      }
    }
    return content.length();
  }

  private static int skipString(String content, int quote) {
    int at = quote + 1;
    while (at < content.length() && content.charAt(at) != '"') {
      at += content.charAt(at) == '\\' ? 2 : 1;
    }
    return Math.min(at + 1, content.length());
  }

  private static int skipComment(String content, int slash) {
    int newline = content.indexOf('\n', slash);
    return newline < 0 ? content.length() : newline + 1;
  }

  private static int skipBlank(String content, int from) {
    int at = from;
    while (at < content.length()) {
      if (content.startsWith("//", at)) {
        at = skipComment(content, at);
      } else if (Character.isWhitespace(content.charAt(at))) {
        at++;
      } else {
        return at;
      }
    }
    return at;
  }
}
