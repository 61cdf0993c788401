package org.cloister.deid.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RiskReportTest {
  private static final EnumSet<QuasiIdentifier> ALL = EnumSet.allOf(QuasiIdentifier.class);

  @TempDir Path folder;

  /// By hand: 1974 female 021 three times, 1974 male 021 twice, 1937 female 000 once.
  private static final List<String> SIX =
      List.of(
          patient("a", "1974", "female", "021"),
          patient("b", "1974", "female", "021"),
          patient("c", "1974", "male", "021"),
          patient("d", "1937", "female", "000"),
          patient("e", "1974", "female", "021"),
          patient("f", "1974", "male", "021"));

  @Test
  void of_givesTheFiguresThatOneCountsByHand() throws IOException {
    RiskReport report = RiskReport.of(write("Patient.ndjson", SIX));
    assertThat(report.persons()).isEqualTo(6);
    assertThat(report.classes()).isEqualTo(3);
    assertThat(report.smallestClass()).isEqualTo(1);
    assertThat(report.uniqueShare()).isCloseTo(1 / 6.0, within(1e-12));
    assertThat(report.highestProsecutorRisk()).isEqualTo(1);
    assertThat(report.averageProsecutorRisk()).isEqualTo(0.5);
    assertThat(report.classesBySize()).isEqualTo(Map.of(1, 1L, 2, 1L, 3, 1L));
    assertThat(report.marketerRisk()).isEqualTo(0.5);
    assertThat(report.highestJournalistRisk()).isEqualTo(1);
  }

  @Test
  void of_countsOnlyTheTraitsThatAnAttackerKnows() throws IOException {
    Path release = write("Patient.ndjson", SIX);
    RiskReport byGender =
        RiskReport.of(List.of(release), EnumSet.of(QuasiIdentifier.GENDER), Population.UNKNOWN);
    assertThat(byGender.classesBySize()).isEqualTo(Map.of(2, 1L, 4, 1L));
    assertThat(byGender.emitted()).containsExactly(Map.entry(QuasiIdentifier.GENDER, 6L));
  }

  @Test
  void of_saysWhatWasEmitted() throws IOException {
    assertThat(RiskReport.of(write("Patient.ndjson", SIX)).emitted())
        .isEqualTo(
            Map.of(
                QuasiIdentifier.BIRTH_DATE, 6L,
                QuasiIdentifier.GENDER, 6L,
                QuasiIdentifier.POSTAL_CODE, 6L));
  }

  @Test
  void of_findsPatientsInBundlesWhateverTheOrderOfProperties() throws IOException {
    String bundle =
        """
        {"entry":[{"resource":{"gender":"male","id":"a","resourceType":"Patient"}},
         {"resource":{"resourceType":"Condition","id":"x","gender":"male"}},
         {"resource":{"resourceType":"Bundle","entry":[
           {"resource":{"resourceType":"Patient","id":"b","gender":"male"}}]}}],
         "resourceType":"Bundle"}\
        """;
    assertThat(RiskReport.of(write("bundle.json", List.of(bundle))).classesBySize())
        .isEqualTo(Map.of(2, 1L));
  }

  @Test
  void of_readsRaceDeathPlaceMaritalStatusAndLanguage() throws IOException {
    String patient =
        """
        {"resourceType":"Patient","id":"a","deceasedBoolean":true,"extension":[
         {"extension":[{"url":"ombCategory","valueCoding":{"code":"2106-3"}}],
          "url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-race"},
         {"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-ethnicity",
          "extension":[{"url":"text","valueString":"Hispanic"}]},
         {"url":"urn:x","valueString":["odd"]}],
         "address":[{"city":"A","district":"B","state":"C","line":["D"]}],
         "maritalStatus":{"coding":[{"code":"M"}]},
         "communication":[{"language":{"coding":[{"code":"en"}]}}]}\
        """;
    assertThat(RiskReport.of(write("Patient.ndjson", List.of(patient))).emitted().keySet())
        .containsExactlyInAnyOrder(
            QuasiIdentifier.DEATH,
            QuasiIdentifier.RACE,
            QuasiIdentifier.ETHNICITY,
            QuasiIdentifier.CITY,
            QuasiIdentifier.COUNTY,
            QuasiIdentifier.STATE,
            QuasiIdentifier.MARITAL_STATUS,
            QuasiIdentifier.LANGUAGE);
  }

  @Test
  void of_readsFoldersAndGzip() throws IOException {
    Files.createDirectories(folder.resolve("part"));
    write("one.ndjson", SIX.subList(0, 3));
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("part/two.ndjson.gz")))) {
      out.write(String.join("\n", SIX.subList(3, 6)).getBytes(StandardCharsets.UTF_8));
    }
    write("notes.txt", List.of("not a release"));
    assertThat(RiskReport.of(folder).classesBySize()).isEqualTo(Map.of(1, 1L, 2, 1L, 3, 1L));
  }

  @Test
  void of_countsAPersonOnceHoweverOftenReleased() throws IOException {
    Path release = write("Patient.ndjson", SIX);
    assertThat(RiskReport.of(release, release).classesBySize())
        .isEqualTo(RiskReport.of(release).classesBySize());
  }

  @Test
  void of_givesNothingForAnEmptyBatch() throws IOException {
    RiskReport report = RiskReport.of(write("Patient.ndjson", List.of()));
    assertThat(report.persons()).isZero();
    assertThat(report.smallestClass()).isZero();
    assertThat(report.highestProsecutorRisk()).isZero();
    assertThat(report.marketerRisk()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"resourceType\":\"Patient\",\"id\":\"Zebulon\"", "Zebulon", "{]"})
  void of_refusesWhatIsNoJsonWithoutRepeatingIt(String text) throws IOException {
    Path release = write("Patient.ndjson", List.of(text));
    assertThatThrownBy(() -> RiskReport.of(release))
        .isInstanceOf(IOException.class)
        .hasNoCause()
        .hasMessageContaining("no JSON at byte")
        .message()
        .doesNotContain("Zebulon");
  }

  /// Against a second computation, made of the values themselves.
  @Test
  void of_agreesWithBruteForceOnRandomBatches() throws IOException {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      List<String> lines = new ArrayList<>();
      Map<String, Integer> alike = new HashMap<>();
      for (int i = 0; i < 2000; i++) {
        String year = "" + (1937 + random.nextInt(1 + seed * 4));
        String gender = random.nextBoolean() ? "female" : "male";
        String zip = "%03d".formatted(random.nextInt(1 + seed));
        lines.add(patient("p" + i, year, gender, zip));
        alike.merge(year + gender + zip, 1, Integer::sum);
      }
      Population population = new Population(50_000);
      RiskReport report = RiskReport.of(List.of(write("Patient.ndjson", lines)), ALL, population);
      Collection<Integer> sizes = alike.values();
      assertThat(report.classes()).as("seed %d", seed).isEqualTo(sizes.size());
      assertThat(report.smallestClass()).isEqualTo(sizes.stream().min(Integer::compare).orElse(0));
      assertThat(report.uniqueShare())
          .isEqualTo(sizes.stream().filter(size -> size == 1).count() / 2000.0);
      assertThat(report.averageProsecutorRisk()).isEqualTo(sizes.size() / 2000.0);
      double marketer =
          sizes.stream().mapToDouble(size -> size * population.risk(size, 2000)).sum() / 2000;
      assertThat(report.marketerRisk()).isCloseTo(marketer, within(1e-9));
    }
  }

  @Test
  void toJson_andLines_sayTheSame() throws IOException {
    RiskReport report =
        RiskReport.of(List.of(write("Patient.ndjson", SIX)), ALL, new Population(600));
    assertThat(report.toJson())
        .startsWith("{\"persons\":6,\"classes\":3,\"sampledOneIn\":1,\"smallestClass\":1,")
        .contains("\"prosecutorRisk\":{\"highest\":1.0,\"average\":0.5}")
        .contains("\"population\":600")
        .endsWith("\"classesBySize\":{\"1\":1,\"2\":1,\"3\":1}}");
    assertThat(report.lines())
        .contains("smallest class 1, unique 16.67 %")
        .contains("  in classes of 3 to 4: 50.00 % of persons");
    assertThat(report.toJson() + report.lines()).doesNotContain("1937").doesNotContain("021");
  }

  @CanIgnoreReturnValue
  private Path write(String name, List<String> lines) throws IOException {
    return Files.write(folder.resolve(name), lines);
  }

  private static String patient(String id, String born, String gender, String zip) {
    return """
    {"resourceType":"Patient","id":"%s","birthDate":"%s","gender":"%s",\
    "address":[{"postalCode":"%s"}]}\
    """
        .formatted(id, born, gender, zip);
  }
}
