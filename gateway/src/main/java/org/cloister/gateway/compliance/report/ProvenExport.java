package org.cloister.gateway.compliance.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.audit.CanonicalJson;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.tlog.Checkpoint;
import org.cloister.audit.tlog.SignedNote;

/// A report with the proof of all that it claims, in one file that a third party can check offline
/// with the log's verifier key alone (`./cloister verify --report FILE`). The form is documented in
/// docs/compliance.md.
///
/// `toString` is redacted: the file holds the report.
public final class ProvenExport {
  static final String FORMAT = "cloister-report/1";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final byte[] json;

  private ProvenExport(byte[] json) {
    this.json = json;
  }

  /// @param statement place of the record that states the claim
  /// @param records places of the records that the report used, ascending
  static ProvenExport of(
      AuditLog log, ReportKind kind, long statement, List<Long> records, Claim.Texts texts)
      throws AuditException {
    String note = log.checkpoint();
    StoredTree tree = new StoredTree(log, size(note));
    Map<String, Integer> hashes = new LinkedHashMap<>();
    List<Map<String, ?>> proven = new ArrayList<>();
    for (long index : records) {
      proven.add(proven(tree, index, hashes));
    }
    Map<String, ?> stated = proven(tree, statement, hashes);
    Map<String, Object> export = new LinkedHashMap<>();
    export.put("format", FORMAT);
    export.put("kind", kind.slug());
    export.put("checkpoint", note);
    export.put("statement", stated);
    export.put("records", proven);
    export.put("hashes", List.copyOf(hashes.keySet()));
    export.put("key", texts.keyHex());
    export.put("parameters", texts.parameters());
    export.put("report", texts.content());
    return new ProvenExport(CanonicalJson.of(export).bytes());
  }

  /// Reads what [#bytes] gave.
  static ProvenExport parse(byte[] json) {
    return new ProvenExport(json.clone());
  }

  /// How many entries the log has, by this checkpoint of its own.
  static long size(String note) throws AuditException {
    return SignedNote.parse(note)
        .flatMap(signed -> Checkpoint.parse(signed.text()))
        .map(Checkpoint::size)
        .orElseThrow(() ->
            new AuditException(
                AuditException.Kind.DAMAGED, "The log's checkpoint is not well formed."));
  }

  private static Map<String, ?> proven(StoredTree tree, long index, Map<String, Integer> hashes)
      throws AuditException {
    List<Integer> proof = new ArrayList<>();
    for (Hash hash : tree.inclusion(index)) {
      Integer next = hashes.size();
      Integer known = hashes.putIfAbsent(hash.base64(), next);
      proof.add(known == null ? next : known);
    }
    return Map.of(
        "index", index,
        "leaf", Base64.getEncoder().encodeToString(tree.leaf(index)),
        "proof", proof);
  }

  /// The file.
  public byte[] bytes() {
    return json.clone();
  }

  /// The report itself.
  public Document document() throws IOException {
    JsonNode node = JSON.readTree(json);
    return Document.parse(node.path("report").asText());
  }

  /// The place of the record that states the claim, for a reader who has the paper only.
  long statement() throws IOException {
    return JSON.readTree(json).path("statement").path("index").asLong();
  }

  String checkpoint() throws IOException {
    return JSON.readTree(json).path("checkpoint").asText();
  }

  /// As text, for those who print it.
  String text() {
    return new String(json, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "ProvenExport[redacted]";
  }
}
