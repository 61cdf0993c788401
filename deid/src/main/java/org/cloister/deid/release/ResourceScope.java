package org.cloister.deid.release;

import java.util.Set;

/// The resource that is being written, and for a contained one the resource around it.
record ResourceScope(String type, int resource, int container, boolean isContained) {
  static final ResourceScope NONE = new ResourceScope("", JsonIndex.NONE, JsonIndex.NONE, false);

  /// LOINC and SNOMED CT codes of observations whose value is an age.
  private static final Set<String> AGE_CODES =
      Set.of(
          "30525-0",
          "21612-7",
          "29553-5",
          "21611-9",
          "39016-1",
          "397669002",
          "424144002",
          "445518008");

  ResourceScope enter(String innerType, int node, boolean contained) {
    return new ResourceScope(innerType, node, contained ? resource : node, contained);
  }

  /// Whether this is an Observation of an age.
  boolean isAge(JsonIndex index, Vocabulary vocabulary) {
    if (!type.equals("Observation")) {
      return false;
    }
    int code = index.member(resource, vocabulary.code);
    int codings = code == JsonIndex.NONE ? JsonIndex.NONE : index.member(code, vocabulary.coding);
    if (codings == JsonIndex.NONE || !index.isArray(codings)) {
      return false;
    }
    int stop = index.next(codings);
    for (int coding = index.first(codings); coding < stop; coding = index.next(coding)) {
      if (AGE_CODES.contains(index.textOf(coding, vocabulary.code))) {
        return true;
      }
    }
    return false;
  }
}
