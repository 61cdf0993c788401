package org.cloister.deid.release;

import org.cloister.deid.pseudonym.PseudonymException;

/// What became of a document that was to be de-identified. No case but [Released] holds anything of
/// the document.
public sealed interface Release {
  /// The document, de-identified by the rules, searched, and its references whole.
  final class Released implements Release {
    private final byte[] document;
    private final Tally tally;

    Released(byte[] document, Tally tally) {
      this.document = document;
      this.tally = tally;
    }

    /// UTF-8 JSON on one line without a line break. The caller's own: nobody else holds the array.
    public byte[] document() {
      return document;
    }

    public Tally tally() {
      return tally;
    }

    @Override
    public String toString() {
      return "Released[" + document.length + " bytes]";
    }
  }

  /// De-identification could not vouch for what it wrote, so nothing is released.
  record Withheld(Reason reason) implements Release {}

  /// The document holds what the rules do not accept.
  ///
  /// @param path the resource type or element, as FHIR R4 names it; never a name that only the
  ///   document uses
  record Refused(String path) implements Release {}

  /// The document is not JSON, or not a resource.
  ///
  /// @param byteOffset where, from the start of the range that was given
  /// @param what the rule it breaks
  record Malformed(long byteOffset, String what) implements Release {}

  /// The document names a Patient whose data may not be used for this: see [Barred].
  ///
  /// @param byteOffset where, from the start of the range that was given
  record Restricted(long byteOffset) implements Release {}

  /// Codes could not be had now; the same document may be released later.
  record Unavailable(PseudonymException cause) implements Release {}

  /// Why a document was withheld.
  enum Reason {
    /// A string of the output holds a name or identifier of the input.
    IDENTIFIER_REMAINS,
    /// A reference that named a resource of the document would no longer name it.
    REFERENCE_LOST,
    /// Two resources of the document have one type and id, on two servers.
    IDENTITY_AMBIGUOUS
  }
}
