package org.cloister.deid.text;

import org.cloister.deid.text.Tokens.Shape;

/// Recognises streets, rural routes and post boxes, with the unit in the house.
final class Streets {
  private final Tokens t;

  Streets(Tokens tokens) {
    this.t = tokens;
  }

  /// The last token of the street that begins at `i`, with its unit; -1 for none.
  int last(int i) {
    int last = street(i);
    return last < 0 ? -1 : unit(last);
  }

  private int street(int i) {
    if (t.is(i, Part.ROADFIRST) && t.is(i, Shape.CAPITAL)) {
      return roadFirst(i);
    }
    if (isPostBox(i)) {
      return t.is(i + 1, '.') ? i + 5 : i + 2;
    }
    int rural = ruralRoute(i);
    if (rural >= 0) {
      return rural;
    }
    boolean numbered =
        (t.is(i, Shape.NUMBER) && t.length(i) <= 6)
            || (t.is(i, Shape.CODE)
                && t.length(i) <= 6
                && Letters.isDigit(t.text.charAt(t.start(i))));
    if (numbered) {
      return numbered(i);
    }
    return isRoadInOneWord(i) && t.is(i + 1, Shape.NUMBER) ? i + 1 : -1;
  }

  /// `via` in small letters is mostly the English word.
  private boolean isRoadFirst(int i) {
    return t.is(i, Part.ROADFIRST)
        && (t.isCapitalised(i) || t.says(i, "rue") || t.says(i, "calle") || t.says(i, "chemin"));
  }

  private boolean isPostBox(int i) {
    boolean plain = t.says(i, "po") && t.says(i + 1, "box") && t.has(i + 2);
    boolean dotted =
        t.says(i, "p")
            && t.is(i + 1, '.')
            && t.says(i + 2, "o")
            && t.is(i + 3, '.')
            && t.says(i + 4, "box")
            && t.has(i + 5);
    return plain || dotted;
  }

  /// `RR 2 Box 27`, `Rural Route 4, Box 112`.
  private int ruralRoute(int i) {
    boolean words = t.says(i, "rural") && t.says(i + 1, "route");
    int number = words ? i + 2 : i + 1;
    boolean begins =
        words || (t.is(i, Shape.UPPER) && (t.says(i, "rr") || t.says(i, "hc") || t.says(i, "rfd")));
    if (!begins || !t.is(number, Shape.NUMBER)) {
      return -1;
    }
    int box = t.is(number + 1, ',') ? number + 2 : number + 1;
    return t.says(box, "box") && t.has(box + 1) ? box + 1 : words ? number : -1;
  }

  /// `2365 Cobblestone St.`, `12 N Old Mill Rd`, `12 rue de la Paix`, `4 Highway 17 South`.
  private int numbered(int i) {
    int roadFirst = isRoadFirst(i + 1) ? roadFirst(i + 1) : -1;
    if (roadFirst >= 0) {
      return roadFirst;
    }
    boolean announced = isAnnounced(i);
    for (int at = i + 1; at <= i + 6 && t.has(at); at++) {
      if (t.newLineBefore(at)) {
        return -1;
      }
      boolean ends = t.is(at, Part.STREET) && (t.isCapitalised(at) || announced);
      if (ends && (at > i + 1 || isNumberedRoad(at) || isNamedAfter(at))) {
        return ending(at);
      }
      if (!isPartOfName(at, announced)) {
        return at > i + 1 && announced && !t.is(at, Shape.LOWER) ? at - 1 : -1;
      }
      if (isRoadInOneWord(at) || isBeforeUnit(at)) {
        return at;
      }
    }
    return -1;
  }

  /// `659 Broadway, Apt 65B`.
  private boolean isBeforeUnit(int at) {
    return t.is(at, Shape.CAPITAL)
        && t.is(at + 1, ',')
        && t.is(at + 2, Part.UNIT)
        && t.is(at + 2, Shape.CAPITAL)
        && unit(at) > at;
  }

  private boolean isPartOfName(int at, boolean announced) {
    return t.isCapitalised(at)
        || (announced && t.is(at, Shape.LOWER))
        || t.is(at, Shape.CODE)
        || t.is(at, Shape.NUMBER)
        || (t.is(at, '.') && t.length(at - 1) <= 3)
        || t.is(at, '-');
  }

