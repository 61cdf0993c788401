package org.cloister.gateway.compliance.review;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One FHIR resource of which a few elements are read. Elements that are not read may be anything.
final class CareResource {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode node;

  private CareResource(JsonNode node) {
    this.node = node;
  }

  /// The resources of a Bundle, or of one JSON object a line; empty where it is neither.
  static Optional<List<CareResource>> parse(byte[] body) {
    try {
      List<CareResource> resources = new ArrayList<>();
      // One value after another: a single document is the shortest such text.
      var values = JSON.readerFor(JsonNode.class).<JsonNode>readValues(text(body));
      while (values.hasNextValue()) {
        JsonNode value = values.nextValue();
        if (!value.path("resourceType").isTextual()) {
          return Optional.empty();
        }
        if (value.path("resourceType").textValue().equals("Bundle")) {
          value.path("entry").forEach(it -> resources.add(new CareResource(it.path("resource"))));
        } else {
          resources.add(new CareResource(value));
        }
      }
      return resources.isEmpty() ? Optional.empty() : Optional.of(resources);
    } catch (IOException notJson) {
      return Optional.empty();
    }
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }

  String type() {
    return node.path("resourceType").asText();
  }

  /// `Encounter/9`; empty without an id.
  Optional<String> reference() {
    return text(node.path("id")).map(id -> type() + "/" + id);
  }

  /// The text at this path of names and, for the first of a list, numbers: `name`, `0`, `family`.
  Optional<String> text(String... path) {
    return text(at(path));
  }

  List<CareResource> each(String... path) {
    List<CareResource> elements = new ArrayList<>();
    at(path).forEach(element -> elements.add(new CareResource(element)));
    return elements;
  }

  /// References to this type, of elements that are References or hold one under this name.
  Stream<String> references(String type, String... path) {
    JsonNode found = at(path);
    Stream<JsonNode> elements = found.isArray() ? found.valueStream() : Stream.of(found);
    return elements
        .map(element -> element.path("reference"))
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue)
        .filter(
            reference -> reference.startsWith(type + "/") || reference.contains("/" + type + "/"));
  }

  /// A department: an Organization, HealthcareService or Location by reference, or by its display.
  ///
  /// @param key equal for the same department
  record Place(String key, String name) {}

  Optional<Place> place(String... path) {
    JsonNode found = at(path);
    Optional<String> reference =
        text(found.path("reference"))
            .filter(it -> it.matches(".*(Organization|HealthcareService|Location)/[^/]+"));
    Optional<String> display = text(found.path("display"));
    Optional<String> key = reference.or(() -> display);
    return key.map(it -> new Place(it, display.orElse(it)));
  }

  /// The first instant of a date, the instant of a dateTime.
  Optional<Instant> from(ZoneId zone, String... path) {
    return instant(zone, 0, path);
  }

  /// The first instant after a date, the instant of a dateTime.
  Optional<Instant> until(ZoneId zone, String... path) {
    return instant(zone, 1, path);
  }

  Optional<LocalDate> day(String... path) {
    return text(path)
        .filter(it -> it.length() >= 10)
        .flatMap(it -> parsed(() -> LocalDate.parse(it.substring(0, 10))));
  }

  boolean has(String... path) {
    return !at(path).isMissingNode();
  }

  private Optional<Instant> instant(ZoneId zone, int days, String... path) {
    Optional<String> text = text(path);
    return text.filter(it -> it.length() > 10)
        .flatMap(it -> parsed(() -> OffsetDateTime.parse(it).toInstant()))
        .or(() ->
            text.filter(it -> it.length() == 10)
                .flatMap(it ->
                    parsed(
                        () -> LocalDate.parse(it).plusDays(days).atStartOfDay(zone).toInstant())));
  }

  @FunctionalInterface
  private interface Parse<T> {
    T parse();
  }

  private static <T> Optional<T> parsed(Parse<T> parse) {
    try {
      return Optional.of(parse.parse());
    } catch (DateTimeException notATime) {
      return Optional.empty();
    }
  }

  private JsonNode at(String... path) {
    JsonNode found = node;
    for (String step : path) {
      found = step.matches("[0-9]") ? found.path(Integer.parseInt(step)) : found.path(step);
    }
    return found;
  }

  private static Optional<String> text(JsonNode found) {
    return found.isTextual() && !found.textValue().isBlank()
        ? Optional.of(found.textValue())
        : Optional.empty();
  }

  @Override
  public String toString() {
    return "CareResource[redacted]";
  }
}
