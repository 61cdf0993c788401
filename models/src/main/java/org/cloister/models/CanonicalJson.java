package org.cloister.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/// One sequence of bytes per JSON value: no white space, object keys in code unit order, numbers
/// without exponent or trailing zero. In the spirit of RFC 8785, whose number form is another.
final class CanonicalJson {
  private CanonicalJson() {}

  static byte[] bytes(JsonNode value) {
    StringBuilder text = new StringBuilder();
    write(value, text);
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void write(JsonNode value, StringBuilder text) {
    if (value.isObject()) {
      writeObject(value, text);
    } else if (value.isArray()) {
      text.append('[');
      for (Iterator<JsonNode> element = value.elements(); element.hasNext(); ) {
        write(element.next(), text);
        text.append(element.hasNext() ? "," : "");
      }
      text.append(']');
    } else if (value.isNumber()) {
      text.append(value.decimalValue().stripTrailingZeros().toPlainString());
    } else {
      text.append(value);
    }
  }

  private static void writeObject(JsonNode value, StringBuilder text) {
    TreeMap<String, JsonNode> fields = new TreeMap<>();
    value.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
    text.append('{');
    String separator = "";
    for (Map.Entry<String, JsonNode> field : fields.entrySet()) {
      text.append(separator).append(JsonNodeFactory.instance.textNode(field.getKey())).append(':');
      write(field.getValue(), text);
      separator = ",";
    }
    text.append('}');
  }
}
