package org.cloister.deid.text;

import java.time.LocalDate;
import java.util.List;

/// What is known of the person whom a text is about, to be looked for in it. Every list may be
/// empty.
///
/// @param names given and family names, nicknames, maiden names, and those of contacts and
///   relatives, as they stand in the record
/// @param identifiers record numbers, social security numbers, ids: any form of letters and digits
/// @param telecoms telephone numbers, e-mail addresses, URLs
/// @param addressLines lines of addresses
/// @param places cities, districts, postal codes
/// @param dates birth, death
public record KnownPerson(
    List<String> names,
    List<String> identifiers,
    List<String> telecoms,
    List<String> addressLines,
    List<String> places,
    List<LocalDate> dates) {
  public KnownPerson {
    names = List.copyOf(names);
    identifiers = List.copyOf(identifiers);
    telecoms = List.copyOf(telecoms);
    addressLines = List.copyOf(addressLines);
    places = List.copyOf(places);
    dates = List.copyOf(dates);
  }

  /// Nobody in particular.
  public static KnownPerson unknown() {
    return new KnownPerson(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
  }

  @Override
  public String toString() {
    return "KnownPerson[redacted]";
  }
}
