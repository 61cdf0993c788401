package org.cloister.deid.fhir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.cloister.deid.SharedData;
import org.cloister.testkit.Canaries;
import org.cloister.testkit.PatientBundle;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Observation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FhirReaderTest {
  private static final FhirContext R4 = FhirContext.forR4();
  private static final FhirReader READER = new FhirReader(R4, Limits.DEFAULT);

  private static final String BUNDLE =
      PatientBundle.about("p1")
          .patient("female", "1960-02-29")
          .measured("o1", "2160-0", "1.10", "mg/dL", "2024-05-01T08:00:00Z")
          .bloodPressure("o2", "131", "82", "2024-05-01T08:00:00Z")
          .json();

  private static Read read(String json) {
    return READER.read(json.getBytes(UTF_8));
  }

  private static List<Violation> violations(String json) {
    return read(json) instanceof Read.Invalid(List<Violation> violations) ? violations : List.of();
  }

  @Test
  void read_givesTheResourceWithItsDigits() {
    Read read = read(BUNDLE);

    assertThat(read).isInstanceOf(Read.Accepted.class).hasToString("Accepted[redacted]");
    Bundle bundle = (Bundle) ((Read.Accepted) read).resource();
    Observation creatinine = (Observation) bundle.getEntry().get(1).getResource();
    assertThat(creatinine.getIdElement().getIdPart()).isEqualTo("o1");
    assertThat(creatinine.getValueQuantity().getValue()).isEqualTo("1.10");
  }

  @Test
  void read_neverParsesANarrative() {
    String narrative =
        """
        {"resourceType":"Patient","text":{"status":"generated","div":"<!DOCTYPE div [<!ENTITY x SYSTEM \
        'file:///etc/hostname'>]><div xmlns='http://www.w3.org/1999/xhtml'>&x;<b></div>"},"active":true}\
        """;

    Read read = read(narrative);

    assertThat(read).isInstanceOf(Read.Accepted.class);
    assertThat(((DomainResource) ((Read.Accepted) read).resource()).hasText()).isFalse();
  }

  @Test
  void read_refusesEveryTruncationAsMalformed() {
    byte[] whole = BUNDLE.getBytes(UTF_8);
    for (int length = 0; length < whole.length; length += 7) {
      assertThat(READER.read(Arrays.copyOf(whole, length))).isInstanceOf(Read.Malformed.class);
    }
  }

  @Test
  void read_saysWhereJsonEnds() {
    assertThat(read("{\"resourceType\":\"Patient\",}"))
        .isInstanceOfSatisfying(
            Read.Malformed.class, it -> assertThat(it.byteOffset()).isEqualTo(OptionalLong.of(26)));
  }

  @Test
  void read_refusesWhatIsNotOneJsonObjectInUtf8() {
    String patient = "{\"resourceType\":\"Patient\"}";
    for (String document :
        List.of(
            "",
            " ",
            "null",
            "[]",
            "[" + patient + "]",
            "\"x\"",
            "1",
            patient + "1",
            patient + patient,
            "\uFEFF" + patient,
            "{'resourceType':'Patient'}",
            "{\"resourceType\":\"Patient\" /* x */}",
            "{\"a\":NaN}",
            "{\"a\":+1}",
            "{\"a\":01}")) {
      assertThat(read(document)).as(document).isInstanceOf(Read.Malformed.class);
    }
    byte[] latin1 =
        "{\"resourceType\":\"Patient\",\"id\":\"\u00e9\"}"
            .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    assertThat(READER.read(latin1)).isInstanceOf(Read.Malformed.class);
    assertThat(READER.read(patient.getBytes(java.nio.charset.StandardCharsets.UTF_16LE)))
        .isInstanceOf(Read.Malformed.class);
    // An encoded surrogate: well-formed to Jackson, not UTF-8.
    byte[] surrogate = "{\"resourceType\":\"Patient\",\"id\":\"xyz\"}".getBytes(UTF_8);
    surrogate[32] = (byte) 0xED;
    surrogate[33] = (byte) 0xA0;
    surrogate[34] = (byte) 0x80;
    assertThat(READER.read(surrogate)).isInstanceOf(Read.Malformed.class);
  }

  @Test
  void read_refusesADuplicateNameAtAnyDepth() {
    assertThat(read("{\"resourceType\":\"Patient\",\"resourceType\":\"Patient\"}"))
        .isInstanceOf(Read.Malformed.class);
    assertThat(
            read(
                "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"a\",\"f\\u0061mily\":\"b\"}]}"))
        .isInstanceOf(Read.Malformed.class);
  }

  @Test
  void read_refusesWhatIsTooLongTooDeepOrHasMonstrousTokens() {
    FhirReader small = new FhirReader(R4, new Limits(100, 6));
    assertThat(small.read(new byte[101])).isEqualTo(new Read.TooLong(Read.Bound.BYTES));
    assertThat(small.read("[[[[[[[".getBytes(UTF_8))).isEqualTo(new Read.TooLong(Read.Bound.DEPTH));
    String deep = "{\"extension\":[".repeat(200_000);
    assertThat(read(deep)).isEqualTo(new Read.TooLong(Read.Bound.DEPTH));
    assertThat(read("{\"a\":" + "9".repeat(1000) + "}"))
        .isEqualTo(new Read.TooLong(Read.Bound.TOKEN));
    assertThat(read("{\"" + "a".repeat(1000) + "\":1}"))
        .isEqualTo(new Read.TooLong(Read.Bound.TOKEN));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0007',
      value = {
        "{}|required|Resource",
        "{\"resourceType\":\"Patiend\"}|invalid|Resource",
        "{\"resourceType\":\"patient\"}|invalid|Resource",
        "{\"resourceType\":7}|invalid|Resource",
        "{\"resourceType\":\"Patient\",\"nmae\":[]}|invalid|Patient",
        "{\"resourceType\":\"Patient\",\"name\":{}}|invalid|Patient.name",
        "{\"resourceType\":\"Patient\",\"name\":[]}|invalid|Patient.name",
        "{\"resourceType\":\"Patient\",\"name\":[{}]}|invalid|Patient.name[0]",
        "{\"resourceType\":\"Patient\",\"name\":[\"x\"]}|invalid|Patient.name[0]",
        "{\"resourceType\":\"Patient\",\"name\":[{\"given\":[null]}]}|invalid|Patient.name[0].given[0]",
        "{\"resourceType\":\"Patient\",\"active\":\"true\"}|invalid|Patient.active",
        "{\"resourceType\":\"Patient\",\"active\":null}|invalid|Patient.active",
        "{\"resourceType\":\"Patient\",\"birthDate\":\"\"}|invalid|Patient.birthDate",
        "{\"resourceType\":\"Patient\",\"birthDate\":\"1960-13-01\"}|value|Patient.birthDate",
        "{\"resourceType\":\"Patient\",\"birthDate\":\"1.2.1960\"}|value|Patient.birthDate",
        "{\"resourceType\":\"Patient\",\"id\":\"a b\"}|value|Patient.id",
        "{\"resourceType\":\"Patient\",\"gender\":\"femail\"}|code-invalid|Patient.gender",
        "{\"resourceType\":\"Patient\",\"deceasedBoolean\":true,\"deceasedDateTime\":\"2020\"}"
            + "|invalid|Patient.deceased",
        "{\"resourceType\":\"Patient\",\"multipleBirthInteger\":1.5}|invalid|Patient.multipleBirth",
        "{\"resourceType\":\"Patient\",\"_active\":{\"nonsense\":1}}|invalid|Patient.active",
        "{\"resourceType\":\"Patient\",\"_name\":[{\"id\":\"x\"}]}|invalid|Patient",
        "{\"resourceType\":\"Patient\",\"modifierExtension\":[{\"url\":\"urn:x\"}]}"
            + "|extension|Patient.modifierExtension",
        "{\"resourceType\":\"Patient\",\"contained\":[{\"resourceType\":\"Practitioner\"}]}"
            + "|required|Patient.contained[0].id",
        "{\"resourceType\":\"Observation\",\"code\":{\"text\":\"x\"}}|required|Observation.status",
        "{\"resourceType\":\"Observation\",\"status\":\"final\"}|required|Observation.code",
        "{\"resourceType\":\"Bundle\"}|required|Bundle.type",
        "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{\"resource\":"
            + "{\"resourceType\":\"Patient\",\"gender\":\"x\"}}]}"
            + "|code-invalid|Bundle.entry[0].resource.gender",
        "{\"resourceType\":\"Parameters\",\"parameter\":[{\"resource\":{\"resourceType\":\"Patient\"}}]}"
            + "|required|Parameters.parameter[0].name",
      })
  void read_namesTheElementThatIsNotFhir(String json, String code, String expression) {
    assertThat(violations(json)).extracting(Violation::code).containsExactly(code);
    assertThat(violations(json)).extracting(Violation::expression).containsExactly(expression);
  }

  @Test
  void read_refusesANumberThatNoMeasurementHas() {
    assertThat(
            violations(
                "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"x\"},"
                    + "\"valueQuantity\":{\"value\":1e999999999}}"))
        .extracting(Violation::expression)
        .containsExactly("Observation.value.value");
  }

  @Test
  void read_takesUnknownExtensionsAndCompanionsOfPrimitives() {
    assertThat(
            read(
                """
                {"birthDate":"1960","resourceType":"Patient","extension":[{"url":"urn:x","valueString":"y"}],
                 "_birthDate":{"extension":[{"url":"urn:z","valueDateTime":"1960-01-01T01:00:00Z"}]},
                 "name":[{"given":["A",null],"_given":[null,{"id":"g"}]}]}\
                """))
        .isInstanceOf(Read.Accepted.class);
  }

  @Test
  void read_countsAnElementOfWhichOnlyTheCompanionIsThere() {
    assertThat(
            read(
                """
                {"resourceType":"Observation","_status":{"extension":[{"url":
                 "http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]},
                 "code":{"text":"x"}}\
                """))
        .isInstanceOf(Read.Accepted.class);
  }

  @Test
  void read_ignoresModifierExtensionsOfTypesThatAreNeverRead() {
    assertThat(
            read(
                "{\"resourceType\":\"Practitioner\",\"modifierExtension\":[{\"url\":\"urn:x\","
                    + "\"valueBoolean\":true}]}"))
        .isInstanceOf(Read.Accepted.class);
  }

  @Test
  void read_stopsAfterSomeViolations() {
    String names = "{\"resourceType\":\"Patient\",\"name\":[" + "{\"x\":1},".repeat(500) + "{}]}";

    assertThat(violations(names)).hasSize(FhirReader.MAXIMUM_VIOLATIONS);
  }

  /// Whatever is broken, nothing of the document comes back: one byte is changed at a time.
  @Test
  void read_survivesDamageAndRepeatsNothing() {
    Random random = new Random(20_240_501);
    Canaries canaries = Canaries.inFreeText(BUNDLE);
    Set<String> leaves = Canaries.leaves(BUNDLE).keySet();
    byte[] whole = canaries.document().getBytes(UTF_8);
    for (int i = 0; i < 4000; i++) {
      byte[] damaged = whole.clone();
      for (int n = random.nextInt(3); n >= 0; n--) {
        damaged[random.nextInt(damaged.length)] =
            (byte) "{}[]\",:01e-axXn \\\u0000".charAt(random.nextInt(18));
      }
      String said = READER.read(damaged).toString();
      assertThat(canaries.foundIn(said)).isEmpty();
      assertThat(leaves)
          .as(said)
          .noneMatch(leaf -> !R4.getResourceTypes().contains(leaf) && said.contains(leaf));
    }
  }

  @Test
  void shapes_existForEveryResourceType() {
    Shapes shapes = new Shapes(R4);
    for (String type : R4.getResourceTypes()) {
      assertThat(shapes.ofResource(type)).isPresent();
    }
  }

  /// HL7's own examples are FHIR: what we refuse of them is known by name.
  @Test
  void read_takesTheExamplesOfHl7() throws IOException {
    Path examples = SharedData.path("data/deid/hl7-r4-examples");
    List<String> refused = new ArrayList<>();
    int accepted = 0;
    try (Stream<Path> files = Files.list(examples)) {
      for (Path file : files.filter(it -> it.toString().endsWith(".ndjson")).sorted().toList()) {
        for (String line : Files.readAllLines(file)) {
          if (read(line) instanceof Read.Accepted) {
            accepted++;
          } else {
            refused.add(file.getFileName().toString());
          }
        }
      }
    }
    assertThat(accepted).isGreaterThanOrEqualTo(364);
    // It lacks a linkId.
    assertThat(refused).containsExactly("Questionnaire.ndjson");
  }
}
