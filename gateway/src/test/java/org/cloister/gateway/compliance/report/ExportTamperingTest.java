package org.cloister.gateway.compliance.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.audit.LogIdentity;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.tlog.EntryBundle;
import org.cloister.audit.verify.LogVerifier;
import org.cloister.audit.verify.ReportVerifier;
import org.cloister.audit.verify.Verdict;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.infer.SharedGateway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// A real exported report, bent in every way that a check of the verifier stands against. Whoever
/// bends it has the log itself, so every proof that can be had is a true one.
@ExtendWith(SharedGateway.class)
@TestInstance(Lifecycle.PER_CLASS)
final class ExportTamperingTest {
  private static final long SEED = 20261129;
  private static final int ROUNDS = 2_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final AuditLog log;
  private final LogIdentity identity;
  private final ReportVerifier verifier;
  private final ExportJudge judge;
  private final Officer officer;
  private final Map<String, String> order;
  private final String older;
  private final JsonNode export;
  private ObjectNode bent = JSON.createObjectNode();

  ExportTamperingTest(TestGateway gateway) throws Exception {
    this.log = gateway.part(AuditLog.class);
    this.identity = gateway.part(LogIdentity.class);
    this.verifier = ReportVerifier.of(LogVerifier.of(identity.verifierKey()));
    this.judge = new ExportJudge(identity.verifierKey());
    this.officer = new Officer(gateway, "officer-1", "HCOMPL");
    SeededCalls calls = SeededCalls.of(gateway);
    this.older = log.checkpoint();
    this.order = calls.period(Map.of("kind", "model-recall", "model", "prevent-2023-base"));
    this.export = officer.export(order);
  }

  @BeforeEach
  void whole() {
    bent = export.deepCopy();
  }

  @Test
  void verify_acceptsTheExportAndASecondVerifierAgrees() throws Exception {
    assertThat(verdict()).isInstanceOf(Verdict.Ok.class);
    assertThat(judge.judge(export)).isEqualTo("OK");
  }

  @Test
  void verify_acceptsAnotherSpellingOfTheSameFile() throws Exception {
    byte[] pretty = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(export);

    assertThat(verifier.verify(pretty)).isEqualTo(verdict());
  }

  @Test
  void verify_refusesAnotherFormat() throws Exception {
    bent.put("format", "cloister-report/2");
    assertTampered("report");
    whole();
    bent.remove("parameters");
    assertTampered("report");
    whole();
    bent.put("comment", "added");
    assertTampered("report");
    whole();
    bent.put("key", "00");
    assertTampered("report");
    String text = JSON.writeValueAsString(export);
    for (String other :
        List.of(
            text + "{}",
            text.substring(0, text.length() - 1),
            "{\"kind\":\"ai-log\"," + text.substring(1),
            "[" + text + "]",
            "")) {
      assertThat(verifier.verify(other.getBytes(StandardCharsets.UTF_8)))
          .isInstanceOf(Verdict.Tampered.class);
    }
  }

  @Test
  void verify_refusesACheckpointThatIsNotSignedByTheLog(@TempDir Path folder) throws Exception {
    String note = export.path("checkpoint").asText();
    int size = note.indexOf('\n') + 1;
    bent.put("checkpoint", note.substring(0, size) + "9" + note.substring(size));
    assertTampered("checkpoint");
    bent.put("checkpoint", note.substring(0, note.indexOf("\n\n") + 2));
    assertTampered("checkpoint");

    LogIdentity foreign =
        LogIdentity.create(identity.verifierKey().name(), folder.resolve("foreign.pem"));
    whole();
    assertThat(
            ReportVerifier.of(LogVerifier.of(foreign.verifierKey()))
                .verify(JSON.writeValueAsBytes(export)))
        .as("the log of another key")
        .isInstanceOf(Verdict.Tampered.class);
  }

