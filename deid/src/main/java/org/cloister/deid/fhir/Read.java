package org.cloister.deid.fhir;

import java.util.List;
import java.util.OptionalLong;
import org.hl7.fhir.r4.model.Resource;

/// What [FhirReader] made of the bytes.
public sealed interface Read {
  /// A resource of FHIR R4 in which every element is defined, every required element is there, and
  /// every value has the form of its type. Narratives are left out. Profiles and invariants are not
  /// checked.
  record Accepted(Resource resource) implements Read {
    @Override
    public String toString() {
      return "Accepted[redacted]";
    }
  }

  /// Not JSON. HTTP 400, issue code [#CODE].
  ///
  /// @param byteOffset where reading stopped, where that is known
  /// @param text one fixed sentence
  record Malformed(OptionalLong byteOffset, String text) implements Read {
    public static final String CODE = "structure";
  }

  /// Larger or deeper than allowed; not read further. HTTP 413, issue code [#CODE].
  record TooLong(Bound bound) implements Read {
    public static final String CODE = "too-long";
  }

  /// JSON, but not FHIR R4. HTTP 422.
  ///
  /// @param violations at least one, at most [FhirReader#MAXIMUM_VIOLATIONS], in document order
  record Invalid(List<Violation> violations) implements Read {
    public Invalid {
      violations = List.copyOf(violations);
    }
  }

  /// Which limit a document is beyond.
  enum Bound {
    /// [Limits#maximumBytes].
    BYTES,
    /// [Limits#maximumDepth].
    DEPTH,
    /// A number or a property name longer than any that FHIR knows.
    TOKEN
  }
}
