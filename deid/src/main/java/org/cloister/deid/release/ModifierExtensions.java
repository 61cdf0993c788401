package org.cloister.deid.release;

import java.util.Optional;

/// "Applications processing a resource are required to check for modifier extensions": one can turn
/// what it stands on into its opposite, so a document with any is refused, wherever it stands.
/// https://hl7.org/fhir/R4/extensibility.html#modifierExtension
final class ModifierExtensions {
  private final JsonIndex index;
  private final Vocabulary vocabulary;

  ModifierExtensions(JsonIndex index, Vocabulary vocabulary) {
    this.index = index;
    this.vocabulary = vocabulary;
  }

  /// The path of the first, as far as FHIR knows its names.
  Optional<String> first(int resource) {
    return index.holds(vocabulary.modifierExtension)
        ? find(resource, "Resource")
        : Optional.empty();
  }

  private Optional<String> find(int node, String path) {
    boolean isObject = index.isObject(node);
    if (!isObject && !index.isArray(node)) {
      return Optional.empty();
    }
    String type = isObject ? index.textOf(node, vocabulary.resourceType) : "";
    String here = !type.isEmpty() && vocabulary.isResourceType(type) ? type : path;
    int stop = index.next(node);
    for (int child = index.first(node); child < stop; child = index.next(child)) {
      int name = index.name(child);
      if (name == vocabulary.modifierExtension && !isNothing(child)) {
        return Optional.of(here + ".modifierExtension");
      }
      if (index.isObject(child) || index.isArray(child)) {
        Optional<String> found =
            find(child, name < 0 ? here : here + "." + vocabulary.names.text(name));
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private boolean isNothing(int node) {
    return index.kind(node) == JsonIndex.NULL
        || ((index.isArray(node) || index.isObject(node)) && index.isEmpty(node));
  }
}
