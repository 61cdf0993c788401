package org.cloister.gateway.compliance;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.answer.OutcomeCode;

/// What an officer filled in: a flat JSON object of texts, whole numbers and truth values, or the
/// parameters of a query. Reading it never fails, so that who sent it is asked before what is wrong
/// with it is told: [#objection]. `toString` is redacted.
public final class Form {
  /// Bytes of the largest form.
  public static final int LARGEST = 64 * 1024;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(2).maxStringLength(16_384).build())
          .build();

  private final Map<String, String> fields;
  private final boolean wellFormed;

  private Form(Map<String, String> fields, boolean wellFormed) {
    this.fields = fields;
    this.wellFormed = wellFormed;
  }

  /// A form without a field.
  public static Form empty() {
    return new Form(Map.of(), true);
  }

  /// A form with these fields, such as one that a record of the log kept.
  public static Form of(Map<String, String> fields) {
    return new Form(new TreeMap<>(fields), true);
  }

  /// The fields of a JSON object; no fields at all where it is not one.
  public static Form parse(byte[] json) {
    Map<String, String> fields = new TreeMap<>();
    if (json.length > LARGEST) {
      return new Form(Map.of(), false);
    }
    try (JsonParser parser = JSON.createParser(json)) {
      boolean object = parser.nextToken() == JsonToken.START_OBJECT;
      while (object && parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (!value.isScalarValue() || value == JsonToken.VALUE_NULL) {
          return new Form(Map.of(), false);
        }
        fields.put(name, parser.getText());
      }
      boolean whole =
          object && parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
      return whole ? new Form(fields, true) : new Form(Map.of(), false);
    } catch (IOException notJson) {
      return new Form(Map.of(), false);
    }
  }

  /// The parameters of a query; one that is repeated makes it malformed.
  public static Form query(Map<String, String[]> parameters) {
    Map<String, String> fields = new TreeMap<>();
    for (Map.Entry<String, String[]> parameter : parameters.entrySet()) {
      if (parameter.getValue().length != 1) {
        return new Form(Map.of(), false);
      }
      fields.put(parameter.getKey(), parameter.getValue()[0]);
    }
    return new Form(fields, true);
  }

  /// Every field that was filled in, sorted by name.
  public Map<String, String> fields() {
    Map<String, String> filled = new TreeMap<>();
    fields.keySet().forEach(name -> text(name).ifPresent(text -> filled.put(name, text)));
    return filled;
  }

  /// The field's text; empty where it is missing or blank.
  public Optional<String> text(String name) {
    return Optional.ofNullable(fields.get(name)).map(String::strip).filter(it -> !it.isEmpty());
  }

  /// The field as an instant (`2026-11-25T00:00:00Z`) or a day (`2026-11-25`, its begin in UTC);
  /// empty where it is neither.
  public Optional<Instant> instant(String name) {
    return text(name)
        .flatMap(text -> {
          try {
            return Optional.of(Instant.parse(text.length() == 10 ? text + "T00:00:00Z" : text));
          } catch (DateTimeException notATime) {
            return Optional.empty();
          }
        });
  }

  /// The field as a whole number, from 0.
  public OptionalLong number(String name) {
    Optional<String> digits = text(name).filter(text -> text.matches("0|[1-9][0-9]{0,17}"));
    return digits.isPresent()
        ? OptionalLong.of(Long.parseLong(digits.get()))
        : OptionalLong.empty();
  }

  /// Whether the field says `true`.
  public boolean says(String name) {
    return text(name).filter("true"::equals).isPresent();
  }

  /// What is wrong with the form as such; empty when it is an object of known fields with all of
  /// the required ones.
  public Optional<Issue> objection(Set<String> required, Set<String> optional) {
    if (!wellFormed) {
      return Optional.of(Issue.of(OutcomeCode.MALFORMED).saying("Send one flat JSON object."));
    }
    for (String name : fields.keySet()) {
      if (!required.contains(name) && !optional.contains(name)) {
        return Optional.of(Issue.of(OutcomeCode.UNKNOWN_PARAMETER).saying("A field is unknown."));
      }
    }
    for (String name : required) {
      if (text(name).isEmpty()) {
        return Optional.of(
            Issue.of(OutcomeCode.PARAMETER_MISSING).saying("The field " + name + " is missing."));
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return "Form[redacted]";
  }
}
