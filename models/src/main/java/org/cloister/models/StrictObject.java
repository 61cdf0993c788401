package org.cloister.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.cloister.deid.Input;
import org.cloister.policies.Sha256;

/// A JSON object read field by field. Every error says where; a field of another type, a field
/// twice and a field that nobody asked for are errors.
final class StrictObject {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private final String file;
  private final String path;
  private final JsonNode node;
  private final Set<String> read = new HashSet<>();

  private StrictObject(String file, String path, JsonNode node) throws ModelException {
    this.file = file;
    this.path = path;
    this.node = node;
    if (!node.isObject()) {
      throw wrong("", "an object");
    }
  }

  static StrictObject parse(String file, byte[] json) throws ModelException {
    try {
      return new StrictObject(file, "", JSON.readTree(json));
    } catch (JsonProcessingException e) {
      String found = "an error in line " + e.getLocation().getLineNr();
      throw new ModelException(file, "JSON", found, e);
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory cannot fail", e);
    }
  }

  /// To be called after the last field: refuses what was not read.
  void end() throws ModelException {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!read.contains(field.getKey())) {
        throw new ModelException(file + path, "no field " + field.getKey(), "one");
      }
    }
  }

  boolean has(String field) {
    return node.has(field);
  }

  List<String> fields() {
    return node.properties().stream().map(Map.Entry::getKey).toList();
  }

  JsonNode tree(String field) throws ModelException {
    read.add(field);
    JsonNode value = node.get(field);
    if (value == null) {
      throw new ModelException(file + path, "a field " + field, "none");
    }
    return value;
  }

  String text(String field) throws ModelException {
    JsonNode value = tree(field);
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw wrong("/" + field, "a text");
    }
    return value.textValue();
  }

  Optional<String> optionalText(String field) throws ModelException {
    return has(field) ? Optional.of(text(field)) : Optional.empty();
  }

  double number(String field) throws ModelException {
    return number(tree(field), "/" + field);
  }

  OptionalDouble optionalNumber(String field) throws ModelException {
    return has(field) ? OptionalDouble.of(number(field)) : OptionalDouble.empty();
  }

  int wholeNumber(String field) throws ModelException {
    JsonNode value = tree(field);
    if (!value.isInt() || value.intValue() < 0) {
      throw wrong("/" + field, "a whole number from 0");
    }
    return value.intValue();
  }

  /// JSON true.
  boolean yes(String field) throws ModelException {
    JsonNode value = tree(field);
    if (!value.isBoolean()) {
      throw wrong("/" + field, "true or false");
    }
    return value.booleanValue();
  }

  Input.Range range(String field) throws ModelException {
    JsonNode value = tree(field);
    if (!value.isArray() || value.size() != 2) {
      throw wrong("/" + field, "two numbers");
    }
    double low = number(value.get(0), "/" + field + "/0");
    double high = number(value.get(1), "/" + field + "/1");
    if (!(low <= high)) {
      throw wrong("/" + field, "the lower number first");
    }
    return new Input.Range(low, high);
  }

  /// The enum constant whose name the text gives in lower case, with hyphens for underscores.
  <E extends Enum<E>> E constant(String field, Class<E> type) throws ModelException {
    String text = text(field);
    for (E constant : type.getEnumConstants()) {
      if (constant.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text)) {
        return constant;
      }
    }
    throw wrong("/" + field, "one of the known values of " + type.getSimpleName());
  }

  Sha256 sha256(String field) throws ModelException {
    try {
      return new Sha256(text(field));
    } catch (IllegalArgumentException e) {
      throw new ModelException(file + path + "/" + field, "a SHA-256 digest", "another text", e);
    }
  }

  List<String> texts(String field) throws ModelException {
    List<String> texts = new ArrayList<>();
    for (JsonNode element : array(field)) {
      if (!element.isTextual()) {
        throw wrong("/" + field, "texts only");
      }
      texts.add(element.textValue());
    }
    return texts;
  }

  StrictObject object(String field) throws ModelException {
    return new StrictObject(file, path + "/" + field, tree(field));
  }

  List<StrictObject> objects(String field) throws ModelException {
    List<StrictObject> objects = new ArrayList<>();
    for (JsonNode element : array(field)) {
      objects.add(new StrictObject(file, path + "/" + field + "/" + objects.size(), element));
    }
    return objects;
  }

  /// Every field of this object as a number, or empty for null, in file order.
  Map<String, OptionalDouble> numbers() throws ModelException {
    Map<String, OptionalDouble> numbers = new LinkedHashMap<>();
    for (String field : fields()) {
      JsonNode value = tree(field);
      numbers.put(
          field,
          value.isNull() ? OptionalDouble.empty() : OptionalDouble.of(number(value, "/" + field)));
    }
    return numbers;
  }

  ModelException wrong(String below, String expected) {
    JsonNode value = below.isEmpty() ? node : node.at(below);
    String found = value.getNodeType().name().toLowerCase(Locale.ROOT) + " of another form";
    return new ModelException(file + path + below, expected, found);
  }

  private JsonNode array(String field) throws ModelException {
    JsonNode value = tree(field);
    if (!value.isArray()) {
      throw wrong("/" + field, "an array");
    }
    return value;
  }

  private double number(JsonNode value, String below) throws ModelException {
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw wrong(below, "a number");
    }
    return value.doubleValue();
  }
}
