package org.cloister.deid.release;

import java.util.HashSet;
import java.util.Set;

/// Reads what is to be released as its receiver will, and asks whether each reference to a resource
/// of the document still finds it.
final class OutputReferences {
  private final JsonIndex index;
  private final Vocabulary vocabulary;
  private final Set<String> codesOfResources;
  private final Set<String> found = new HashSet<>();
  private boolean isLost;

  private OutputReferences(JsonIndex index, Vocabulary vocabulary, Set<String> codesOfResources) {
    this.index = index;
    this.vocabulary = vocabulary;
    this.codesOfResources = codesOfResources;
  }

  /// @param codesOfResources the codes of the resources that the input held
  static boolean areWhole(
      byte[] output, int length, Vocabulary vocabulary, Set<String> codesOfResources) {
    JsonIndex index = JsonReader.read(vocabulary.names, output, 0, length);
    OutputReferences references = new OutputReferences(index, vocabulary, codesOfResources);
    references.walk(JsonIndex.ROOT, true);
    references.walk(JsonIndex.ROOT, false);
    return !references.isLost;
  }

  private void walk(int node, boolean collects) {
    boolean isObject = index.isObject(node);
    if (!isObject && !index.isArray(node)) {
      return;
    }
    int stop = index.next(node);
    for (int child = index.first(node); child < stop; child = index.next(child)) {
      if (!index.isString(child)) {
        walk(child, collects);
      } else if (isObject) {
        string(index.name(child), child, collects);
      }
    }
  }

  private void string(int name, int node, boolean collects) {
    if (collects
        ? name == vocabulary.id || name == vocabulary.fullUrl
        : name == vocabulary.reference) {
      int from = index.end(node) - Codes.LENGTH;
      if (from < index.start(node)) {
        return;
      }
      String code =
          new String(
              index.bytes(), from, Codes.LENGTH, java.nio.charset.StandardCharsets.ISO_8859_1);
      if (collects) {
        found.add(code);
      } else {
        isLost |= codesOfResources.contains(code) && !found.contains(code);
      }
    }
  }
}
