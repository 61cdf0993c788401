package org.cloister.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.cloister.models.PackCopy.CKD;
import static org.cloister.models.PackCopy.PREVENT;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelRepositoryTest {
  @TempDir Path folder;

  private PackCopy pack;

  @BeforeEach
  void copy() throws Exception {
    pack = PackCopy.into(folder);
  }

  @Test
  void open_takesAFolderThatIsIntact() throws ModelException {
    try (Models models = Models.open(pack.repository())) {
      assertThat(models.manifests()).hasSize(2);
    }
  }

  @Test
  void open_refusesAnOnnxFileWithOneOtherBit() throws IOException {
    pack.flipByteOf(PREVENT + "model.onnx", 400);
    refuses("model.onnx", "sha256:");
  }

  @Test
  void open_refusesAManifestWithOneOtherBit() throws IOException {
    pack.flipByteOf(CKD + "manifest.json", 40);
    refuses("manifest.json", "sha256:");
  }

  @Test
  void open_refusesACardWithOneOtherBit() throws IOException {
    pack.flipByteOf(CKD + "card.md", 3);
    refuses("card.md", "sha256:");
  }

  @Test
  void open_refusesAMissingFile() throws IOException {
    pack.write("index.json", "{\"models\":[]}".getBytes(StandardCharsets.UTF_8));
    assertThat(pack.root().resolve("index.json").toFile().delete()).isTrue();
    refuses("index.json", "a readable file");
  }

  @Test
  void open_refusesAFieldThatNobodyKnows() throws IOException {
    pack.editManifest(CKD, manifest -> manifest.put("inputz", 1));
    refuses("manifest.json", "no field inputz");
  }

  @Test
  void open_refusesAnUnknownFieldOfAnInput() throws IOException {
    pack.editManifest(CKD, manifest -> input(manifest, 2).put("lookback", "P1D"));
    refuses("/inputs/2", "no field lookback");
  }

  @Test
  void open_refusesAFieldTwice() throws IOException {
    String text = new String(pack.read(CKD + "manifest.json"), StandardCharsets.UTF_8);
    String twice = text.replaceFirst("\\{", "{\"licence\":\"x\",");
    pack.writeManifest(CKD, twice.getBytes(StandardCharsets.UTF_8));
    refuses("manifest.json", "JSON");
  }

  @Test
  void open_refusesARangeThatIsNotTwoNumbers() throws IOException {
    pack.editManifest(CKD, manifest -> input(manifest, 2).put("valid", 5));
    refuses("/inputs/2/valid", "two numbers");
  }

  @Test
  void open_refusesBandsWithAGap() throws IOException {
    pack.editManifest(
        CKD, manifest -> ((ObjectNode) manifest.at("/outputs/0/bands/1")).put("from", 16));
    refuses("/outputs/0/bands/1", "begins where the one before ends");
  }

  @Test
  void open_refusesAnswersToFewerThanTheNineSourceAttributes() throws IOException {
    pack.editManifest(CKD, manifest -> ((ObjectNode) manifest.get("uses")).remove("race"));
    refuses("/uses", "a field race");
  }

  @Test
  void open_refusesAModelThatDoesNotReproduceAGoldenCase() throws IOException {
    pack.editManifest(
        PREVENT,
        manifest ->
            ((ObjectNode) manifest.at("/goldenCases/2/outputs"))
                .put("total_cvd_10y", 0.14683939196));
    refuses("model.onnx", "golden case \"woman of 50, all digits\"");
  }

  @Test
  void open_refusesAGraphWithOtherInputsThanItsManifest() throws IOException {
    pack.replaceModel(PREVENT, PackCopy.shipped(CKD + "model.onnx"));
    refuses("model.onnx", "inputs [age, sex, sbp");
  }

  @Test
  void open_refusesBytesThatAreNoModel() throws IOException {
    pack.replaceModel(PREVENT, "not a model".getBytes(StandardCharsets.UTF_8));
    refuses("model.onnx", "a model that ONNX Runtime loads");
  }

  @Test
  void open_refusesAComputedInputWhoseModelIsNotOpen() throws IOException {
    pack.editManifest(
        PREVENT,
        manifest -> ((ObjectNode) input(manifest, 9).get("computedBy")).put("model", "other"));
    refuses("input egfr", "the open model other");
  }

  @Test
  void open_refusesAVersionThatLeadsOutOfTheFolder() throws IOException {
    pack.write(
        "index.json",
        "{\"models\":[{\"id\":\"ckd-epi-2021-cr\",\"version\":\"../1.0.0\",\"manifest\":\"\"}]}"
            .getBytes(StandardCharsets.UTF_8));
    refuses("/models/0/version", "a semantic version");
  }

  @Test
  void open_refusesAFolderThatRepeatsAShippedModel() throws ModelException {
    var _ = ModelSignature.sign(pack.root(), pack.key());
    assertThatThrownBy(
            () -> Models.open(ModelRepository.shippedAnd(pack.root(), pack.trusted())).close())
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("each model once");
  }

  @Test
  void profile_staysWhenOnlyTheLayoutChangesAndMovesWithAnInput() throws Exception {
    assertThat(profileAfter(_ -> {})).isEqualTo(profileAfter(manifest -> reorder(manifest)));
    assertThat(profileAfter(_ -> {}))
        .isNotEqualTo(profileAfter(manifest -> input(manifest, 2).put("lookBack", "P91D")));
  }

  private String profileAfter(Consumer<ObjectNode> change) throws Exception {
    PackCopy copy = PackCopy.into(folder);
    copy.editManifest(CKD, change);
    return copy.repository().read().getFirst().manifest().digests().profile().hex();
  }

  private static void reorder(ObjectNode manifest) {
    JsonNode name = input(manifest, 2).remove("name");
    input(manifest, 2).set("name", name);
  }

  private static ObjectNode input(ObjectNode manifest, int index) {
    return (ObjectNode) ((ArrayNode) manifest.get("inputs")).get(index);
  }

  private void refuses(String where, String expected) {
    assertThatThrownBy(() -> Models.open(pack.repository()).close())
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(where)
        .hasMessageContaining(expected);
  }
}