  @Test
  void verify_refusesAnOlderCheckpointOfTheSameLog() throws Exception {
    bent.put("checkpoint", older);

    assertTampered("statement");
  }

  @Test
  void verify_acceptsANewerCheckpointOnlyWithItsOwnProofs() throws Exception {
    JsonNode newer = officer.export(order);
    bent.set("checkpoint", newer.path("checkpoint"));
    assertTampered("statement");

    bent.set("hashes", JSON.createArrayNode());
    bent.set("statement", proven(export.path("statement").path("index").asLong()));
    ArrayNode records = bent.putArray("records");
    for (JsonNode record : export.path("records")) {
      records.add(proven(record.path("index").asLong()));
    }
    assertThat(verdict()).isInstanceOf(Verdict.Ok.class);
  }

  @Test
  void verify_refusesARecordLeftOut() throws Exception {
    records().remove(3);
    assertTampered("records");
  }

  @Test
  void verify_refusesARecordPutIn() throws Exception {
    records().insert(0, proven(0));
    assertTampered("records");
  }

  @Test
  void verify_refusesARecordExchangedForAnotherOfTheLog() throws Exception {
    records().set(0, proven(0));
    assertTampered("records");
  }

  @Test
  void verify_refusesRecordsTwiceOrOutOfOrder() throws Exception {
    long first = export.path("records").path(0).path("index").asLong();
    records().set(1, export.path("records").path(0));
    assertTampered("record at entry " + first);
    whole();
    records().set(0, export.path("records").path(1));
    records().set(1, export.path("records").path(0));
    assertTampered("record at entry " + first);
  }

  @Test
  void verify_refusesARecordFromBehindTheRange() throws Exception {
    records().set(records().size() - 1, export.path("statement"));
    assertTampered("record at entry " + export.path("statement").path("index").asLong());
  }

  @Test
  void verify_refusesAChangedRecord() throws Exception {
    JsonNode record = export.path("records").path(0);
    String where = "record at entry " + record.path("index").asLong();
    String leaf =
        new String(
            Base64.getDecoder().decode(record.path("leaf").asText()), StandardCharsets.UTF_8);
    record(0).put("leaf", base64(leaf.replace("\"ok\"", "\"denied\"")));
    assertTampered(where);
    record(0).set("leaf", export.path("records").path(1).path("leaf"));
    assertTampered(where);
  }

  @Test
  void verify_refusesARecordAtAnotherPlace() throws Exception {
    long index = export.path("records").path(0).path("index").asLong();
    record(0).put("index", index - 1);
    assertTampered("record at entry " + (index - 1));
  }

  @Test
  void verify_refusesASwappedProof() throws Exception {
    String where = "record at entry " + export.path("records").path(0).path("index").asLong();
    record(0).set("proof", export.path("records").path(1).path("proof"));
    assertTampered(where);
    record(0).putArray("proof");
    assertTampered(where);
    record(0).putArray("proof").add(-1);
    assertTampered(where);
    record(0).putArray("proof").add(Integer.MAX_VALUE);
    assertTampered(where);
  }

  @Test
  void verify_refusesAChangedHash() throws Exception {
    ArrayNode hashes = (ArrayNode) bent.path("hashes");
    for (int i = 0; i < hashes.size(); i++) {
      whole();
      ((ArrayNode) bent.path("hashes"))
          .set(i, JSON.getNodeFactory().textNode(base64("x".repeat(32))));
      assertThat(verdict()).as("hash %d", i).isInstanceOf(Verdict.Tampered.class);
    }
  }

  @Test
  void verify_refusesAnotherReportQuestionOrKey() throws Exception {
    bent.put("report", export.path("report").asText().replace(SeededCalls.ANNA, "reports-nobody"));
    assertTampered("report");
    whole();
    bent.put("parameters", export.path("parameters").asText().replace("prevent", "another"));
    assertTampered("parameters");
    whole();
    bent.put("key", "00".repeat(32));
    assertTampered("parameters");
    whole();
    bent.put("kind", "ai-log");
    assertTampered("statement");
  }

