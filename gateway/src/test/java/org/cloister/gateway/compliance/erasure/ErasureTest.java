package org.cloister.gateway.compliance.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.cloister.audit.Agent;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.audit.CanonicalJson;
import org.cloister.audit.Entry;
import org.cloister.audit.EntryKind;
import org.cloister.audit.Fact;
import org.cloister.audit.LogIdentity;
import org.cloister.audit.LogQuery;
import org.cloister.audit.Outcome;
import org.cloister.audit.Receipt;
import org.cloister.audit.RecordId;
import org.cloister.audit.StoredEntry;
import org.cloister.audit.verify.LogVerifier;
import org.cloister.audit.verify.TileSource;
import org.cloister.audit.verify.Verdict;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.compliance.erasure.ErasurePlan.Obstacle;
import org.cloister.gateway.compliance.erasure.ErasurePlan.Target;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.infer.FileSearch;
import org.cloister.gateway.infer.ModelCall;
import org.cloister.gateway.record.RecordSealer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Erasure against an immutable log, with a whole gateway on a real PostgreSQL: what is gone is
/// gone, what was proved stays proved, and no backup brings it back.
final class ErasureTest {
  private static final long SEED = Long.getLong("cloister.seed", 20261125);
  private static final int PLANTED = 20;
  private static final Pattern LONG_HEX = Pattern.compile("[0-9a-f]{32,}");

  @TempDir private Path folder;
  private final Random random = new Random(SEED);
  private final String erased = "p-" + token();
  private final String kept = "p-" + token();
  private final List<String> planted = new ArrayList<>();
  private Path data;
  private Path journal;

  // Each test starts it first: start(...).
  @SuppressWarnings("NullAway.Init")
  private TestGateway gateway;

  @BeforeEach
  void begin() {
    data = folder.resolve("data");
    journal = folder.resolve("elsewhere/erasure.journal");
    planted.add(erased);
    while (planted.size() < PLANTED) {
      planted.add(token());
    }
  }

  @Test
  void carryOut_leavesNothingOfThePersonAndEveryProofValid() throws Exception {
    try (TestGateway _ = start(data)) {
      String result = infer(erased);
      String other = infer(kept);
      assertThat(status(result)).isEqualTo(200);
      Map<RecordId, String> receipts = receipts();
      List<Long> about = places(erased);
      assertThat(about).hasSizeGreaterThanOrEqualTo(3);
      nameBothInOneRecord();

      Erasure erasure = erase(erased, Scope.ACCOUNTABILITY, LegalBasis.UNLAWFUL);

      assertThat(status(result)).isEqualTo(404);
      assertThat(status(other)).isEqualTo(200);
      nothingIsFound();
      // Every receipt from before is still one, and the log is whole.
      LogVerifier verifier = LogVerifier.of(gateway.part(LogIdentity.class).verifierKey());
      TileSource tiles = this::file;
      for (String receipt : receipts.values()) {
        assertThat(verifier.verifyReceipt(tiles, receipt)).isInstanceOf(Verdict.Ok.class);
      }
      assertThat(verifier.verify(tiles)).isInstanceOf(Verdict.Ok.class);
      exactlyTheseAreErased(about, erasure);
      nobodyIsInTheLeaves();
    }
  }

  @Test
  void carryOut_ofTheClinicalScopeKeepsWhoAccessedWhat() throws Exception {
    try (TestGateway _ = start(data)) {
      String result = infer(erased);
      List<Long> about = places(erased);

      Erasure erasure = erase(erased, Scope.CLINICAL, LegalBasis.CONSENT_WITHDRAWN);

      assertThat(status(result)).isEqualTo(404);
      assertThat(places(erased)).containsAll(about);
      StoredEntry record =
          gateway.part(AuditLog.class).find(new RecordId(erasure.record())).orElseThrow();
      assertThat(record.facts())
          .containsEntry("event", "erasure")
          .containsEntry("scope", "clinical")
          .containsEntry("legalBasis", "gdpr-17-1-b");
      assertThat(text(record.body())).contains("retained").doesNotContain(erased);
      // A new call makes a new key: nothing from before opens under it.
      assertThat(status(infer(erased))).isEqualTo(200);
      assertThat(status(result)).isEqualTo(404);
    }
  }

