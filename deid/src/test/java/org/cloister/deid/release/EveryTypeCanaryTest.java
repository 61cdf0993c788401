package org.cloister.deid.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cloister.deid.pseudonym.KeyedPseudonyms;
import org.cloister.deid.pseudonym.PseudonymDomain;
import org.cloister.deid.r4.Element;
import org.cloister.deid.r4.R4;
import org.cloister.deid.r4.Type;
import org.cloister.deid.rule.Preset;
import org.cloister.deid.rule.RuleSet;
import org.cloister.deid.sealing.KeyFile;
import org.cloister.deid.text.TextScrubber;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Fills every text-like element of every R4 type, five levels deep, with a word of its own and
/// looks for each of them in what is released.
class EveryTypeCanaryTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int DEEPEST = 5;
  private static final int DEEPEST_EXTENSION = 1;

  @TempDir private Path folder;

  private final R4 fhir = R4.load();
  private final Map<String, String> planted = new LinkedHashMap<>();

  @ParameterizedTest
  @EnumSource
  void release_ofEveryTypeHoldsNoWordThatWasPlanted(Preset preset) throws Exception {
    RecordDeidentifier engine =
        new RecordDeidentifier(
            RuleSet.preset(preset, fhir),
            fhir,
            KeyedPseudonyms.of(
                KeyFile.create(folder.resolve("key")), new PseudonymDomain("test"), 1),
            TextScrubber.standard(),
            Clock.fixed(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC));
    List<String> survivors = new ArrayList<>();
    for (String type : fhir.resourceTypes()) {
      planted.clear();
      byte[] document = JSON.writeValueAsBytes(filled(type));
      Release release = engine.deidentify(document);
      if (!(release instanceof Release.Released released)) {
        survivors.add(type + ": " + release);
        continue;
      }
      String output = new String(released.document(), StandardCharsets.UTF_8);
      planted.forEach((word, path) -> {
        if (output.contains(word) && !mayStay(preset, path)) {
          survivors.add(path);
        }
      });
      assertThat(output).startsWith("{\"resourceType\":\"" + type + "\"");
    }
    assertThat(survivors).isEmpty();
  }

  /// 45 CFR 164.514(e)(2)(ii): a limited data set may hold "town or city, State, and zip code".
  private static boolean mayStay(Preset preset, String path) {
    return preset == Preset.LIMITED_DATA_SET
        && (path.equals("Address.city") || path.equals("Address.postalCode"));
  }

  private ObjectNode filled(String resourceType) {
    ObjectNode node = object(fhir.type(resourceType).orElseThrow(), DEEPEST, DEEPEST_EXTENSION);
    ObjectNode resource = JsonNodeFactory.instance.objectNode().put("resourceType", resourceType);
    resource.setAll(node);
    return resource;
  }

  private ObjectNode object(Type type, int depth, int extensionDepth) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    for (Element element : type.elements()) {
      if (element.property().equals("modifierExtension")
          || element.type().equals("Resource")
          || element.property().equals("implicitRules")) {
        continue;
      }
      boolean isExtension = element.type().equals("Extension");
      Type inner = fhir.type(element.type()).orElseThrow();
      if (inner.kind() == Type.Kind.PRIMITIVE) {
        if (isText(element)) {
          add(node, element, word(element.path()));
        }
      } else if (depth > 0 && (!isExtension || extensionDepth > 0)) {
        ObjectNode child = object(inner, depth - 1, isExtension ? 0 : extensionDepth);
        if (!child.isEmpty()) {
          if (element.isList()) {
            node.putArray(element.property()).add(child);
          } else {
            node.set(element.property(), child);
          }
        }
      }
    }
    return node;
  }

  /// Codes of closed lists and shapes that hold no word are looked at by others.
  private static boolean isText(Element element) {
    return switch (element.type()) {
      case "string", "markdown", "uri", "url", "canonical", "id", "xhtml" ->
          !element.path().endsWith("ddress.state") && !element.path().endsWith("ddress.country");
      case "code" -> element.codes().isEmpty();
      default -> false;
    };
  }

  private String word(String path) {
    String word = "Tarnwickq" + String.format("%05d", planted.size());
    planted.put(word, path);
    return path.endsWith(".div")
        ? "<div xmlns=\"http://www.w3.org/1999/xhtml\">" + word + "</div>"
        : word;
  }

  private static void add(ObjectNode node, Element element, String value) {
    if (element.isList()) {
      ArrayNode list = node.putArray(element.property());
      list.add(value);
    } else {
      node.put(element.property(), value);
    }
  }
}
