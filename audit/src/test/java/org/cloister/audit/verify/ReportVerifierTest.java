package org.cloister.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.cloister.audit.CanonicalJson;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.merkle.TreeHash;
import org.cloister.audit.witness.GrowingLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An exported report as its maker writes it, and every way of bending one.
class ReportVerifierTest {
  private static final long SEED = 20261126;
  private static final int STATEMENT = 12;
  private static final int SIZE = 15;
  private static final byte[] KEY = new byte[32];
  private static final String CONTENT = "{\"by\":\"?\",\"rows\":3}";

  private final GrowingLog log = GrowingLog.empty("log.example/a");
  private final List<byte[]> leaves = new ArrayList<>();
  private final List<Hash> hashes = new ArrayList<>();
  private final ReportVerifier verifier = ReportVerifier.of(LogVerifier.of(log.key()));
  private final Map<String, Object> report = new TreeMap<>();

  @BeforeEach
  void make() throws GeneralSecurityException {
    List<Integer> rows = List.of(2, 3, 7);
    for (int i = 0; i < SIZE; i++) {
      String leaf = i == STATEMENT ? statement(rows) : "{\"facts\":{},\"time\":" + i + "}";
      log.append(leaf);
      leaves.add(leaf.getBytes(StandardCharsets.UTF_8));
    }
    report.put("format", "cloister-report/1");
    report.put("kind", "accounting-of-disclosures");
    report.put("checkpoint", log.checkpoint(SIZE).note());
    report.put("statement", proven(STATEMENT));
    report.put("records", rows.stream().map(this::proven).collect(Collectors.toList()));
    report.put("key", HexFormat.of().formatHex(KEY));
    report.put("parameters", "{\"patient\":\"p\"}");
    report.put("report", CONTENT);
  }

  @Test
  void verify_acceptsAReportAndSaysWhatItCovers() {
    assertThat(verify())
        .isEqualTo(
            new Verdict.Ok(
                "The report accounting-of-disclosures covers entries 1 to 9 with 3 records, all in"
                    + " the log log.example/a of 15 entries; its statement is entry 12."));
  }

  @Test
  void verify_findsARowThatWasTakenOutAddedOrExchanged() {
    List<Object> rows = rows();
    report.put("records", rows.subList(0, 2));
    assertTampered("records");
    report.put("records", List.of(rows.get(0), rows.get(1), proven(8)));
    assertTampered("records");
    report.put("records", List.of(rows.get(0), rows.get(2), rows.get(1)));
    assertTampered("record at entry 3");
    report.put("records", List.of(rows.get(0), rows.get(1), proven(11)));
    assertTampered("record at entry 11");
    Map<String, Object> moved = new TreeMap<>(proven(7));
    moved.put("index", 8);
    report.put("records", List.of(rows.get(0), rows.get(1), moved));
    assertTampered("record at entry 8");
  }

  @Test
  void verify_findsAnotherContentQuestionOrStatement() {
    report.put("report", "{\"rows\":4}");
    assertTampered("report");
    report.put("report", CONTENT);
    report.put("parameters", "{\"patient\":\"q\"}");
    assertTampered("parameters");
    report.put("statement", proven(5));
    assertTampered("statement");
    report.put("statement", proven(STATEMENT));
    report.put("kind", "cost-and-latency");
    assertTampered("statement");
  }

  @Test
  void verify_takesNoHalfOfACharacterForAQuestionMark() {
    String good = new String(bytes(), StandardCharsets.UTF_8);
    String bent = good.replace("?", "\\ud800");
    assertThat(bent).isNotEqualTo(good);
    assertThat(verifier.verify(bent.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(Verdict.Tampered.class);
  }

  @Test
  void verify_findsAnotherLogsCheckpoint() {
    GrowingLog other = GrowingLog.empty("log.example/a");
    leaves.forEach(leaf -> other.append(new String(leaf, StandardCharsets.UTF_8)));
    report.put("checkpoint", other.checkpoint(SIZE).note());
    assertTampered("checkpoint");
  }

  @Test
  void verify_answersAnyRubbishWithAVerdict() {
    byte[] good = bytes();
    Random random = new Random(SEED);
    for (int round = 0; round < 2000; round++) {
      byte[] bent = good.clone();
      switch (random.nextInt(3)) {
        case 0 -> bent = Arrays.copyOf(good, random.nextInt(good.length));
        case 1 -> bent[random.nextInt(bent.length)] ^= (byte) (1 << random.nextInt(8));
        default -> bent[random.nextInt(bent.length)] = (byte) random.nextInt();
      }
      if (!Arrays.equals(bent, good)) {
        assertThat(verifier.verify(bent))
            .as("seed %d round %d", SEED, round)
            .isInstanceOf(Verdict.Tampered.class);
      }
    }
    byte[] deep = "[".repeat(100_000).getBytes(StandardCharsets.UTF_8);
    assertThat(verifier.verify(deep)).isInstanceOf(Verdict.Tampered.class);
  }

  private Verdict verify() {
    return verifier.verify(bytes());
  }

  private byte[] bytes() {
    report.put("hashes", hashes.stream().map(Hash::base64).toList());
    return CanonicalJson.of(report).bytes();
  }

  private void assertTampered(String where) {
    Verdict verdict = verify();
    assertThat(verdict).isInstanceOf(Verdict.Tampered.class);
    assertThat(((Verdict.Tampered) verdict).where()).as("%s", verdict).isEqualTo(where);
  }

  @SuppressWarnings("unchecked") // put in by this test
  private List<Object> rows() {
    return List.copyOf((List<Object>) report.getOrDefault("records", List.of()));
  }

  private Map<String, Object> proven(int index) {
    List<Object> places = new ArrayList<>();
    for (Hash hash : log.inclusion(index, SIZE)) {
      if (!hashes.contains(hash)) {
        hashes.add(hash);
      }
      places.add(hashes.indexOf(hash));
    }
    Map<String, Object> proven = new TreeMap<>();
    proven.put("index", index);
    proven.put("leaf", Base64.getEncoder().encodeToString(leaves.get(index)));
    proven.put("proof", places);
    return proven;
  }

  private String statement(List<Integer> rows) throws GeneralSecurityException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (int row : rows) {
      digest.update(ByteBuffer.allocate(8).putLong(row).array());
      digest.update(TreeHash.leaf(leaves.get(row)).bytes());
    }
    Map<String, Object> facts = new TreeMap<>();
    facts.put("event", "report-made");
    facts.put("report", "accounting-of-disclosures");
    facts.put("fromIndex", "1");
    facts.put("toIndex", "10");
    facts.put("count", Integer.toString(rows.size()));
    facts.put("records", HexFormat.of().formatHex(digest.digest()));
    facts.put("parameters", hmac("{\"patient\":\"p\"}"));
    facts.put("content", hmac(CONTENT));
    return new String(
        CanonicalJson.of(Map.of("facts", facts, "kind", "access")).bytes(), StandardCharsets.UTF_8);
  }

  private static String hmac(String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
  }
}
