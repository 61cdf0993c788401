package org.cloister.gateway.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AnswerWriterTest {
  private final AnswerWriter writer = new AnswerWriter();

  static Stream<AnswerContext> everyKind() {
    return Stream.of(Answers.prevent(), Answers.ckdEpi(), Answers.mixed(), Answers.bare());
  }

  private AnswerResources write(AnswerContext answer) {
    return writer.write(answer, Answers.ids());
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void everyAnswer_passesTheInstanceValidatorWithTheAiTransparencyProfiles(AnswerContext answer) {
    Validation.assumeSharedData();
    AnswerResources resources = write(answer);

    Validation.assertNoErrors(resources.bundle());
    Validation.assertNoErrors(resources.provenance().json());
    Validation.assertNoErrors(resources.device().json());
    resources.results().forEach(result -> Validation.assertNoErrors(result.json()));
  }

  @Test
  void theValidator_seesAMeteringThatIsNotAsPublished() {
    Validation.assumeSharedData();
    String json = new String(write(Answers.bare()).provenance().json(), StandardCharsets.UTF_8);
    String wrong = json.replace("\"costPicoUsd\"", "\"costCents\"");

    assertThat(wrong).isNotEqualTo(json);
    assertThat(Validation.problems(wrong.getBytes(StandardCharsets.UTF_8)))
        .anySatisfy(problem -> assertThat(problem.getMessage()).contains("costPicoUsd"));
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void everyAnswer_isFhirJsonWithoutNullsAndEmptyValues(AnswerContext answer) throws IOException {
    JsonNode root = new ObjectMapper().readTree(write(answer).bundle());

    assertThat(emptyNodes(root, "Bundle")).isEmpty();
  }

  private static List<String> emptyNodes(JsonNode node, String path) {
    if (node.isNull() || (node.isTextual() && node.asText().isBlank())) {
      return List.of(path);
    }
    if (node.isContainerNode() && node.isEmpty()) {
      return List.of(path);
    }
    if (node.isObject()) {
      return node.properties().stream()
          .flatMap(field -> emptyNodes(field.getValue(), path + "." + field.getKey()).stream())
          .toList();
    }
    return Stream.iterate(0, index -> index < node.size(), index -> index + 1)
        .flatMap(index -> emptyNodes(node.get(index), path + "[" + index + "]").stream())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void bundle_holdsTheVeryBytesOfTheResources(AnswerContext answer) {
    AnswerResources resources = write(answer);
    String bundle = new String(resources.bundle(), StandardCharsets.UTF_8);

    Stream.concat(
            resources.results().stream(), Stream.of(resources.provenance(), resources.device()))
        .forEach(resource ->
            assertThat(bundle)
                .contains(
                    "\"resource\":" + new String(resource.json(), StandardCharsets.UTF_8) + "}"));
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void bundle_isACollectionOfUrnEntries(AnswerContext answer) {
    Bundle bundle = Validation.strictly(Bundle.class, write(answer).bundle());

    assertThat(bundle.getType()).isEqualTo(Bundle.BundleType.COLLECTION);
    assertThat(bundle.getEntry())
        .extracting(Bundle.BundleEntryComponent::getFullUrl)
        .doesNotHaveDuplicates()
        .allMatch(url -> url.matches("urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"));
  }

  @Test
  void sameContextAndIds_giveTheSameBytes() {
    assertThat(new AnswerWriter().write(Answers.prevent(), Answers.ids()).bundle())
        .isEqualTo(write(Answers.prevent()).bundle());
  }

  @Test
  void resources_takeTheCallersIdsInOrder() {
    AnswerResources resources = write(Answers.mixed());

    assertThat(resources.results())
        .extracting(EncodedResource::reference)
        .containsExactly(
            "RiskAssessment/00000000-0000-4000-8000-000000000001",
            "Observation/00000000-0000-4000-8000-000000000002",
            "Observation/00000000-0000-4000-8000-000000000003");
    assertThat(resources.provenance().id()).isEqualTo("00000000-0000-4000-8000-000000000004");
    assertThat(resources.device().id()).isEqualTo("ecg-rhythm-0.1.0");
  }

  @Test
  void device_namesVersionAndFileAndIsTheSameInEveryAnswer() {
    Device device = Validation.strictly(Device.class, write(Answers.prevent()).device().json());

    assertThat(device.getIdElement().getIdPart()).isEqualTo("prevent-2023-base-1.0.0");
    assertThat(device.getVersion())
        .extracting(Device.DeviceVersionComponent::getValue)
        .containsExactly("1.0.0", Answers.PREVENT.onnx().hex());
    assertThat(write(Answers.prevent()).device()).isEqualTo(writer.device(Answers.PREVENT));
  }

  @Test
  void anEquation_isCalledAnAlgorithmAndNeverAnAi() {
    String equation = new String(write(Answers.prevent()).bundle(), StandardCharsets.UTF_8);
    String network = new String(write(Answers.mixed()).bundle(), StandardCharsets.UTF_8);

    assertThat(equation).contains("published algorithm").doesNotContain("Intelligence asserted");
    assertThat(network).contains("AI model").contains("Artificial Intelligence asserted");
  }

  /// An equation has none to give, and a probability of an event is not one.
  @ParameterizedTest
  @MethodSource("everyKind")
  void noAnswer_claimsAConfidence(AnswerContext answer) {
    assertThat(new String(write(answer).bundle(), StandardCharsets.UTF_8))
        .doesNotContain("AIconfidence");
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void toString_printsNothingOfTheAnswer(AnswerContext answer) {
    AnswerResources resources = write(answer);

    assertThat(
            Stream.concat(
                    Stream.of(answer, resources, resources.provenance(), resources.device()),
                    Stream.concat(
                        Stream.concat(resources.results().stream(), answer.results().stream()),
                        answer.basis().stream()))
                .map(Object::toString))
        .allMatch(text -> text.contains("redacted") && !text.contains("/"));
  }
}
