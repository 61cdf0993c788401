package org.cloister.deid.release;

/// De-identifies whole FHIR R4 documents by one set of rules. Equal documents give equal bytes, in
/// whatever order and on whatever thread. Safe for concurrent use.
public final class RecordDeidentifier {
  RecordDeidentifier() {}

  /// @param document one resource or Bundle as UTF-8 JSON
  public Release deidentify(byte[] document) {
    return deidentify(document, 0, document.length, KnownPeople.none());
  }

  /// De-identifies the document in `buffer[from, to)`, one line of NDJSON for example.
  ///
  /// @param people whom other documents tell of
  public Release deidentify(byte[] buffer, int from, int to, KnownPeople people) {
    return new Release.Malformed(from, "nothing is read yet");
  }
}
