package org.cloister.deid.release;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.cloister.deid.generalise.PartialDate;
import org.cloister.deid.text.KnownPerson;

/// What a document says of the people in it: patients, relatives, and those who treat them.
final class People {
  static final Set<String> TYPES = Set.of("Patient", "RelatedPerson", "Person", "Practitioner");

  private final JsonIndex index;
  private final Vocabulary vocabulary;
  private final List<String> names = new ArrayList<>();
  private final List<String> identifiers = new ArrayList<>();
  private final List<String> telecoms = new ArrayList<>();
  private final List<String> addressLines = new ArrayList<>();
  private final List<String> places = new ArrayList<>();
  private final List<LocalDate> dates = new ArrayList<>();
  private final KnownPerson all;

  People(Document document, Vocabulary vocabulary) {
    this(document.index(), vocabulary, document.resources());
  }

  /// @param resources of one document; those that are about nobody are left aside
  People(JsonIndex index, Vocabulary vocabulary, List<Integer> resources) {
    this.index = index;
    this.vocabulary = vocabulary;
    for (int resource : resources) {
      if (TYPES.contains(index.textOf(resource, vocabulary.resourceType))) {
        read(resource);
      }
    }
    this.all = new KnownPerson(names, identifiers, telecoms, addressLines, places, dates);
  }

  /// Everybody in the document as one.
  KnownPerson all() {
    return all;
  }

  KnownPerson with(KnownPerson other) {
    if (other.equals(KnownPerson.unknown())) {
      return all;
    }
    return new KnownPerson(
        joined(all.names(), other.names()),
        joined(all.identifiers(), other.identifiers()),
        joined(all.telecoms(), other.telecoms()),
        joined(all.addressLines(), other.addressLines()),
        joined(all.places(), other.places()),
        joined(all.dates(), other.dates()));
  }

  private static <T> List<T> joined(List<T> some, List<T> others) {
    List<T> joined = new ArrayList<>(some);
    joined.addAll(others);
    return joined;
  }

  private void read(int person) {
    each(person, vocabulary.name, this::readName);
    each(person, vocabulary.contact, this::readContact);
    add(identifiers, index.textOf(person, vocabulary.id));
    each(person, vocabulary.identifier, id -> add(identifiers, index.textOf(id, vocabulary.value)));
    readReach(person);
    readDate(person, vocabulary.birthDate);
    readDate(person, vocabulary.deceasedDateTime);
  }

  private void readContact(int contact) {
    each(contact, vocabulary.name, this::readName);
    readReach(contact);
  }

  private void readReach(int person) {
    each(person, vocabulary.telecom, point -> add(telecoms, index.textOf(point, vocabulary.value)));
    each(person, vocabulary.address, this::readAddress);
  }

  private void readName(int name) {
    add(names, index.textOf(name, vocabulary.family));
    add(names, index.textOf(name, vocabulary.text));
    each(name, vocabulary.given, given -> addText(names, given));
  }

  private void readAddress(int address) {
    each(address, vocabulary.line, line -> addText(addressLines, line));
    add(places, index.textOf(address, vocabulary.city));
    add(places, index.textOf(address, vocabulary.district));
    add(places, index.textOf(address, vocabulary.postalCode));
  }

  private void readDate(int person, int property) {
    PartialDate.parse(index.textOf(person, property))
        .filter(date -> date.day() > 0)
        .ifPresent(date -> dates.add(date.firstDay()));
  }

  private void addText(List<String> list, int node) {
    if (index.isString(node)) {
      add(list, index.text(node));
    }
  }

  private static void add(List<String> list, String text) {
    if (!text.isBlank()) {
      list.add(text);
    }
  }

  /// The members of a list, or the one value where there is no list.
  private void each(int object, int property, java.util.function.IntConsumer reader) {
    int member = index.member(object, property);
    if (member == JsonIndex.NONE) {
      return;
    }
    if (!index.isArray(member)) {
      reader.accept(member);
      return;
    }
    int stop = index.next(member);
    for (int item = index.first(member); item < stop; item = index.next(item)) {
      reader.accept(item);
    }
  }
}
