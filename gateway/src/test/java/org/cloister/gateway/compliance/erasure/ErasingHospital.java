package org.cloister.gateway.compliance.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.cloister.audit.Agent;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.audit.CanonicalJson;
import org.cloister.audit.EntryKind;
import org.cloister.audit.LogQuery;
import org.cloister.audit.StoredEntry;
import org.cloister.audit.Subject;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.compliance.erasure.ErasurePlan.Target;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.infer.ModelCall;
import org.cloister.gateway.record.RecordSealer;

/// A whole gateway on a real PostgreSQL, whose patients and staff are erased, and what can be found
/// of them afterwards.
final class ErasingHospital implements AutoCloseable {
  private static final Pattern RESULT =
      Pattern.compile("\"resourceType\":\"Observation\",\"id\":\"([0-9a-f-]{36})\"");

  final TestGateway gateway;
  final Erasures erasures;
  final AuditLog log;

  private ErasingHospital(TestGateway gateway) {
    this.gateway = gateway;
    this.erasures = gateway.part(Erasures.class);
    this.log = gateway.part(AuditLog.class);
  }

  static ErasingHospital open(Path folder) throws IOException {
    return open(folder.resolve("data"), folder.resolve("elsewhere/erasure.journal"));
  }

  /// On a data directory that another gateway may have used before.
  static ErasingHospital open(Path data, Path journal) throws IOException {
    Path parent = journal.toAbsolutePath().getParent();
    if (parent != null) {
      Path _ = Files.createDirectories(parent);
    }
    return new ErasingHospital(
        TestGateway.start(data, Map.of("cloister.erasure.journal", journal.toString())));
  }

  /// One inference; where its result can be read.
  String infer(String patient) throws Exception {
    return infer(ModelCall.ckdEpi(patient).body());
  }

  String infer(byte[] body) throws Exception {
    HttpResponse<String> answer = gateway.infer(gateway.token(DemoClient.EHR), body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    Matcher result = RESULT.matcher(answer.body());
    assertThat(result.find()).isTrue();
    return "/fhir/Observation/" + result.group(1);
  }

  /// Of reading this result.
  int status(String path) throws Exception {
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

  Subject patient(String id) {
    return erasures.subject("Patient/" + id);
  }

  Target target(String patient, Scope scope, LegalBasis basis) {
    return new Target(patient(patient), scope, basis);
  }

  Erasure erase(String patient, Scope scope, LegalBasis basis) throws Exception {
    return erase(target(patient, scope, basis));
  }

  Erasure erase(Target target) throws Exception {
    ErasurePlan plan = erasures.plan(target);
    assertThat(plan.obstacle()).isEmpty();
    return erasures.carryOut(plan, officer());
  }

  Agent officer() {
    return Agent.of(
        gateway.part(RecordSealer.class).subject("default", "User/officer-1"),
        CanonicalJson.of(Map.of("subject", "officer-1")),
        Optional.empty());
  }

  List<StoredEntry> all() throws Exception {
    List<StoredEntry> all = new ArrayList<>();
    log.scan(LogQuery.all().kinds(Set.of(EntryKind.values())), 0, Long.MAX_VALUE, all::add);
    return all;
  }

  List<StoredEntry> about(String patient) throws Exception {
    return log.search(
            LogQuery.all().kinds(Set.of(EntryKind.values())).subject(patient(patient)).limit(200))
        .entries();
  }

  /// In the log.
  List<Long> places(String patient) throws Exception {
    return about(patient).stream().map(StoredEntry::index).toList();
  }

  StoredEntry newest(String patient) throws Exception {
    return log.search(LogQuery.all().subject(patient(patient))).entries().getFirst();
  }

  /// A file of the public log.
  Optional<byte[]> file(String path) throws IOException {
    try {
      return log.file(path);
    } catch (AuditException e) {
      throw new IOException(e);
    }
  }

  /// Every table as a dump writes it, by name.
  Map<String, String> tables() throws SQLException {
    Map<String, String> tables = new LinkedHashMap<>();
    try (Connection connection = gateway.part(DataSource.class).getConnection();
        Statement statement = connection.createStatement()) {
      List<String> names = new ArrayList<>();
      try (ResultSet rows =
          statement.executeQuery("select tablename from pg_tables where schemaname = 'public'")) {
        while (rows.next()) {
          names.add(rows.getString(1));
        }
      }
      assertThat(names).contains("log_body", "subject_key", "sealed_resource");
      for (String name : names) {
        StringBuilder text = new StringBuilder();
        try (ResultSet rows = statement.executeQuery("select t::text from " + name + " as t")) {
          while (rows.next()) {
            text.append(rows.getString(1)).append('\n');
          }
        }
        tables.put(name, text.toString());
      }
    }
    return tables;
  }

  /// The log proper, as anyone can fetch it.
  String leaves() throws SQLException {
    StringBuilder leaves = new StringBuilder();
    try (Connection connection = gateway.part(DataSource.class).getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select leaf from log_entry order by index")) {
      while (rows.next()) {
        leaves.append(new String(rows.getBytes(1), StandardCharsets.UTF_8)).append('\n');
      }
    }
    return leaves.toString();
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = gateway.part(DataSource.class).getConnection();
        Statement statement = connection.createStatement()) {
      boolean _ = statement.execute(sql);
    }
  }

  long number(String sql) throws SQLException {
    try (Connection connection = gateway.part(DataSource.class).getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      assertThat(row.next()).isTrue();
      return row.getLong(1);
    }
  }

  static String text(Optional<byte[]> body) {
    return new String(body.orElseThrow(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    gateway.close();
  }
}
