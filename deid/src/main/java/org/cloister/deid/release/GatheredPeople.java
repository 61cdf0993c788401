package org.cloister.deid.release;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.cloister.deid.pseudonym.Original;
import org.cloister.deid.text.KnownPerson;

/// The people of many documents, read before the first of them is de-identified.
///
/// Of a Patient it knows what all the documents tell together: the Patient itself, each
/// RelatedPerson of it, and whoever else is in a document about this one Patient. In whatever order
/// and on whatever threads they were read, the same documents tell the same. Somebody whom no
/// document ties to a Patient, as in a file of Practitioners alone, is not gathered.
///
/// Everything is held in memory and nowhere else: about half a kilobyte a Patient. Safe for
/// concurrent use.
public final class GatheredPeople implements KnownPeople {
  /// What a map keeps for an entry, beside the characters.
  private static final int ENTRY_BYTES = 160;

  private static final List<byte[]> NAMES_OF_TYPES =
      People.TYPES.stream()
          .map(type -> ("\"" + type + "\"").getBytes(StandardCharsets.US_ASCII))
          .toList();

  private final Vocabulary vocabulary;
  private final long mostBytes;
  private final Map<Original, PackedPerson> people = new ConcurrentHashMap<>();
  private final AtomicLong bytes = new AtomicLong();

  GatheredPeople(Vocabulary vocabulary, long mostBytes) {
    this.vocabulary = vocabulary;
    this.mostBytes = mostBytes;
  }

  /// Takes in what the document in `buffer[from, to)` tells of people. One that is not JSON tells
  /// nothing; it cannot be released either.
  public void read(byte[] buffer, int from, int to) {
    if (!mayTell(buffer, from, to) || isFull()) {
      return;
    }
    try {
      gather(new Document(JsonReader.read(vocabulary.names, buffer, from, to), vocabulary));
    } catch (MalformedJson _) {
      // whoever de-identifies it says so, with the byte
    }
  }

  /// Whether there were more than fit. Not everybody is known then.
  public boolean isFull() {
    return bytes.get() > mostBytes;
  }

  /// How many Patients are known.
  public long size() {
    return people.size();
  }

  @Override
  public Optional<KnownPerson> find(Original patient) {
    return Optional.ofNullable(people.get(patient)).map(PackedPerson::unpacked);
  }

  private void gather(Document document) {
    References references = new References(document, vocabulary);
    Map<Original, List<Integer>> byPatient = new LinkedHashMap<>();
    for (int resource : document.resources()) {
      String type = document.index().textOf(resource, vocabulary.resourceType);
      if (People.TYPES.contains(type)) {
        document
            .patientOf(resource, references)
            // The id of a contained Patient is good for the resource around it alone.
            .filter(patient -> !type.equals("Patient") || document.isPatient(patient))
            .ifPresent(patient ->
                byPatient.computeIfAbsent(patient, _ -> new ArrayList<>()).add(resource));
      }
    }
    byPatient.forEach((patient, resources) ->
        add(patient, new People(document.index(), vocabulary, resources).all()));
  }

  private void add(Original patient, KnownPerson person) {
    PackedPerson told = PackedPerson.of(person);
    people.compute(
        patient,
        (_, known) -> {
          PackedPerson all = known == null ? told : known.and(told);
          int before = known == null ? -ENTRY_BYTES - patient.value().length() : known.length();
          bytes.addAndGet(all.length() - before);
          return all;
        });
  }

  /// A quick look that never overlooks a person: most lines of an export hold none. An escaped
  /// letter may hide a type.
  private static boolean mayTell(byte[] buffer, int from, int to) {
    for (int i = from; i < to - 1; i++) {
      if (buffer[i] == '\\' && buffer[i + 1] == 'u') {
        return true;
      }
      if (buffer[i] == '"' && (buffer[i + 1] == 'P' || buffer[i + 1] == 'R')) {
        for (byte[] name : NAMES_OF_TYPES) {
          if (stands(name, buffer, i, to)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static boolean stands(byte[] name, byte[] buffer, int at, int to) {
    if (at + name.length > to) {
      return false;
    }
    for (int i = 0; i < name.length; i++) {
      if (buffer[at + i] != name[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return "GatheredPeople[redacted]";
  }
}
