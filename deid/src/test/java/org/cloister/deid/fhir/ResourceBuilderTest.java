package org.cloister.deid.fhir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.StrictErrorHandler;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.cloister.deid.SharedData;
import org.cloister.testkit.PatientBundle;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;

/// The builder against HAPI's own parser: the same objects from the same document.
class ResourceBuilderTest {
  private static final FhirContext R4 = FhirContext.forR4();
  private static final FhirReader READER = new FhirReader(R4, Limits.DEFAULT);
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .nodeFactory(new JsonNodeFactory(true))
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private static final String BUNDLE =
      PatientBundle.about("p1")
          .patient("female", "1960-02-29")
          .measured("o1", "2160-0", "1.10", "mg/dL", "2024-05-01T08:00:00Z")
          .bloodPressure("o2", "131", "82", "2024-05-01T08:00:00Z")
          .json();

  private static Resource byHapi(String json) {
    IParser parser = R4.newJsonParser();
    parser.setParserErrorHandler(new StrictErrorHandler());
    parser.setOverrideResourceIdWithBundleEntryFullUrl(false);
    return (Resource) parser.parseResource(json);
  }

  private static Optional<Resource> byBuilder(String json) {
    return READER.read(json.getBytes(UTF_8)) instanceof Read.Accepted(var resource)
        ? Optional.of(resource)
        : Optional.empty();
  }

  /// Narratives are left out on purpose.
  private static String withoutNarratives(String json) throws IOException {
    JsonNode tree = JSON.readTree(json);
    tree.findParents("text").stream()
        .filter(parent -> parent.path("text").isObject() && parent.path("text").has("div"))
        .forEach(parent -> {
          var _ = ((ObjectNode) parent).remove("text");
        });
    return tree.toString();
  }

  private static void assertSame(String name, String json) throws IOException {
    Resource ours = byBuilder(json).orElseThrow(() -> new AssertionError(name + " is refused"));
    Resource hapis = byHapi(withoutNarratives(json));
    assertThat(R4.newJsonParser().encodeResourceToString(ours))
        .as(name)
        .isEqualTo(R4.newJsonParser().encodeResourceToString(hapis));
    assertThat(ours.equalsDeep(hapis)).as(name).isTrue();
    assertThat(ours.getIdElement().getValue()).isEqualTo(hapis.getIdElement().getValue());
  }

  @Test
  void build_givesWhatHapiGives() throws IOException {
    assertSame("bundle", BUNDLE);
    assertSame(
        "companions",
        """
        {"birthDate":"1960","resourceType":"Patient","id":"p","meta":{"versionId":"3"},
         "extension":[{"url":"urn:x","valueString":"y"}],
         "_birthDate":{"id":"b","extension":[{"url":"urn:z","valueDateTime":"1960-01-01T01:00:00Z"}]},
         "_gender":{"extension":[{"url":"urn:z","valueCode":"unknown"}]},
         "multipleBirthInteger":2,"deceasedBoolean":false,
         "name":[{"given":["A",null,"C"],"_given":[null,{"id":"g"}]},{"_family":{"id":"f"}}]}\
        """);
    assertSame(
        "contained",
        """
        {"resourceType":"MedicationRequest","status":"active","intent":"order",
         "contained":[{"id":"m","resourceType":"Medication","code":{"text":"x"}}],
         "medicationReference":{"reference":"#m"},"subject":{"reference":"Patient/p"},
         "dosageInstruction":[{"doseAndRate":[{"doseQuantity":{"value":1.50E1}}]}]}\
        """);
  }

  @Test
  void build_givesWhatHapiGivesForEveryExampleOfHl7() throws IOException {
    Path examples = SharedData.path("data/deid/hl7-r4-examples");
    int compared = 0;
    List<String> refusedByHapi = new ArrayList<>();
    try (Stream<Path> files = Files.list(examples)) {
      for (Path file :
          files.filter(path -> path.toString().endsWith(".ndjson")).sorted().toList()) {
        for (String json : Files.readAllLines(file)) {
          if (byBuilder(json).isEmpty()) {
            continue;
          }
          try {
            assertSame(file.getFileName().toString(), json);
            compared++;
          } catch (DataFormatException e) {
            refusedByHapi.add(file.getFileName() + " " + e.getMessage());
          }
        }
      }
    }
    assertThat(compared).isGreaterThan(300);
    // Valid FHIR: HAPI 8.8.0 does not expect a list beside the repeated primitive `event`.
    assertThat(refusedByHapi).hasSize(5).allMatch(refusal -> refusal.contains("_event"));
  }

  /// Where the builder takes a damaged document, HAPI takes it too and reads the same.
  @Test
  void build_takesNothingThatHapiRefuses() throws IOException {
    long seed = 20261125;
    Random random = new Random(seed);
    int taken = 0;
    for (int i = 0; i < 3000; i++) {
      JsonNode tree = JSON.readTree(BUNDLE);
      damage(tree, random);
      String json = tree.toString();
      if (byBuilder(json).isPresent()) {
        taken++;
        assertSame("seed " + seed + ", document " + i, json);
      }
    }
    assertThat(taken).isBetween(10, 2900);
  }

  /// Changes one place: another JSON type, an empty value, a value of another form, one less.
  private static void damage(JsonNode tree, Random random) {
    List<ObjectNode> objects = new ArrayList<>();
    collect(tree, objects);
    ObjectNode object = objects.get(random.nextInt(objects.size()));
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    String name = names.get(random.nextInt(names.size()));
    switch (random.nextInt(9)) {
      case 0 -> object.remove(name);
      case 1 -> object.put(name, "2020-02-30");
      case 2 -> object.put(name, 7);
      case 3 -> object.put(name, true);
      case 4 -> object.putNull(name);
      case 5 -> object.putObject(name);
      case 6 -> object.putArray(name).add("x").addNull();
      case 7 -> object.put(name, "");
      default -> object.set(name + "x", object.get(name));
    }
  }

  private static void collect(JsonNode node, List<ObjectNode> objects) {
    if (node instanceof ObjectNode object && !object.isEmpty()) {
      objects.add(object);
    }
    if (node instanceof ObjectNode || node instanceof ArrayNode) {
      node.forEach(child -> collect(child, objects));
    }
  }
}
