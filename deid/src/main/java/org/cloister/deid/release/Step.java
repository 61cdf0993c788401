package org.cloister.deid.release;

import java.util.List;
import org.cloister.deid.rule.Action;
import org.cloister.deid.rule.Action.Pseudonymise;
import org.cloister.deid.rule.Action.ScrubText;

/// An action, compiled for the element it decides on.
sealed interface Step {
  /// @param isPlace whether it is a part of an address, which may share a word with a name
  record Keep(Lexical lexical, boolean isPlace) implements Step {}

  record KeepListed(ByteKeys values) implements Step {}

  record Drop() implements Step {}

  /// @param isPrimitive whether the reason goes into the companion or into the object itself
  record Mask(boolean isPrimitive) implements Step {}

  record Year() implements Step {}

  record BirthYear() implements Step {}

  record ShiftDate() implements Step {}

  /// `value` of a Quantity; the object around it decides.
  record AgeValue() implements Step {}

  /// A number alone; code or words around it say whether it is an age.
  record AgeNumber() implements Step {}

  record Zip3() implements Step {}

  record Code(Pseudonymise.Form form, boolean isFullUrl) implements Step {}

  /// @param place the path of the element, to which the ciphertext is bound
  record Encrypt(String place) implements Step {}

  record Perturb(double fraction) implements Step {}

  record Substitute(String value, Lexical lexical) implements Step {}

  record Scrub(ScrubText.Form form) implements Step {}

  record Descend(StepPlan plan) implements Step {}

  record Resource() implements Step {}

  record Choose(List<Choice> choices, Step otherwise) implements Step {}

  /// @param steps by the index of the value in `values`
  record Choice(int property, ByteKeys values, List<Step> steps) {}

  /// What a value of a primitive type looks like in JSON.
  enum Lexical {
    BOOLEAN,
    NUMBER,
    STRING,
    /// `date`, `dateTime`, `instant`
    DATE,
    TIME,
    /// A complex type: never kept whole, since nothing in it would have been decided on.
    NONE;

    static Lexical of(String type) {
      return switch (type) {
        case "boolean" -> BOOLEAN;
        case "integer", "positiveInt", "unsignedInt", "decimal" -> NUMBER;
        case "date", "dateTime", "instant" -> DATE;
        case "time" -> TIME;
        case "string",
            "markdown",
            "code",
            "id",
            "uri",
            "url",
            "canonical",
            "oid",
            "uuid",
            "base64Binary",
            "xhtml" ->
            STRING;
        default -> NONE;
      };
    }
  }

  static Step of(Action action, String type, String path) {
    Lexical lexical = Lexical.of(type);
    return switch (action) {
      case Action.Keep() ->
          lexical == Lexical.NONE ? new Drop() : new Keep(lexical, path.startsWith("Address."));
      case Action.KeepListed(var values) -> new KeepListed(new ByteKeys(List.copyOf(values)));
      case Action.Drop() -> new Drop();
      case Action.Mask() -> new Mask(lexical != Lexical.NONE);
      case Action.Year() -> type.equals("instant") ? new Mask(true) : new Year();
      case Action.BirthYear() -> new BirthYear();
      case Action.ShiftDate() -> new ShiftDate();
      case Action.AggregateAge() ->
          path.equals("Quantity.value") ? new AgeValue() : new AgeNumber();
      case Action.Zip3() -> new Zip3();
      case Action.Pseudonymise(var form) -> new Code(form, path.equals("Bundle.entry.fullUrl"));
      case Action.Encrypt() -> new Encrypt(path);
      case Action.Perturb(double fraction) -> new Perturb(fraction);
      case Action.Substitute(String value) -> new Substitute(value, lexical);
      case Action.ScrubText(var form) -> new Scrub(form);
    };
  }
}