  @Test
  void carryOut_ofStaffKeepsOnWhomTheyActed() throws Exception {
    try (TestGateway _ = start(data)) {
      String _ = infer(kept);
      StoredEntry before = newest(kept);
      Erasures erasures = gateway.part(Erasures.class);
      ErasurePlan plan =
          erasures.plan(new Target(before.agent().orElseThrow(), Scope.STAFF, LegalBasis.ORDER));
      assertThat(plan.obstacle()).isEmpty();

      Erasure erasure = erasures.carryOut(plan, officer());

      StoredEntry after = gateway.part(AuditLog.class).find(before.recordId()).orElseThrow();
      assertThat(after.agent()).isEmpty();
      assertThat(after.agentBody()).isEmpty();
      assertThat(text(after.body())).contains(kept);
      assertThat(erasures.of(after.index(), Erasures.Part.AGENT)).contains(erasure);
      assertThat(erasures.of(after.index(), Erasures.Part.RECORD)).isEmpty();
    }
  }

  @Test
  void restore_ofAnOlderCopyDoesNotBringItBack() throws Exception {
    String result;
    String other;
    try (TestGateway _ = start(data)) {
      result = infer(erased);
      other = infer(kept);
    }
    Path backup = folder.resolve("backup");
    copy(data, backup);
    try (TestGateway _ = start(data)) {
      assertThat(status(result)).isEqualTo(200);
      Erasure _ = erase(erased, Scope.ACCOUNTABILITY, LegalBasis.UNLAWFUL);
    }

    try (TestGateway _ = start(backup)) {
      assertThat(status(result)).isEqualTo(404);
      assertThat(status(other)).isEqualTo(200);
      assertThat(places(erased)).isEmpty();
      assertThat(gateway.part(Erasures.class).newest(10))
          .singleElement()
          .satisfies(again -> assertThat(again.scope()).isEqualTo("accountability"));
      nothingIsFound();
    }
    // It is done once: the copy is as the original now.
    try (TestGateway _ = start(backup)) {
      assertThat(gateway.part(Erasures.class).newest(10)).hasSize(1);
    }
  }

  @Test
  void plan_isHeldByAHoldAndByRetention() throws Exception {
    try (TestGateway _ = start(data)) {
      String result = infer(erased);
      Erasures erasures = gateway.part(Erasures.class);
      Target all = target(erased, Scope.ACCOUNTABILITY, LegalBasis.CONSENT_WITHDRAWN);
      assertThat(erasures.plan(all).obstacle()).contains(Obstacle.RETENTION);
      assertThat(
              erasures
                  .plan(target("nobody", Scope.CLINICAL, LegalBasis.CONSENT_WITHDRAWN))
                  .obstacle())
          .contains(Obstacle.NOTHING_THERE);
      Target clinical = target(erased, Scope.CLINICAL, LegalBasis.CONSENT_WITHDRAWN);
      ErasurePlan decided = erasures.plan(clinical);
      assertThat(decided.obstacle()).isEmpty();
      execute(
          "insert into legal_hold (hold_id, tenant, subject, reason, placed_at) values"
              + " (gen_random_uuid(), 'default', '"
              + clinical.subject().key()
              + "',"
              + " 'litigation', now())");
      assertThat(erasures.plan(clinical).obstacle()).contains(Obstacle.LEGAL_HOLD);

      // Placed between decision and commit: nothing of it happens.
      assertThat(catchThrowable(() -> erasures.carryOut(decided, officer())))
          .isInstanceOf(AuditException.class);

      assertThat(status(result)).isEqualTo(200);
      assertThat(erasures.newest(10)).isEmpty();
      assertThat(Files.readString(journal)).contains("pending ").contains("void ");
    }
  }

  private TestGateway start(Path directory) throws IOException {
    Path _ = Files.createDirectories(journal.getParent());
    gateway = TestGateway.start(directory, Map.of("cloister.erasure.journal", journal.toString()));
    return gateway;
  }

