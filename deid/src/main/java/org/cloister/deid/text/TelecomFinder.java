package org.cloister.deid.text;

import org.cloister.deid.text.Tokens.Shape;

/// Finds e-mail addresses, URLs, IP addresses and telephone numbers.
final class TelecomFinder {
  /// Of a telephone number, by ITU-T E.164.
  private static final int MOST_DIGITS = 15;

  private final Tokens t;
  private final Findings findings;

  TelecomFinder(Tokens tokens, Findings findings) {
    this.t = tokens;
    this.findings = findings;
  }

  void find() {
    for (int i = 0; i < t.size(); i++) {
      if (t.is(i, '@')) {
        email(i);
      } else if (t.is(i, ':')
          && t.is(i + 1, '/')
          && t.is(i + 2, '/')
          && t.touchesNext(i)
          && i > 0) {
        url(i - 1);
      } else if (t.says(i, "www") && t.is(i + 1, '.')) {
        url(i);
      } else if (t.is(i, '.') && isDomainEnding(i + 1)) {
        domain(i);
      }
    }
    for (int i = 0; i < t.size(); i++) {
      if (findings.isFree(i)) {
        i = Math.max(i, Math.max(ipAddress(i), phone(i)));
      }
    }
  }

  private void email(int at) {
    int start = t.start(at);
    while (start > 0 && isLocal(t.text.charAt(start - 1))) {
      start--;
    }
    int end = t.end(at);
    while (end < t.text.length() && isHost(t.text.charAt(end))) {
      end++;
    }
    end = withoutStop(end);
    if (start < t.start(at) && end > t.end(at)) {
      findings.addStretch(start, end, Label.TELECOM);
    }
  }

  private static boolean isLocal(char c) {
    return Character.isLetterOrDigit(c) || "._%+-'".indexOf(c) >= 0;
  }

  private static boolean isHost(char c) {
    return Character.isLetterOrDigit(c) || c == '.' || c == '-';
  }

  private void url(int first) {
    int end = t.end(first);
    while (end < t.text.length()
        && !Character.isWhitespace(t.text.charAt(end))
        && "<>\"'`|)]};,".indexOf(t.text.charAt(end)) < 0) {
      end++;
    }
    findings.addStretch(t.start(first), withoutStop(end), Label.TELECOM);
  }

  private int withoutStop(int end) {
    int last = end;
    while (last > 0 && ".,;:!?".indexOf(t.text.charAt(last - 1)) >= 0) {
      last--;
    }
    return last;
  }

  private boolean isDomainEnding(int i) {
    return t.touchesNext(i - 1)
        && (t.says(i, "com")
            || t.says(i, "org")
            || t.says(i, "net")
            || t.says(i, "edu")
            || t.says(i, "gov")
            || t.says(i, "info"));
  }

  private void domain(int dot) {
    int first = dot;
    while (first > 0
        && t.touchesNext(first - 1)
        && (!t.is(first - 1, Shape.MARK) || t.is(first - 1, '.') || t.is(first - 1, '-'))) {
      first--;
    }
    if (first < dot && findings.isFree(first)) {
      url(first);
    }
  }

  private int ipAddress(int i) {
    int last = i;
    int groups = 0;
    while (t.number(last) >= 0 && t.number(last) <= 255 && t.length(last) <= 3) {
      groups++;
      if (!t.is(last + 1, '.')
          || !t.touchesNext(last)
          || !t.touchesNext(last + 1)
          || t.number(last + 2) < 0) {
        break;
      }
      last += 2;
    }
    if (groups == 4) {
      findings.add(i, last, Label.TELECOM);
      return last;
    }
    return colonGroups(i);
  }