  @Test
  void verify_refusesTheStatementOfAnotherReport() throws Exception {
    JsonNode narrower = officer.export(Map.of("kind", "model-recall", "model", "ckd-epi-2021-cr"));
    bent.set("checkpoint", narrower.path("checkpoint"));
    bent.set("hashes", JSON.createArrayNode());
    bent.set("statement", proven(narrower.path("statement").path("index").asLong()));
    ArrayNode records = bent.putArray("records");
    for (JsonNode record : export.path("records")) {
      records.add(proven(record.path("index").asLong()));
    }
    assertTampered("records");

    bent.set("statement", proven(export.path("records").path(0).path("index").asLong()));
    assertTampered("statement");
  }

  /// The law: a file in which one byte is another one is refused, or says the same.
  @Test
  void verify_acceptsNoOtherMeaningForAnyChangedByte() throws Exception {
    byte[] good = JSON.writeValueAsBytes(export);
    Verdict verdict = verifier.verify(good);
    Random random = new Random(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] changed = good.clone();
      int at = random.nextInt(good.length);
      changed[at] =
          random.nextBoolean()
              ? (byte) (good[at] ^ (1 << random.nextInt(8)))
              : (byte) random.nextInt(256);
      if (!Arrays.equals(good, changed) && verifier.verify(changed) instanceof Verdict.Ok ok) {
        assertThat(ok).as("seed %d, round %d, byte %d", SEED, round, at).isEqualTo(verdict);
        assertThat(meaning(changed)).as("byte %d", at).isEqualTo(meaning(good));
      }
    }
  }

  /// All that a reader takes from a file; not how it is proven.
  private static List<String> meaning(byte[] file) throws IOException {
    JsonNode json = JSON.readTree(file);
    String note = json.path("checkpoint").asText();
    List<String> meaning = new ArrayList<>();
    for (String member : List.of("format", "kind", "parameters", "report")) {
      meaning.add(json.path(member).asText());
    }
    meaning.add(note.substring(0, note.indexOf("\n\n")));
    List<JsonNode> entries = new ArrayList<>();
    entries.add(json.path("statement"));
    json.path("records").forEach(entries::add);
    entries.forEach(
        entry -> meaning.add(entry.path("index").asLong() + " " + entry.path("leaf").asText()));
    return meaning;
  }

  private Verdict verdict() throws IOException {
    return verifier.verify(JSON.writeValueAsBytes(bent));
  }

  private void assertTampered(String where) throws IOException {
    Verdict verdict = verdict();
    assertThat(verdict).isInstanceOf(Verdict.Tampered.class);
    assertThat(((Verdict.Tampered) verdict).where()).as("%s", verdict).isEqualTo(where);
  }

  private ArrayNode records() {
    return (ArrayNode) bent.path("records");
  }

  private ObjectNode record(int number) {
    return (ObjectNode) bent.path("records").path(number);
  }

  /// Any entry of the log, with a proof that holds under the checkpoint of the file.
  private ObjectNode proven(long index) throws AuditException {
    String note = bent.path("checkpoint").asText();
    long size = ProvenExport.size(note);
    ArrayNode hashes = (ArrayNode) bent.path("hashes");
    ObjectNode proven = JSON.createObjectNode();
    ArrayNode proof = proven.putArray("proof");
    for (Hash hash : log.inclusion(index, size)) {
      proof.add(hashes.size());
      hashes.add(hash.base64());
    }
    int width = Math.toIntExact(Math.min(256, size - index / 256 * 256));
    byte[] leaf =
        log.entries(index / 256, width)
            .flatMap(EntryBundle::decode)
            .orElseThrow()
            .get(Math.toIntExact(index % 256));
    return proven.put("index", index).put("leaf", Base64.getEncoder().encodeToString(leaf));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
