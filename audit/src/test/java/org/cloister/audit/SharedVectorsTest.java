package org.cloister.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every file of the acceptance data is held against this product, or it is said why not: an
/// algorithm that nothing here uses. A file that is new, or an algorithm that comes into use, makes
/// one of these tests fail.
class SharedVectorsTest {
  private static final Map<String, String> HELD_AGAINST =
      Map.ofEntries(
          Map.entry("merkle/inclusion.json", "MerkleVectorsTest"),
          Map.entry("merkle/consistency.json", "MerkleVectorsTest"),
          Map.entry("merkle/rfc6962-tree8.json", "MerkleVectorsTest"),
          Map.entry("merkle/big-trees.json", "MerkleVectorsTest"),
          Map.entry("tlog/signed-notes.json", "TlogVectorsTest"),
          Map.entry("tlog/tlog-proofs.json", "LogVerifierVectorsTest"),
          Map.entry("tlog/tessera-15-entry-log.json", "LogVerifierVectorsTest"),
          Map.entry("tlog/tamper-cases.json", "LogVerifierVectorsTest"),
          Map.entry("wycheproof/aes_gcm_test.json", "AesGcmTest"),
          Map.entry("wycheproof/hkdf_sha256_test.json", "HkdfTest"),
          Map.entry("wycheproof/hmac_sha256_test.json", "BodyCommitmentTest"),
          Map.entry("wycheproof/ed25519_test.json", "Ed25519VectorsTest"),
          Map.entry("balp/balp-1.1.5-current-conformance.json", "gateway.event"),
          Map.entry("balp/auditevent-examples.json", "gateway.event"),
          Map.entry("balp/auditevent-mutants.json", "gateway.event"),
          Map.entry("balp/referenced-resources.json", "gateway.event"),
          Map.entry("snooping/accesses.jsonl.txt", "gateway.compliance.review"),
          Map.entry("snooping/encounters.jsonl.txt", "gateway.compliance.review"),
          Map.entry("snooping/patients.jsonl.txt", "gateway.compliance.review"),
          Map.entry("snooping/users.jsonl.txt", "gateway.compliance.review"),
          Map.entry("snooping/labels.json", "gateway.compliance.review"));

  /// Files of algorithms that are not used, with words by which code that used them would be known.
  private static final Map<String, Set<String>> UNUSED =
      Map.of(
          "wycheproof/aead_aes_siv_cmac_test.json", Set.of("AES-SIV", "AesSiv", "AES/SIV"),
          "wycheproof/aes_siv_cmac_test.json", Set.of("AES-SIV", "AesSiv", "AES/SIV"),
          "wycheproof/aes_ff1_radix10_test.json", Set.of("FF1", "FpeFF1"),
          "wycheproof/aes_kwp_test.json", Set.of("AESWrapPad", "AES/KWP"),
          "wycheproof/aes_wrap_test.json", Set.of("AESWrap\"", "AES/KW/"),
          "wycheproof/mlkem_768_encaps_test.json", Set.of("ML-KEM", "MLKEM"),
          "wycheproof/mlkem_768_test.json", Set.of("ML-KEM", "MLKEM"),
          "wycheproof/x25519_test.json", Set.of("X25519", "XDH"),
          "hpke/rfc9180.json", Set.of("HPKE", "Hpke"));

  @Test
  void everyFile_isHeldAgainstTheProductOrSaidToBeUnused() throws IOException {
    Path data = Path.of(System.getProperty("cloister.shared", "absent"), "data/audit");
    assumeTrue(Files.isDirectory(data), "skipped: no shared data");
    Set<String> known = new TreeSet<>(HELD_AGAINST.keySet());
    known.addAll(UNUSED.keySet());
    known.add("README.md");
    try (Stream<Path> files = Files.walk(data)) {
      assertThat(files.filter(Files::isRegularFile).map(f -> data.relativize(f).toString()))
          .containsExactlyInAnyOrderElementsOf(known);
    }
  }

  @Test
  void algorithmsWithoutTestsOfTheirVectors_areUsedNowhere() throws IOException {
    Path root = Path.of(System.getProperty("cloister.root", ".."));
    for (String module : Set.of("audit", "deid", "gateway", "models", "policies")) {
      try (Stream<Path> sources = Files.walk(root.resolve(module).resolve("src/main/java"))) {
        for (Path source : sources.filter(f -> f.toString().endsWith(".java")).toList()) {
          String text = Files.readString(source);
          UNUSED.forEach((file, words) ->
              assertThat(words)
                  .as("%s uses what %s tests", source.getFileName(), file)
                  .noneMatch(word -> Pattern.compile("\\b" + word + "\\b").matcher(text).find()));
        }
      }
    }
  }
}
