package org.cloister.deid.text;

/// What a span of text identifies, and the mark that stands for it in the released text.
public enum Label {
  NAME("[NAME]"),
  PLACE("[PLACE]"),
  ORGANIZATION("[ORGANIZATION]"),
  DATE("[DATE]"),
  AGE("90+"),
  TELECOM("[TELECOM]"),
  ID("[ID]");

  private final String mark;

  Label(String mark) {
    this.mark = mark;
  }

  /// What is written for it; says nothing of what stood there. An age is only ever found when it
  /// must be aggregated, so its mark is the category of 45 CFR 164.514(b)(2)(i)(C).
  public String mark() {
    return mark;
  }
}
