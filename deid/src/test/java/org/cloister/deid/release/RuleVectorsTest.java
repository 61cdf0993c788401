package org.cloister.deid.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.cloister.deid.SharedData;
import org.cloister.deid.pseudonym.KeyedPseudonyms;
import org.cloister.deid.pseudonym.Original;
import org.cloister.deid.rule.Preset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;

/// The rule vectors, each as a record that the engine releases.
class RuleVectorsTest {
  private static final String ABSENT = "(absent)";

  private record Vector(String id, String element, String input, String context, String expected) {
    static Vector of(String line) {
      String[] cells = line.split(",", 6);
      return new Vector(cells[0], cells[1], cells[2], cells[3], cells[4]);
    }
  }

  private static List<Vector> vectors(String prefix) throws IOException {
    List<Vector> vectors =
        Files.readAllLines(SharedData.path("data/deid/rules/safe_harbor_vectors.csv")).stream()
            .filter(line -> line.startsWith(prefix))
            .map(Vector::of)
            .toList();
    assertThat(vectors).isNotEmpty();
    return vectors;
  }

  /// The presets that make places and ages coarse.
  private static Stream<Preset> coarse() {
    return Stream.of(
        Preset.SAFE_HARBOR_STRICT, Preset.EXPERT_DETERMINATION, Preset.GDPR_PSEUDONYMISED);
  }

  private static JsonNode released(Preset preset, String json) {
    return Engines.tree(Engines.released(Engines.of(preset), json.replace('\'', '"')));
  }

  @ParameterizedTest
  @MethodSource("coarse")
  void everyPostalCode(Preset preset) throws IOException {
    for (Vector vector : vectors("zip-")) {
      String country = vector.context.substring("country=".length());
      JsonNode out =
          released(
              preset,
              "{'resourceType':'Patient','address':[{'postalCode':'%s','country':'%s'}]}"
                  .formatted(vector.input, country));
      assertThat(out.at("/address/0/postalCode").asText(ABSENT))
          .as(vector.id)
          .isEqualTo(vector.expected);
    }
  }

  @Test
  void everyDateInSafeHarbor() throws IOException {
    for (Vector vector : vectors("date-")) {
      JsonNode out =
          switch (vector.element) {
            case "Patient.birthDate" ->
                released(
                        Preset.SAFE_HARBOR_STRICT,
                        "{'resourceType':'Patient','birthDate':'%s'}".formatted(vector.input))
                    .at("/birthDate");
            case "Encounter.period.start" ->
                released(
                        Preset.SAFE_HARBOR_STRICT,
                        "{'resourceType':'Encounter','period':{'start':'%s'}}"
                            .formatted(vector.input))
                    .at("/period/start");
            case "Condition.onsetDateTime" ->
                released(
                        Preset.SAFE_HARBOR_STRICT,
                        "{'resourceType':'Condition','onsetDateTime':'%s'}".formatted(vector.input))
                    .at("/onsetDateTime");
            default ->
                released(
                        Preset.SAFE_HARBOR_STRICT,
                        ("{'resourceType':'Patient','_birthDate':{'extension':[{'url':"
                                + "'http://hl7.org/fhir/StructureDefinition/patient-birthTime',"
                                + "'valueDateTime':'%s'}]}}")
                            .formatted(vector.input))
                    .at("/_birthDate/extension");
          };
      assertThat(out.asText(ABSENT)).as(vector.id).isEqualTo(vector.expected);
    }
  }

  @ParameterizedTest
  @MethodSource("coarse")
  void everyAge(Preset preset) throws IOException {
    for (Vector vector : vectors("age-")) {
      if (vector.element.equals("text")) {
        String note =
            "{'resourceType':'Observation','note':[{'text':'%s'}]}".formatted(vector.input);
        assertThat(released(preset, note).toString()).as(vector.id).doesNotContain("101");
        continue;
      }
      String[] amount = vector.input.split(" ", -1);
      String quantity =
          "{'value':%s,'system':'http://unitsofmeasure.org','code':'%s'}"
              .formatted(amount[0], amount[1]);
      JsonNode out =
          vector.element.equals("Condition.onsetAge")
              ? released(preset, "{'resourceType':'Condition','onsetAge':" + quantity + "}")
                  .at("/onsetAge")
              : released(
                      preset,
                      "{'resourceType':'Observation','code':{'coding':[{'system':"
                          + "'http://loinc.org','code':'30525-0'}]},'valueQuantity':"
                          + quantity
                          + "}")
                  .at("/valueQuantity");
      String told =
          out.path("value").asText()
              + (out.path("comparator").asText().equals(">=")
                  ? "+"
                  : " " + out.path("code").asText());
      assertThat(vector.expected).as(vector.id).startsWith(told);
    }
  }

