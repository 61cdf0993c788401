package org.cloister.bench.deid;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where UUIDs stand in an ASCII text.
final class UuidPlaces {
  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private UuidPlaces() {}

  /// @param last so many characters of each
  /// @return where these begin
  static List<Integer> in(byte[] ascii, int last) {
    List<Integer> places = new ArrayList<>();
    Matcher uuids = UUID.matcher(new String(ascii, StandardCharsets.ISO_8859_1));
    while (uuids.find()) {
      places.add(uuids.end() - last);
    }
    return places;
  }
}
