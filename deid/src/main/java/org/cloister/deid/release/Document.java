package org.cloister.deid.release;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cloister.deid.pseudonym.Original;
import org.jspecify.annotations.Nullable;

/// What must be known of a document before its first byte is written: its resources, what they are
/// called, and whom it is about. Not safe for concurrent use.
final class Document {
  private static final String URN_UUID = "urn:uuid:";

  private final JsonIndex index;
  private final Vocabulary vocabulary;
  private final List<Integer> resources = new ArrayList<>();
  private final Map<String, Original> byFullUrl = new HashMap<>();
  private final Map<Original, String> serverOf = new HashMap<>();
  private final Set<Original> originals = new HashSet<>();
  private final List<Original> patients = new ArrayList<>();
  private @Nullable Map<String, Original> byIdentifier;
  private boolean isAmbiguous;

  Document(JsonIndex index, Vocabulary vocabulary) {
    this.index = index;
    this.vocabulary = vocabulary;
    collect(JsonIndex.ROOT, "");
  }

  JsonIndex index() {
    return index;
  }

  /// Whether two resources of two servers would get one name.
  boolean isAmbiguous() {
    return isAmbiguous;
  }

  /// The names of all resources that are not contained in others.
  Set<Original> originals() {
    return originals;
  }

  /// All resources, contained ones too, in the order of the document.
  List<Integer> resources() {
    return resources;
  }

  private void collect(int resource, String fullUrl) {
    if (!index.isObject(resource)) {
      return;
    }
    resources.add(resource);
    String type = index.textOf(resource, vocabulary.resourceType);
    String id = index.textOf(resource, vocabulary.id);
    Original original = original(type, id, fullUrl);
    if (original != null) {
      name(original, type, id, fullUrl);
    }
    collectAll(index.member(resource, vocabulary.contained), this::collectContained);
    if (type.equals("Bundle")) {
      collectAll(index.member(resource, vocabulary.entry), this::collectEntry);
    } else if (type.equals("Parameters")) {
      collectAll(index.member(resource, vocabulary.parameter), this::collectParameter);
    }
  }

  private static @Nullable Original original(String type, String id, String fullUrl) {
    if (!id.isEmpty()) {
      return Original.ofId(type, id);
    }
    return fullUrl.startsWith(URN_UUID)
        ? Original.ofId(type, fullUrl.substring(URN_UUID.length()))
        : null;
  }

  private void name(Original original, String type, String id, String fullUrl) {
    originals.add(original);
    if (type.equals("Patient") && !patients.contains(original)) {
      patients.add(original);
    }
    if (fullUrl.isEmpty()) {
      return;
    }
    byFullUrl.put(folded(fullUrl), original);
    String suffix = "/" + type + "/" + id;
    if (fullUrl.endsWith(suffix)) {
      String server = fullUrl.substring(0, fullUrl.length() - suffix.length());
      String other = serverOf.putIfAbsent(original, server);
      isAmbiguous |= other != null && !other.equals(server);
    }
  }

  private void collectContained(int resource) {
    if (index.isObject(resource)) {
      resources.add(resource);
    }
  }

  private void collectEntry(int entry) {
    if (!index.isObject(entry)) {
      return;
    }
    int resource = index.member(entry, vocabulary.resource);
    if (resource != JsonIndex.NONE) {
      collect(resource, index.textOf(entry, vocabulary.fullUrl));
    }
    int response = index.member(entry, vocabulary.response);
    int outcome =
        response == JsonIndex.NONE ? JsonIndex.NONE : index.member(response, vocabulary.outcome);
    if (outcome != JsonIndex.NONE) {
      collect(outcome, "");
    }
  }

  private void collectParameter(int parameter) {
    if (!index.isObject(parameter)) {
      return;
    }
    int resource = index.member(parameter, vocabulary.resource);
    if (resource != JsonIndex.NONE) {
      collect(resource, "");
    }
    collectAll(index.member(parameter, vocabulary.part), this::collectParameter);
  }

  private void collectAll(int array, java.util.function.IntConsumer each) {
    if (array == JsonIndex.NONE || !index.isArray(array)) {
      return;
    }
    int stop = index.next(array);
    for (int node = index.first(array); node < stop; node = index.next(node)) {
      each.accept(node);
    }
  }

  /// The resource of the document that bears this `fullUrl`.
  Optional<Original> byFullUrl(String url) {
    return Optional.ofNullable(byFullUrl.get(folded(url)));
  }

  /// The hexadecimal digits of a UUID mean the same in either case (RFC 9562, section 4).
  private static String folded(String url) {
    return url.regionMatches(true, 0, URN_UUID, 0, URN_UUID.length())
        ? url.toLowerCase(Locale.ROOT)
        : url;
  }

  /// The one resource of the document that bears the identifier.
  Optional<Original> byIdentifier(String type, String system, String value) {
    if (byIdentifier == null) {
      byIdentifier = new HashMap<>();
      for (int resource : resources) {
        indexIdentifiers(resource, byIdentifier);
      }
    }
    return Optional.ofNullable(byIdentifier.get(key(type, system, value)));
  }

  private void indexIdentifiers(int resource, Map<String, Original> map) {
    String type = index.textOf(resource, vocabulary.resourceType);
    String id = index.textOf(resource, vocabulary.id);
    if (id.isEmpty()) {
      return;
    }
    collectAll(
        index.member(resource, vocabulary.identifier),
        identifier -> {
          String value = index.textOf(identifier, vocabulary.value);
          String system = index.textOf(identifier, vocabulary.system);
          map.putIfAbsent(key(type, system, value), Original.ofId(type, id));
        });
  }

  private static String key(String type, String system, String value) {
    return type + " " + system + "|" + value;
  }

  /// Whom a resource is about: itself if a Patient, else whom it names as patient or subject, else
  /// the only Patient of the document.
  Optional<Original> patientOf(int resource, References references) {
    String type = index.textOf(resource, vocabulary.resourceType);
    if (type.equals("Patient")) {
      String id = index.textOf(resource, vocabulary.id);
      return id.isEmpty() ? onlyPatient() : Optional.of(Original.ofId(type, id));
    }
    boolean namesAnother = false;
    int stop = index.next(resource);
    for (int node = index.first(resource); node < stop; node = index.next(node)) {
      if (!vocabulary.namesPatient(index.name(node)) || !index.isObject(node)) {
        continue;
      }
      String reference = index.textOf(node, vocabulary.reference);
      Optional<Original> named = references.patient(reference);
      if (named.isPresent()) {
        return named;
      }
      namesAnother |= !reference.isEmpty() && !reference.startsWith("#");
    }
    return namesAnother ? Optional.empty() : onlyPatient();
  }

  boolean isPatient(Original original) {
    return patients.contains(original);
  }

  private Optional<Original> onlyPatient() {
    return patients.size() == 1 ? Optional.of(patients.getFirst()) : Optional.empty();
  }
}