  @ParameterizedTest
  @EnumSource
  void referencesOfEveryFormNameOnePatient(Preset preset) throws IOException {
    Vector vector = vectors("id-01").getFirst();
    StringBuilder entries =
        new StringBuilder(
            "{'fullUrl':'https://ehr.org/fhir/Patient/123','resource':{'resourceType':'Patient',"
                + "'id':'123','identifier':[{'system':'sys','value':'123'}]}}");
    for (String reference : vector.input.replace("sys|", "sys%7C").split(" \\| ", -1)) {
      entries.append(
          ",{'resource':{'resourceType':'Observation','subject':{'reference':'%s'}}}"
              .formatted(reference));
    }
    JsonNode bundle =
        released(preset, "{'resourceType':'Bundle','type':'collection','entry':[" + entries + "]}");
    Set<String> subjects = new HashSet<>();
    bundle.at("/entry").forEach(e -> subjects.add(e.at("/resource/subject/reference").asText()));
    subjects.remove("");
    assertThat(subjects).containsExactly("Patient/" + bundle.at("/entry/0/resource/id").asText());
  }

  @ParameterizedTest
  @EnumSource
  void aContainedResourceIsFoundByItsLink(Preset preset) {
    JsonNode out =
        released(
            preset,
            "{'resourceType':'Observation','contained':[{'resourceType':'Device','id':'d9'},"
                + "{'resourceType':'Patient','id':'p1'}],'subject':{'reference':'#p1'}}");
    assertThat(out.at("/subject/reference").asText())
        .isEqualTo("#" + out.at("/contained/1/id").asText());
    assertThat(out.at("/contained/1/id").asText()).isNotEqualTo("p1");
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.INCLUDE,
      names = {"EXPERT_DETERMINATION", "GDPR_PSEUDONYMISED"})
  void theDatesOfOnePatientMoveByOneOffsetOverDocuments(Preset preset) {
    String day = "2020-03-01";
    List<JsonNode> moved =
        List.of(
            released(
                    preset,
                    "{'resourceType':'Patient','id':'p7','deceasedDateTime':'%s'}".formatted(day))
                .at("/deceasedDateTime"),
            released(
                    preset,
                    "{'resourceType':'Encounter','subject':{'reference':'Patient/p7'},'period':"
                        + "{'start':'%s'}}".formatted(day))
                .at("/period/start"),
            released(
                    preset,
                    "{'resourceType':'Observation','subject':{'reference':"
                        + "'https://ehr.org/fhir/Patient/p7'},'effectiveDateTime':'%s'}"
                            .formatted(day))
                .at("/effectiveDateTime"));
    assertThat(new HashSet<>(moved)).hasSize(1);
    assertThat(moved.getFirst().asText()).isNotEqualTo(day);
    LocalDate there = LocalDate.parse(moved.getFirst().asText());
    assertThat(there).isBetween(LocalDate.parse("2019-03-02"), LocalDate.parse("2021-03-01"));
  }

  /// χ² over the 730 offsets: 859 is exceeded by chance in one of a thousand keys.
  @Test
  void offsets_areUniformAndNeverZero() throws Exception {
    KeyedPseudonyms pseudonyms = KeyedPseudonyms.of(Engines.KEY, Engines.DOMAIN, 1);
    int patients = 73_000;
    int[] counts = new int[731];
    for (int i = 0; i < patients; i++) {
      counts[365 + pseudonyms.offsetDays(Original.ofId("Patient", "p" + i))]++;
    }
    assertThat(counts[365]).isZero();
    double expected = patients / 730.0;
    double square = 0;
    List<Integer> seen = new ArrayList<>();
    for (int day = 0; day < counts.length; day++) {
      if (day != 365) {
        seen.add(counts[day]);
        square += Math.pow(counts[day] - expected, 2) / expected;
      }
    }
    assertThat(seen).hasSize(730);
    assertThat(square).isLessThan(859);
  }
}
