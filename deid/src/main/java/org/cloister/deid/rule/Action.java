package org.cloister.deid.rule;

import java.util.Set;

/// What happens to one value. An action that a value does not fit (a year of what is no date) drops
/// it: nothing passes because it was not understood.
public sealed interface Action {
  /// The value passes as it is.
  record Keep() implements Action {}

  /// The value passes if it is one of these: codes of a closed list, or published code systems.
  record KeepListed(Set<String> values) implements Action {
    public KeepListed {
      values = Set.copyOf(values);
    }
  }

  /// The value, or the whole object or list, is left out.
  record Drop() implements Action {}

  /// Left out, with the extension data-absent-reason `masked` where FHIR requires the element.
  record Mask() implements Action {}

  /// A date or dateTime becomes its year. An instant cannot hold one and is masked.
  record Year() implements Action {}

  /// As [Year], but absent where the year shows, or may show, an age above 89.
  record BirthYear() implements Action {}

  /// A date moves by the patient's offset; without a patient it becomes its year. Absent where that
  /// shows an age above 89.
  record ShiftDate() implements Action {}

  /// On the `value` of an Age, of a Quantity or of a bound of a Range: with a unit of time beside
  /// it that makes it more than 89 years, it becomes 90 years or older. A number alone, of which a
  /// code or the words around say that it is an age over 89, is left out. Other values pass.
  record AggregateAge() implements Action {}

  /// On `Address.postalCode`: the first three digits, by the census table, in the United States
  /// only.
  record Zip3() implements Action {}

  /// The code that stands for the value; the form says how the original is read.
  record Pseudonymise(Pseudonymise.Form form) implements Action {
    public enum Form {
      /// `Resource.id`
      ID,
      /// `Reference.reference` and other uris that name a resource
      REFERENCE,
      /// `Identifier.value`, within its `system`
      IDENTIFIER,
      /// `Bundle.entry.request.url` and `ifNoneExist`: a path or a search
      REQUEST
    }
  }

  /// The value, encrypted so that the key's holder can read it.
  record Encrypt() implements Action {}

  /// A number moves at random within ± the fraction of its value, the same way each time.
  record Perturb(double fraction) implements Action {}

  /// This takes the value's place.
  record Substitute(String value) implements Action {}

  /// What identifies a person is taken out of a text.
  record ScrubText(ScrubText.Form form) implements Action {
    public enum Form {
      PLAIN,
      MARKDOWN,
      XHTML,
      BASE64
    }
  }
}