  /// One inference; where its result can be read.
  private String infer(String patient) throws Exception {
    String body = new String(ModelCall.ckdEpi(patient).body(), StandardCharsets.UTF_8);
    if (patient.equals(erased)) {
      StringBuilder identifiers = new StringBuilder();
      for (String value : planted.subList(4, planted.size())) {
        identifiers.append("{\"system\":\"urn:example:id\",\"value\":\"" + value + "\"},");
      }
      body =
          body.replace("Quillfeather", planted.get(1))
              .replace("Araminta", planted.get(2))
              .replace("Wobbleton", planted.get(3))
              .replace("\"identifier\":[", "\"identifier\":[" + identifiers);
      assertThat(planted).allMatch(body::contains);
    }
    HttpResponse<String> answer =
        gateway.infer(gateway.token(DemoClient.EHR), body.getBytes(StandardCharsets.UTF_8));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    Matcher result =
        Pattern.compile("\"resourceType\":\"Observation\",\"id\":\"([0-9a-f-]{36})\"")
            .matcher(answer.body());
    assertThat(result.find()).isTrue();
    return "/fhir/Observation/" + result.group(1);
  }

  private int status(String path) throws Exception {
    return gateway
        .send(
            gateway
                .request(path)
                .header("Authorization", gateway.token(DemoClient.EHR))
                .header("Cloister-Purpose", "TREAT")
                .GET()
                .build())
        .statusCode();
  }

  /// Such as a report about several patients, which is found from each of them.
  private void nameBothInOneRecord() throws Exception {
    Erasures erasures = gateway.part(Erasures.class);
    Entry report =
        Entry.system(
                Outcome.OK,
                erasures.subject("System"),
                Map.of(Fact.EVENT, "report-made"),
                CanonicalJson.of(Map.of("list", "alerts")))
            .concerning(
                List.of(
                    erasures.subject("Patient/" + erased), erasures.subject("Patient/" + kept)));
    Receipt _ = gateway.part(AuditLog.class).append(report, List.of()).get();
  }

  private Target target(String patient, Scope scope, LegalBasis basis) {
    return new Target(gateway.part(Erasures.class).subject("Patient/" + patient), scope, basis);
  }

  private Erasure erase(String patient, Scope scope, LegalBasis basis) throws Exception {
    Erasures erasures = gateway.part(Erasures.class);
    ErasurePlan plan = erasures.plan(target(patient, scope, basis));
    assertThat(plan.obstacle()).isEmpty();
    return erasures.carryOut(plan, officer());
  }

  private Agent officer() {
    return Agent.of(
        gateway.part(RecordSealer.class).subject("default", "User/officer-1"),
        CanonicalJson.of(Map.of("subject", "officer-1")),
        Optional.empty());
  }

  private List<StoredEntry> all() throws Exception {
    List<StoredEntry> all = new ArrayList<>();
    gateway
        .part(AuditLog.class)
        .scan(LogQuery.all().kinds(Set.of(EntryKind.values())), 0, Long.MAX_VALUE, all::add);
    return all;
  }

  private List<Long> places(String patient) throws Exception {
    LogQuery about =
        LogQuery.all()
            .kinds(Set.of(EntryKind.values()))
            .subject(gateway.part(Erasures.class).subject("Patient/" + patient));
    return gateway.part(AuditLog.class).search(about).entries().stream()
        .map(StoredEntry::index)
        .toList();
  }

  private StoredEntry newest(String patient) throws Exception {
    LogQuery about =
        LogQuery.all().subject(gateway.part(Erasures.class).subject("Patient/" + patient));
    return gateway.part(AuditLog.class).search(about).entries().getFirst();
  }

  private Map<RecordId, String> receipts() throws Exception {
    Map<RecordId, String> receipts = new LinkedHashMap<>();
    for (StoredEntry entry : all()) {
      receipts.put(
          entry.recordId(), gateway.part(AuditLog.class).proof(entry.recordId()).orElseThrow());
    }
    assertThat(receipts).hasSizeGreaterThan(5);
    return receipts;
  }

