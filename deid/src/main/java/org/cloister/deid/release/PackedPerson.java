package org.cloister.deid.release;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cloister.deid.text.KnownPerson;

/// A [KnownPerson] in as few bytes as a million of them need. Each text stands once, in
/// alphabetical order, so that whatever tells the same of a person gives the same bytes.
final class PackedPerson {
  private static final char BETWEEN_LISTS = '\u0002';
  private static final char BETWEEN_TEXTS = '\u0001';

  private final byte[] bytes;

  private PackedPerson(byte[] bytes) {
    this.bytes = bytes;
  }

  static PackedPerson of(KnownPerson person) {
    String packed =
        Stream.of(
                person.names(),
                person.identifiers(),
                person.telecoms(),
                person.addressLines(),
                person.places(),
                person.dates().stream().map(LocalDate::toString).toList())
            .map(PackedPerson::joined)
            .collect(Collectors.joining(String.valueOf(BETWEEN_LISTS)));
    return new PackedPerson(packed.getBytes(StandardCharsets.UTF_8));
  }

  private static String joined(List<String> texts) {
    return texts.stream()
        .map(text -> text.replace(BETWEEN_LISTS, ' ').replace(BETWEEN_TEXTS, ' '))
        .sorted()
        .distinct()
        .collect(Collectors.joining(String.valueOf(BETWEEN_TEXTS)));
  }

  int length() {
    return bytes.length;
  }

  KnownPerson unpacked() {
    List<List<String>> lists = lists();
    return new KnownPerson(
        lists.get(0),
        lists.get(1),
        lists.get(2),
        lists.get(3),
        lists.get(4),
        lists.get(5).stream().map(LocalDate::parse).toList());
  }

  /// What either tells.
  PackedPerson and(PackedPerson other) {
    if (Arrays.equals(bytes, other.bytes)) {
      return this;
    }
    KnownPerson one = unpacked();
    KnownPerson two = other.unpacked();
    return of(
        new KnownPerson(
            both(one.names(), two.names()),
            both(one.identifiers(), two.identifiers()),
            both(one.telecoms(), two.telecoms()),
            both(one.addressLines(), two.addressLines()),
            both(one.places(), two.places()),
            both(one.dates(), two.dates())));
  }

  private static <T extends Comparable<? super T>> List<T> both(List<T> some, List<T> others) {
    TreeSet<T> both = new TreeSet<>(some);
    both.addAll(others);
    return List.copyOf(both);
  }

  private List<List<String>> lists() {
    List<List<String>> lists = new ArrayList<>();
    for (String list : parts(new String(bytes, StandardCharsets.UTF_8), BETWEEN_LISTS)) {
      lists.add(list.isEmpty() ? List.of() : parts(list, BETWEEN_TEXTS));
    }
    return lists;
  }

  private static List<String> parts(String text, char between) {
    return List.of(text.split(String.valueOf(between), -1));
  }

  @Override
  public String toString() {
    return "PackedPerson[redacted]";
  }
}
