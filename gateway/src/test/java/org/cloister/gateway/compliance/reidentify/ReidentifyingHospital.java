package org.cloister.gateway.compliance.reidentify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.cloister.audit.AuditLog;
import org.cloister.audit.EntryKind;
import org.cloister.audit.LogQuery;
import org.cloister.audit.Outcome;
import org.cloister.audit.RecordId;
import org.cloister.deid.pseudonym.KeyedPseudonyms;
import org.cloister.deid.pseudonym.Original;
import org.cloister.deid.pseudonym.PseudonymDomain;
import org.cloister.deid.pseudonym.Pseudonyms;
import org.cloister.deid.pseudonym.VaultPseudonyms;
import org.cloister.deid.sealing.KeyFile;
import org.cloister.deid.sealing.KeyRing;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.identity.TokenClient.TokenRequest;
import org.cloister.gateway.record.AuditRecord;
import org.cloister.gateway.record.GivenId;
import org.cloister.gateway.record.RecordSealer;

/// A gateway with two domains, `study` and `registry`, and the people who re-identify there.
final class ReidentifyingHospital implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  final TestGateway gateway;
  private final Path keys;

  private ReidentifyingHospital(TestGateway gateway, Path keys) {
    this.gateway = gateway;
    this.keys = keys;
  }

  static ReidentifyingHospital open(Path folder, Map<String, Object> settings) throws Exception {
    Map<String, Object> all = new LinkedHashMap<>(settings);
    List<String> names = List.of("study", "registry");
    for (int i = 0; i < names.size(); i++) {
      Path key = folder.resolve(names.get(i) + ".key");
      if (!Files.exists(key)) {
        var _ = KeyFile.create(key);
      }
      String domain = "cloister.deidentification.domains[" + i + "].";
      all.put(domain + "name", names.get(i));
      all.put(domain + "presets[0]", "safe-harbor-strict");
      all.put(domain + "key", key.toString());
    }
    Path data = Files.createDirectories(folder.resolve("data"));
    return new ReidentifyingHospital(TestGateway.start(data, all), folder);
  }

  Path key(String domain) {
    return keys.resolve(domain + ".key");
  }

  /// What gives a domain's random codes.
  Pseudonyms vault(String domain) throws Exception {
    return VaultPseudonyms.open(
        gateway.part(DataSource.class), KeyRing.load(key(domain)), new PseudonymDomain(domain));
  }

  /// What gives its derived ones.
  Pseudonyms keyed(String domain) throws Exception {
    return KeyedPseudonyms.of(KeyFile.load(key(domain)), new PseudonymDomain(domain), 1);
  }

  /// The codes of a domain, as a release would give them.
  List<String> codes(String domain, Original... originals) throws Exception {
    Map<Original, String> given = vault(domain).codes(List.of(originals));
    List<String> codes = new ArrayList<>();
    for (Original original : originals) {
      codes.add(Objects.requireNonNull(given.get(original)));
    }
    return codes;
  }

  HttpResponse<String> ask(String user, String domain, List<String> codes) throws Exception {
    return reidentify(user, asking(domain, codes, "The patient must be told of a finding."));
  }

  /// The id of a request that was accepted.
  String asked(String user, String domain, List<String> codes) throws Exception {
    HttpResponse<String> asked = ask(user, domain, codes);
    if (asked.statusCode() != 202) {
      throw new AssertionError("not asked: " + asked.body());
    }
    return json(asked).path("parameter").get(0).path("valueUuid").asText().substring(9);
  }

  HttpResponse<String> open(String user, String request) throws Exception {
    return reidentify(
        user,
        "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"request\",\"valueUuid\":\""
            + "urn:uuid:"
            + request
            + "\"}]}");
  }

  HttpResponse<String> reidentify(String user, String body) throws Exception {
    return post(requester(user), "/fhir/$reidentify", "TREAT", body);
  }

  HttpResponse<String> approve(String user, String request) throws Exception {
    String path = "/compliance/reidentifications/" + request + "/approval";
    return post(trustee(user), path, "HCOMPL", "");
  }

  HttpResponse<String> refuse(String user, String request) throws Exception {
    String path = "/compliance/reidentifications/" + request + "/refusal";
    return post(trustee(user), path, "HCOMPL", "{\"note\":\"no physician asked for it\"}");
  }

  /// Asked and approved.
  String approved(String domain, List<String> codes) throws Exception {
    String request = asked("dr-brandt", domain, codes);
    HttpResponse<String> approval = approve("trustee-1", request);
    if (approval.statusCode() != 200) {
      throw new AssertionError("not approved: " + approval.body());
    }
    return request;
  }

  HttpResponse<String> post(String token, String path, String purpose, String body)
      throws Exception {
    return gateway.send(
        gateway
            .request(path)
            .header("Authorization", token)
            .header("Cloister-Purpose", purpose)
            .header("Content-Type", "application/fhir+json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  HttpResponse<String> get(String token, String path, String purpose) throws Exception {
    return gateway.send(
        gateway
            .request(path)
            .header("Authorization", token)
            .header("Cloister-Purpose", purpose)
            .GET()
            .build());
  }

  String requester(String user) throws IOException {
    return gateway.token(TokenRequest.of(DemoClient.REQUESTER).withUser(user));
  }

  String trustee(String user) throws IOException {
    return gateway.token(TokenRequest.of(DemoClient.TRUSTEE).withUser(user));
  }

  /// The record that an answer names.
  AuditRecord record(HttpResponse<String> answer) throws Exception {
    String id = answer.headers().firstValue("Cloister-Record").orElseThrow();
    RecordId record = new RecordId(GivenId.parse(id).orElseThrow());
    return AuditRecord.of(gateway.part(AuditLog.class).find(record).orElseThrow());
  }

  /// Ids of the records by which a patient's report is made.
  List<String> records(String patient) throws Exception {
    RecordSealer sealer = gateway.part(RecordSealer.class);
    LogQuery about = LogQuery.all().subject(sealer.subject("default", "Patient/" + patient));
    return gateway.part(AuditLog.class).search(about).entries().stream()
        .map(entry -> entry.recordId().value().toString())
        .toList();
  }

  int change(String sql) throws Exception {
    try (Connection connection = gateway.part(DataSource.class).getConnection();
        Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }

  /// Changes the row of a request behind the gateway's back.
  void setRow(String request, String set) throws Exception {
    assertThat(
            change(
                "update reidentification_request set "
                    + set
                    + " where request_id = '"
                    + request
                    + "'"))
        .isEqualTo(1);
  }

  /// Asserts that the answer tells why and nothing of a patient, and is recorded so.
  void refusedWithoutAValue(HttpResponse<String> answer, int status, String code, Outcome outcome)
      throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains(code).doesNotContain("Patient/");
    AuditRecord record = record(answer);
    assertThat(record.outcome()).isEqualTo(outcome);
    assertThat(record.issues()).extracting(AuditRecord.Reason::code).containsExactly(code);
  }

  /// Asserts what the answer's record is.
  void recorded(HttpResponse<String> answer, EntryKind kind, Outcome outcome, String event)
      throws Exception {
    AuditRecord record = record(answer);
    assertThat(record.kind()).isEqualTo(kind);
    assertThat(record.outcome()).isEqualTo(outcome);
    assertThat(record.event()).contains(event);
    assertThat(record.actor()).isPresent();
  }

  static JsonNode json(HttpResponse<String> answer) throws IOException {
    return JSON.readTree(answer.body());
  }

  static String asking(String domain, List<String> codes, String reason) {
    StringBuilder body = new StringBuilder("{\"resourceType\":\"Parameters\",\"parameter\":[");
    body.append("{\"name\":\"domain\",\"valueString\":\"").append(domain).append("\"},");
    for (String code : codes) {
      body.append("{\"name\":\"pseudonym\",\"valueString\":\"").append(code).append("\"},");
    }
    return body.append("{\"name\":\"reason\",\"valueString\":\"")
        .append(reason)
        .append("\"}]}")
        .toString();
  }

  @Override
  public void close() {
    gateway.close();
  }
}
