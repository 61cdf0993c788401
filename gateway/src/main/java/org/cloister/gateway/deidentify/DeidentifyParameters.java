package org.cloister.gateway.deidentify;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The parameters of one call of `$deidentify`, and where its document lies in the body.
///
/// A Parameters resource is walked through once, token by token, to find where its `resource`
/// begins and ends; what is in there is the engine's to read. `toString` is redacted.
///
/// @param domain the name given, known here or not
/// @param preset the name given
/// @param purpose the code given, a code of v3-ActReason or not
/// @param from first byte of the document in the body
/// @param to the byte after its last
public record DeidentifyParameters(
    String domain, Optional<String> preset, Optional<String> purpose, int from, int to) {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final Set<String> STRINGS = Set.of("valueString", "valueCode");
  private static final Set<String> CODES = Set.of("valueString", "valueCode", "valueCoding");

  /// What reading them gave.
  public sealed interface Parsed {
    record Accepted(DeidentifyParameters parameters) implements Parsed {}

    /// Not JSON.
    ///
    /// @param byteOffset where, in the body
    record Malformed(long byteOffset) implements Parsed {}

    /// JSON, but not the parameters of this operation.
    ///
    /// @param text what is wrong, without a value
    record Rejected(Fault fault, String text) implements Parsed {}
  }

  /// What may be wrong with a parameter.
  public enum Fault {
    MISSING,
    INVALID
  }

  /// @param body UTF-8
  public static Parsed parse(DeidentifyQuery query, byte[] body) {
    if (!query.isWellFormed()) {
      return invalid("The URL takes preset, domain and purpose, each once at most.");
    }
    if (query.isRaw()) {
      Optional<String> domain = query.parameter("domain");
      return domain.isEmpty()
          ? missing()
          : new Parsed.Accepted(
              new DeidentifyParameters(
                  domain.get(),
                  query.parameter("preset"),
                  query.parameter("purpose"),
                  0,
                  body.length));
    }
    try (JsonParser json = JSON.createParser(body)) {
      return new Walk(json).parameters();
    } catch (JsonProcessingException e) {
      return new Parsed.Malformed(
          e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset()));
    } catch (IOException e) {
      throw new IllegalStateException("an array is read without an end", e);
    }
  }

  private static Parsed invalid(String text) {
    return new Parsed.Rejected(Fault.INVALID, text);
  }

  private static Parsed missing() {
    return new Parsed.Rejected(Fault.MISSING, "Name the domain (domain) to release to.");
  }

  /// One pass over a Parameters resource.
  private static final class Walk {
    private final JsonParser json;
    private final Map<String, String> texts = new HashMap<>();
    private boolean isParameters;
    private boolean isOdd;
    private int from = -1;
    private int to;

    Walk(JsonParser json) {
      this.json = json;
    }

    Parsed parameters() throws IOException {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return new Parsed.Malformed(0);
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (name.equals("resourceType")) {
          isParameters = value == JsonToken.VALUE_STRING && json.getText().equals("Parameters");
        } else if (name.equals("parameter") && value == JsonToken.START_ARRAY) {
          while (json.nextToken() == JsonToken.START_OBJECT) {
            parameter();
          }
          isOdd |= json.currentToken() != JsonToken.END_ARRAY;
        } else {
          isOdd |= !name.equals("id") && !name.equals("meta");
          var _ = json.skipChildren();
        }
      }
      if (json.nextToken() != null) {
        return new Parsed.Malformed(json.currentTokenLocation().getByteOffset());
      }
      return judged();
    }

    private Parsed judged() {
      if (!isParameters) {
        return invalid(
            "The body must be a Parameters resource, or the URL must name the domain (domain).");
      }
      if (isOdd) {
        return invalid("A parameter is unknown, repeated or of the wrong type.");
      }
      String domain = texts.get("domain");
      if (domain == null) {
        return missing();
      }
      return from < 0
          ? new Parsed.Rejected(Fault.MISSING, "Send the document to be de-identified (resource).")
          : new Parsed.Accepted(
              new DeidentifyParameters(
                  domain,
                  Optional.ofNullable(texts.get("preset")),
                  Optional.ofNullable(texts.get("purpose")),
                  from,
                  to));
    }

    /// `{"name": …, "value[x]" or "resource": …}`; the members may come in any order.
    private void parameter() throws IOException {
      String name = "";
      Optional<String> type = Optional.empty();
      String text = "";
      int begin = -1;
      int end = -1;
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String member = json.currentName();
        JsonToken value = json.nextToken();
        if (member.equals("name") && value == JsonToken.VALUE_STRING) {
          name = json.getText();
        } else if (member.equals("resource") && value == JsonToken.START_OBJECT) {
          isOdd |= begin >= 0;
          begin = Math.toIntExact(json.currentTokenLocation().getByteOffset());
          var _ = json.skipChildren();
          end = Math.toIntExact(json.currentTokenLocation().getByteOffset()) + 1;
        } else if (CODES.contains(member)) {
          isOdd |= type.isPresent();
          type = Optional.of(member);
          text = value == JsonToken.START_OBJECT ? code() : json.getText();
        } else {
          isOdd = true;
          var _ = json.skipChildren();
        }
      }
      accept(name, type, text, begin, end);
    }

    private void accept(String name, Optional<String> type, String text, int begin, int end) {
      switch (name) {
        case "resource" -> {
          isOdd |= begin < 0 || type.isPresent() || from >= 0;
          from = begin;
          to = end;
        }
        case "domain", "preset", "purpose" -> {
          Set<String> types = name.equals("purpose") ? CODES : STRINGS;
          isOdd |=
              begin >= 0 || type.filter(types::contains).isEmpty() || texts.put(name, text) != null;
        }
        default -> isOdd = true;
      }
    }

    /// The code of a Coding.
    private String code() throws IOException {
      String code = "";
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String member = json.currentName();
        JsonToken value = json.nextToken();
        if (member.equals("code") && value == JsonToken.VALUE_STRING) {
          code = json.getText();
        } else {
          var _ = json.skipChildren();
        }
      }
      return code;
    }
  }

  @Override
  public String toString() {
    return "DeidentifyParameters[redacted]";
  }
}