  /// An IPv6 or a hardware address: at least five groups of hexadecimal digits between colons.
  private int colonGroups(int i) {
    int last = i;
    int colons = 0;
    while (t.touchesNext(last) && (t.is(last + 1, ':') || isHexadecimal(last + 1))) {
      last++;
      colons += t.is(last, ':') ? 1 : 0;
    }
    if (colons < 4 || !isHexadecimal(i)) {
      return -1;
    }
    findings.add(i, last, Label.TELECOM);
    return last;
  }

  private boolean isHexadecimal(int i) {
    if (!t.has(i) || t.length(i) > 4 || t.is(i, Shape.MARK)) {
      return false;
    }
    for (int at = t.start(i); at < t.end(i); at++) {
      if (Character.digit(t.text.charAt(at), 16) < 0) {
        return false;
      }
    }
    return true;
  }

  /// Groups of digits, with single spaces, hyphens, dots or brackets between them.
  private int phone(int i) {
    boolean plus = t.is(i, '+');
    boolean bracket = t.is(i, '(');
    if ((!plus && !bracket && !t.is(i, Shape.NUMBER)) || isTail(i)) {
      return -1;
    }
    int last = -1;
    int digits = 0;
    int accepted = -1;
    StringBuilder groups = new StringBuilder();
    for (int at = plus || bracket ? i + 1 : i; t.has(at) && digits <= MOST_DIGITS; at++) {
      if (t.is(at, Shape.NUMBER) && (last < 0 || isNear(last, at))) {
        digits += t.length(at);
        groups.append(t.length(at)).append(' ');
        last = at;
        boolean ends = !t.touchesNext(at) || !isJoint(at + 1) || !t.is(at + 2, Shape.NUMBER);
        if (ends && isPhone(groups.toString(), digits, i, last, plus)) {
          accepted = last;
        }
      } else if ((!isJoint(at) && !t.is(at, '(') && !t.is(at, ')')) || t.newLineBefore(at)) {
        break;
      }
    }
    if (accepted < 0 || digits > MOST_DIGITS) {
      return -1;
    }
    accepted = withExtension(accepted);
    findings.add(i, accepted, Label.TELECOM);
    return accepted;
  }

  private boolean isTail(int i) {
    boolean joined = i > 1 && t.touchesNext(i - 1) && (isJoint(i - 1) || t.is(i - 1, '/'));
    return joined && t.touchesNext(i - 2) && (t.is(i - 2, Shape.NUMBER) || t.is(i - 2, Shape.CODE));
  }

  private boolean isJoint(int i) {
    return t.is(i, '-') || t.is(i, '.') || t.is(i, '–') || t.is(i, '·');
  }

  private boolean isNear(int a, int b) {
    return t.start(b) - t.end(a) <= 3 && !t.newLineBefore(b);
  }

  private boolean isPhone(String groups, int digits, int first, int last, boolean plus) {
    boolean shaped =
        switch (groups) {
          case "3 3 4 ", "1 3 3 4 " -> true;
          case "3 4 " ->
              (t.is(last - 1, '-') && t.touchesNext(last - 1))
                  || (t.is(last - 1, '.') && t.touchesNext(last - 1));
          default -> plus && digits >= 8;
        };
    return shaped
        || (digits >= 7 && digits <= MOST_DIGITS && groups.length() > 2 && isAnnounced(first));
  }

  private boolean isAnnounced(int i) {
    for (int back = i - 1; back >= Math.max(0, i - 4) && !t.newLineBefore(back + 1); back--) {
      if (t.is(back, Part.PHONECUE)) {
        return true;
      }
    }
    return false;
  }

  private int withExtension(int last) {
    boolean word = t.says(last + 1, "ext") || t.says(last + 1, "extension");
    int number = t.is(last + 2, '.') || t.is(last + 2, ':') ? last + 3 : last + 2;
    if ((word || t.says(last + 1, "x")) && t.is(number, Shape.NUMBER)) {
      return number;
    }
    boolean together = t.is(last + 1, Shape.CODE) && t.text.charAt(t.start(last + 1)) == 'x';
    return together ? last + 1 : last;
  }
}
