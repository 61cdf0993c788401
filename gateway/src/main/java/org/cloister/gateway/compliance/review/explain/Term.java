package org.cloister.gateway.compliance.review.explain;

/// Stands for a person, a surname or an address. Equal terms mean the same; nothing else can be
/// read from one, and it is never put into a sentence.
///
/// @param text opaque, not empty: in the gateway the hexadecimal form of a keyed hash
public record Term(String text) {
  public Term {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("a term is not empty");
    }
  }

  @Override
  public String toString() {
    return "Term[redacted]";
  }
}