  private boolean isNumberedRoad(int i) {
    return t.is(i + 1, Shape.NUMBER)
        && (t.says(i, "highway")
            || t.says(i, "hwy")
            || t.says(i, "road")
            || t.says(i, "rd")
            || t.says(i, "route")
            || t.says(i, "rte"));
  }

  /// The last token of a street whose kind stands at `kind`.
  private int ending(int kind) {
    int at = kind;
    while (t.is(at + 1, Part.STREET) && t.isCapitalised(at + 1) && !t.newLineBefore(at + 1)) {
      at++;
    }
    if (isNumberedRoad(at) || isLettered(at)) {
      at++;
    } else if (isNamedAfter(at)) {
      at += t.says(at + 2, "the") ? 3 : 2;
    } else if (t.is(at + 1, '.') && t.touchesNext(at) && t.length(at) <= 4) {
      at++;
    }
    return isDirection(at + 1) && !t.newLineBefore(at + 1) ? at + 1 : at;
  }

  /// `Avenue of the Oaks`, `Avenue J`.
  private boolean isNamedAfter(int i) {
    int name = t.says(i + 2, "the") ? i + 3 : i + 2;
    return isLettered(i)
        || (t.says(i + 1, "of") && t.is(name, Shape.CAPITAL) && !t.newLineBefore(name));
  }

  private boolean isLettered(int i) {
    return (t.says(i, "avenue") || t.says(i, "ave") || t.says(i, "street"))
        && t.is(i + 1, Shape.CAPITAL)
        && t.length(i + 1) == 1
        && !t.newLineBefore(i + 1);
  }

  private boolean isDirection(int i) {
    boolean word =
        t.says(i, "north") || t.says(i, "south") || t.says(i, "east") || t.says(i, "west");
    boolean letters =
        t.is(i, Shape.UPPER)
            && (t.says(i, "ne") || t.says(i, "nw") || t.says(i, "se") || t.says(i, "sw"));
    return (word && t.isCapitalised(i)) || letters;
  }

  private boolean isAnnounced(int i) {
    return (t.says(i - 1, "at")
            && (t.says(i - 2, "lives") || t.says(i - 2, "resides") || t.says(i - 2, "living")))
        || (t.is(i - 1, ':') && t.says(i - 2, "address"));
  }

  private boolean isRoadInOneWord(int i) {
    if (!t.is(i, Shape.CAPITAL) || t.length(i) < 7) {
      return false;
    }
    String word = t.folded(i);
    return word.endsWith("strase")
        || word.endsWith("strasse")
        || word.endsWith("straat")
        || word.endsWith("gracht")
        || word.endsWith("weg")
        || word.endsWith("laan")
        || word.endsWith("gasse")
        || word.endsWith("platz")
        || word.endsWith("katu");
  }

  private int roadFirst(int i) {
    int last = i;
    while (t.has(last + 1) && !t.newLineBefore(last + 1) && last - i < 6) {
      boolean particle = t.is(last + 1, Shape.LOWER) && t.length(last + 1) <= 3;
      if (!t.isCapitalised(last + 1) && !particle && !t.is(last + 1, '.')) {
        break;
      }
      last++;
    }
    while (last > i && (t.is(last, Shape.LOWER) || t.is(last, '.'))) {
      last--;
    }
    int number = t.is(last + 1, ',') ? last + 2 : last + 1;
    return last == i ? -1 : t.is(number, Shape.NUMBER) && !t.newLineBefore(number) ? number : last;
  }

  private int unit(int last) {
    int at = t.is(last + 1, ',') ? last + 2 : last + 1;
    if (t.is(at, '#') && t.touchesNext(at)) {
      return at + 1;
    }
    if (!t.is(at, Part.UNIT) || !t.isCapitalised(at)) {
      return last;
    }
    int value = t.is(at + 1, '.') || t.is(at + 1, '#') ? at + 2 : at + 1;
    return t.has(value) && (t.length(value) == 1 || !t.is(value, Shape.LOWER)) ? value : last;
  }
}