  private void exactlyTheseAreErased(List<Long> places, Erasure erasure) throws Exception {
    Erasures erasures = gateway.part(Erasures.class);
    int found = 0;
    for (StoredEntry entry : all()) {
      boolean should = places.contains(entry.index());
      found += should ? 1 : 0;
      assertThat(entry.isErased()).as("entry %d", entry.index()).isEqualTo(should);
      assertThat(erasures.of(entry.index(), Erasures.Part.RECORD))
          .isEqualTo(should ? Optional.of(erasure) : Optional.empty());
    }
    assertThat(found).as("erased entries are still shown").isEqualTo(places.size());
  }

  /// Data directory with its write-ahead log, every table as a dump writes it, the public log.
  private void nothingIsFound() throws Exception {
    Path dump = Files.createDirectories(folder.resolve("dump"));
    dump(dump);
    String index = gateway.part(Erasures.class).subject("Patient/" + erased).key();
    for (Path file : files(dump)) {
      assertThat(Files.readString(file)).as("blind index in %s", file).doesNotContain(index);
    }
    for (String value : planted) {
      FileSearch search = new FileSearch(value);
      assertThat(search.below(gateway.data())).isEmpty();
      assertThat(search.below(folder.resolve("elsewhere"))).isEmpty();
      assertThat(search.below(dump)).isEmpty();
    }
  }

  private void dump(Path to) throws Exception {
    try (Connection connection = gateway.part(DataSource.class).getConnection();
        Statement statement = connection.createStatement()) {
      List<String> tables = new ArrayList<>();
      try (ResultSet rows =
          statement.executeQuery("select tablename from pg_tables where schemaname = 'public'")) {
        while (rows.next()) {
          tables.add(rows.getString(1));
        }
      }
      assertThat(tables).contains("log_body", "subject_key", "sealed_resource");
      for (String table : tables) {
        StringBuilder text = new StringBuilder();
        try (ResultSet rows = statement.executeQuery("select t::text from " + table + " as t")) {
          while (rows.next()) {
            text.append(rows.getString(1)).append('\n');
          }
        }
        Files.writeString(to.resolve(table), text);
      }
    }
  }

  /// Somebody who holds every key tries every record number of a city: no leaf knows any of them.
  private void nobodyIsInTheLeaves() throws Exception {
    StringBuilder leaves = new StringBuilder();
    try (Connection connection = gateway.part(DataSource.class).getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select leaf from log_entry")) {
      while (rows.next()) {
        leaves.append(new String(rows.getBytes(1), StandardCharsets.UTF_8)).append('\n');
      }
    }
    Set<String> values = new HashSet<>();
    Matcher hex = LONG_HEX.matcher(leaves);
    while (hex.find()) {
      values.add(hex.group());
    }
    assertThat(values).hasSizeGreaterThan(5);
    assertThat(leaves).doesNotContain(erased).doesNotContain(kept);
    RecordSealer sealer = gateway.part(RecordSealer.class);
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    int candidates = Integer.getInteger("cloister.erasure.candidates", 100_000);
    for (int i = 0; i <= candidates; i++) {
      String reference = "Patient/" + (i == candidates ? erased : "%07d".formatted(i));
      String index = sealer.subject("default", reference).key();
      assertThat(values.contains(index) || values.contains(index.substring(0, 32))).isFalse();
      String hash =
          HexFormat.of().formatHex(sha256.digest(reference.getBytes(StandardCharsets.UTF_8)));
      assertThat(values.contains(hash)).isFalse();
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = gateway.part(DataSource.class).getConnection();
        Statement statement = connection.createStatement()) {
      int _ = statement.executeUpdate(sql);
    }
  }

  private String token() {
    return "Q" + Long.toString(random.nextLong() >>> 1, 36) + "zx";
  }

  private Optional<byte[]> file(String path) throws IOException {
    try {
      return gateway.part(AuditLog.class).file(path);
    } catch (AuditException e) {
      throw new IOException(e);
    }
  }

  private static String text(Optional<byte[]> body) {
    return new String(body.orElseThrow(), StandardCharsets.UTF_8);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Path _ = Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }
}
