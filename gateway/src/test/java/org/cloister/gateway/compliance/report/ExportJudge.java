package org.cloister.gateway.compliance.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.merkle.ProofCheck;
import org.cloister.audit.merkle.TreeHash;
import org.cloister.audit.tlog.Checkpoint;
import org.cloister.audit.tlog.SignedNote;
import org.cloister.audit.tlog.VerifierKey;

/// A third party who has an export and the log's verifier key, and nothing else of ours: the checks
/// of docs/compliance.md, written a second time.
final class ExportJudge {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final VerifierKey key;

  ExportJudge(VerifierKey key) {
    this.key = key;
  }

  /// What is wrong with the export, or `OK`.
  String judge(JsonNode export) throws IOException, GeneralSecurityException {
    SignedNote note = SignedNote.parse(export.path("checkpoint").asText()).orElseThrow();
    if (!note.isSignedBy(key)) {
      return "checkpoint not signed";
    }
    Checkpoint checkpoint = Checkpoint.parse(note.text()).orElseThrow();
    JsonNode statement = export.path("statement");
    if (!isIncluded(export, statement, checkpoint)) {
      return "statement not in the log";
    }
    JsonNode facts = JSON.readTree(leaf(statement)).path("facts");
    if (!facts.path("event").asText().equals("report-made")
        || !facts.path("report").asText().equals(export.path("kind").asText())) {
      return "not a statement of this report";
    }
    JsonNode records = export.path("records");
    if (facts.path("count").asLong() != records.size()) {
      return "another number of records";
    }
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    long last = facts.path("fromIndex").asLong() - 1;
    for (JsonNode record : records) {
      long index = record.path("index").asLong();
      if (index <= last || index >= facts.path("toIndex").asLong()) {
        return "a record out of its place";
      }
      if (!isIncluded(export, record, checkpoint)) {
        return "a record not in the log";
      }
      digest.update(ByteBuffer.allocate(8).putLong(index).array());
      digest.update(TreeHash.leaf(leaf(record)).bytes());
      last = index;
    }
    if (!HexFormat.of().formatHex(digest.digest()).equals(facts.path("records").asText())) {
      return "other records than stated";
    }
    byte[] opening = HexFormat.of().parseHex(export.path("key").asText());
    return hmac(opening, export.path("parameters").asText())
                .equals(facts.path("parameters").asText())
            && hmac(opening, export.path("report").asText()).equals(facts.path("content").asText())
        ? "OK"
        : "another text than stated";
  }

  private static boolean isIncluded(JsonNode export, JsonNode proven, Checkpoint checkpoint) {
    List<Hash> proof = new ArrayList<>();
    for (JsonNode position : proven.path("proof")) {
      proof.add(
          Hash.parseBase64(export.path("hashes").path(position.asInt()).asText()).orElseThrow());
    }
    return ProofCheck.includes(
        proven.path("index").asLong(),
        checkpoint.size(),
        TreeHash.leaf(leaf(proven)),
        proof,
        checkpoint.root());
  }

  private static byte[] leaf(JsonNode proven) {
    return Base64.getDecoder().decode(proven.path("leaf").asText());
  }

  private static String hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
  }
}
