package org.cloister.audit.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.cloister.audit.SharedData;
import org.junit.jupiter.api.Test;

/// Proofs of transparency-dev/merkle (Apache-2.0) and of an independent implementation.
class MerkleVectorsTest {
  @Test
  void includes_agreesWithEveryVectorOfTransparencyDev() throws IOException {
    for (JsonNode c : SharedData.list(SharedData.json("merkle/inclusion.json"))) {
      Optional<Hash> leaf = hash(c, "leafHash");
      Optional<Hash> root = hash(c, "root");
      Optional<List<Hash>> proof = hashes(c.get("proof"));
      boolean verifies =
          leaf.isPresent()
              && root.isPresent()
              && proof.isPresent()
              && ProofCheck.includes(
                  number(c, "leafIdx"), number(c, "treeSize"), leaf.get(), proof.get(), root.get());
      assertThat(verifies).as(c.get("name").asText()).isEqualTo(!c.get("wantErr").asBoolean());
    }
  }

  @Test
  void consistent_agreesWithEveryVectorOfTransparencyDev() throws IOException {
    for (JsonNode c : SharedData.list(SharedData.json("merkle/consistency.json"))) {
      Optional<Hash> root1 = hash(c, "root1");
      Optional<Hash> root2 = hash(c, "root2");
      Optional<List<Hash>> proof = hashes(c.get("proof"));
      boolean verifies =
          root1.isPresent()
              && root2.isPresent()
              && proof.isPresent()
              && ProofCheck.consistent(
                  number(c, "size1"), number(c, "size2"), root1.get(), root2.get(), proof.get());
      assertThat(verifies).as(c.get("name").asText()).isEqualTo(!c.get("wantErr").asBoolean());
    }
  }

  @Test
  void append_completesTheNodesOfTheTreeOfEight() throws IOException {
    JsonNode tree = SharedData.json("merkle/rfc6962-tree8.json");
    CompactRange range = CompactRange.empty();
    assertThat(range.root().hex()).isEqualTo(tree.at("/rootHashesHexBySize/0").asText());
    List<JsonNode> leaves = SharedData.list(tree.get("leafInputsHex"));
    List<List<String>> levels = new ArrayList<>();
    for (int i = 0; i < leaves.size(); i++) {
      byte[] entry = HexFormat.of().parseHex(leaves.get(i).asText());
      range.append(
          TreeHash.leaf(entry),
          (height, index, hash) -> {
            if (height == levels.size()) {
              levels.add(new ArrayList<>());
            }
            assertThat(levels.get(height)).hasSize((int) index);
            levels.get(height).add(hash.hex());
          });
      assertThat(range.root().hex()).isEqualTo(tree.get("rootHashesHexBySize").get(i + 1).asText());
    }
    for (int height = 0; height < levels.size(); height++) {
      assertThat(levels.get(height))
          .isEqualTo(
              SharedData.list(tree.get("nodeHashesHexByLevel").get(height)).stream()
                  .map(JsonNode::asText)
                  .toList());
    }
  }

  @Test
  void proofs_ofLargeTreesAgreeWithAnotherImplementation() throws IOException {
    JsonNode data = SharedData.json("merkle/big-trees.json");
    List<Hash> leaves = new ArrayList<>();
    CompactRange range = CompactRange.empty();
    for (int i = 0; i < 1000; i++) {
      byte[] entry = ("urn:example:audit:leaf:" + i).getBytes(StandardCharsets.UTF_8);
      leaves.add(TreeHash.leaf(entry));
      range.append(leaves.getLast(), (_, _, _) -> {});
      String root = data.at("/roots/" + (i + 1)).asText();
      assertThat(root).isIn("", range.root().hex());
    }
    for (JsonNode c : SharedData.list(data.get("inclusion"))) {
      int index = c.get("leafIdx").asInt();
      boolean verifies =
          ProofCheck.includes(
              index,
              c.get("treeSize").asLong(),
              leaves.get(Math.min(index, 999)),
              hex(c.get("proof")),
              Hash.of(HexFormat.of().parseHex(c.get("root").asText())));
      assertThat(verifies).as(c.toString()).isEqualTo(c.get("valid").asBoolean());
    }
    for (JsonNode c : SharedData.list(data.get("consistency"))) {
      boolean verifies =
          ProofCheck.consistent(
              c.get("size1").asLong(),
              c.get("size2").asLong(),
              Hash.of(HexFormat.of().parseHex(c.get("root1").asText())),
              Hash.of(HexFormat.of().parseHex(c.get("root2").asText())),
              hex(c.get("proof")));
      assertThat(verifies).as(c.toString()).isEqualTo(c.get("valid").asBoolean());
    }
  }

  @Test
  void leaf_isNeverHashedLikeAnInteriorNode() throws IOException {
    JsonNode c = SharedData.json("merkle/big-trees.json").get("domainSeparation");
    byte[] offered = HexFormat.of().parseHex(c.get("offeredLeafHex").asText());
    assertThat(TreeHash.leaf(offered).hex())
        .isEqualTo(c.get("correctLeafHashHex").asText())
        .isNotEqualTo(c.get("interiorNodeHex").asText());
  }

  private static long number(JsonNode c, String member) {
    return new BigInteger(c.get(member).asText()).longValue();
  }

  private static Optional<Hash> hash(JsonNode c, String member) {
    return SharedData.text(c, member).flatMap(Hash::parseBase64);
  }

  private static Optional<List<Hash>> hashes(JsonNode array) {
    List<JsonNode> texts = SharedData.list(array);
    List<Hash> parsed = texts.stream().flatMap(t -> Hash.parseBase64(t.asText()).stream()).toList();
    return parsed.size() == texts.size() ? Optional.of(parsed) : Optional.empty();
  }

  private static List<Hash> hex(JsonNode array) {
    return SharedData.list(array).stream()
        .map(t -> Hash.of(HexFormat.of().parseHex(t.asText())))
        .toList();
  }
}
