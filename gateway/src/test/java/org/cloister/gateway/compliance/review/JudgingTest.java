package org.cloister.gateway.compliance.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.cloister.audit.AuditLog;
import org.cloister.audit.Entry;
import org.cloister.audit.EntryKind;
import org.cloister.audit.Fact;
import org.cloister.audit.LogQuery;
import org.cloister.audit.Outcome;
import org.cloister.deid.sealing.CaseVault;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.compliance.Credentials;
import org.cloister.gateway.compliance.Form;
import org.cloister.gateway.compliance.Oversight;
import org.cloister.gateway.compliance.OversightReply;
import org.cloister.gateway.compliance.erasure.ErasureLock;
import org.cloister.gateway.compliance.review.explain.Judge;
import org.cloister.gateway.identity.CallerAuthenticator;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.identity.TokenClient.TokenRequest;
import org.cloister.gateway.record.RecordBody;
import org.cloister.gateway.record.RecordSealer;
import org.cloister.policies.Caller;
import org.cloister.policies.Policies;
import org.cloister.policies.RequestId;
import org.cloister.policies.SignIn;
import org.cloister.testkit.SettableClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/// Judging by hand, in a gateway whose own job was stopped.
@TestInstance(Lifecycle.PER_CLASS)
final class JudgingTest {
  private static final String TENANT = "default";

  private TestGateway gateway;
  private AuditLog log;
  private RecordSealer sealer;
  private ReviewStore store;
  private Judging judging;

  @BeforeAll
  void start() throws Exception {
    gateway = TestGateway.start();
    gateway.part(ReviewJob.class).close();
    log = gateway.part(AuditLog.class);
    sealer = gateway.part(RecordSealer.class);
    store = store(gateway.part(DataSource.class));
    judging = judging(store);
    catchUp();
  }

  @AfterAll
  void stop() {
    gateway.close();
  }

  @Test
  void step_raisesOneAlertWhenTheProcessDiesBeforeTheCursorMoves() throws Exception {
    change(
        "insert into care_staff (staff, own_record) values (?, ?)",
        store.terms().person("Practitioner/self").text(),
        store.terms().person("Patient/self").text());
    access("self", "self", Optional.empty());
    Judging dying = judging(store(new DiesBeforeCommit(gateway.part(DataSource.class))));

    assertThatExceptionOfType(SQLException.class).isThrownBy(dying::step);
    assertThat(alerts("self")).isEqualTo(1);
    assertThat(count("select count(*) from judged_access where staff = ?", "self")).isZero();
    assertThatExceptionOfType(SQLException.class).isThrownBy(dying::step);
    catchUp();
    catchUp();

    assertThat(alerts("self")).isEqualTo(1);
    assertThat(leaves("self")).isEqualTo(1);
    assertThat(count("select count(*) from judged_access where staff = ?", "self")).isEqualTo(1);
  }

  @Test
  void step_raisesOneAlertForEachAccessOfABurst() throws Exception {
    for (int i = 0; i < 12; i++) {
      access("browser", "browsed-" + i, Optional.empty());
    }
    catchUp();
    assertThat(alerts("browser")).isEqualTo(12);
    for (int i = 0; i < 12; i++) {
      assertThat(leaves("browsed-" + i)).as("patient %s", i).isEqualTo(1);
    }
  }

  /// A release is about no patient: its record is not even opened.
  @Test
  void accesses_areNoReleases() throws Exception {
    LogQuery releases = LogQuery.all().kinds(Set.of(EntryKind.OUTCOME)).event("deidentify");
    long accesses = log.count(Judging.ACCESSES);
    long released = log.count(releases);

    var _ =
        gateway.send(
            gateway
                .request("/fhir/$deidentify?domain=demo")
                .header("Authorization", gateway.token(DemoClient.STEWARD))
                .header("Cloister-Purpose", "HRESCH")
                .header("Content-Type", "application/fhir+json")
                .POST(BodyPublishers.ofString("{\"resourceType\":\"Patient\"}"))
                .build());

    assertThat(log.count(releases)).isEqualTo(released + 1);
    assertThat(log.count(Judging.ACCESSES)).isEqualTo(accesses);
  }

  @Test
  void deadlines_turnOverdueAndAMonthIsSignedWhenNothingOfItIsOpen() throws Exception {
    access("breaker", "broken", Optional.of("unconscious, allergies unknown"));
    catchUp();
    BreakGlassDesk desk = new BreakGlassDesk(store, new Who(log));
    Instant now = Instant.now();
    assertThat(desk.open(now)).extracting(it -> it.get("overdue")).containsExactly(false);
    assertThat(desk.open(now.plus(Duration.ofHours(25))))
        .extracting(it -> it.get("overdue"))
        .containsExactly(true);

    YearMonth month = YearMonth.from(now.atZone(ZoneOffset.UTC));
    Instant nextMonth = month.plusMonths(1).atDay(2).atStartOfDay(ZoneOffset.UTC).toInstant();
    SettableClock clock = SettableClock.at(nextMonth);
    ReviewOffice office = office(clock);
    Form signature = form("{\"month\":\"" + month + "\",\"filter\":\"all alerts\"}");
    assertThat(text(office.reviews(officer("officer-1")))).contains("\"state\":\"due\"");
    assertThat(status(office.signReview(officer("officer-1"), signature))).isEqualTo(400);

    close(office);
    clock.advance(Duration.ofDays(12));
    assertThat(text(office.reviews(officer("officer-1")))).contains("\"state\":\"overdue\"");
    assertThat(status(office.signReview(officer("officer-1"), signature))).isEqualTo(200);
    assertThat(status(office.signReview(officer("officer-2"), signature))).isEqualTo(400);
    assertThat(text(office.reviews(officer("officer-2"))))
        .contains("\"state\":\"signed\"")
        .contains("|officer-1")
        .contains("\"digest\":\"");
  }

  /// Every open item of this gateway, by two officers.
  private void close(ReviewOffice office) throws Exception {
    AlertDesk alerts = new AlertDesk(store, new Who(log));
    for (Map<String, Object> alert : alerts.open(Optional.empty())) {
      Form closing = form("{\"state\":\"justified\",\"note\":\"looked into\"}");
      String id = String.valueOf(alert.get("id"));
      assertThat(status(office.changeAlert(officer("officer-1"), id, closing))).isEqualTo(200);
    }
    Form verdict = form("{\"verdict\":\"justified\",\"note\":\"looked into\"}");
    for (Map<String, Object> item : new BreakGlassDesk(store, new Who(log)).open(Instant.now())) {
      String id = String.valueOf(item.get("record"));
      for (String officer : List.of("officer-1", "officer-2")) {
        assertThat(status(office.reviewBreakGlass(officer(officer), id, verdict))).isEqualTo(200);
      }
    }
  }

  private void access(String user, String patient, Optional<String> emergency) throws Exception {
    RecordBody body = new RecordBody(RequestId.random());
    body.patient(patient);
    body.read("Observation", List.of("Observation/1"));
    emergency.ifPresent(body::breakGlass);
    Entry entry =
        Entry.access(
                Outcome.OK,
                sealer.subject(TENANT, "Patient/" + patient),
                Map.of(Fact.EVENT, "result-read"),
                body.json())
            .by(sealer.agent(caller(user)));
    var _ = log.append(entry, List.of()).get();
  }

  private static Caller caller(String user) {
    return new Caller(
        user,
        "https://issuer.example",
        "ehr",
        "token-" + user,
        TENANT,
        Set.of("clinician"),
        List.of(),
        Set.of(),
        Optional.empty(),
        Optional.of("Practitioner/" + user),
        SignIn.UNSTATED);
  }

  private void catchUp() throws Exception {
    while (judging.step() > 0) {
      // One range after another.
    }
  }

  private ReviewStore store(DataSource database) {
    return new ReviewStore(TENANT, database, gateway.part(CaseVault.class), sealer);
  }

  private Judging judging(ReviewStore on) {
    return new Judging(
        new Judging.Parts(
            on,
            log,
            new Judge(ZoneOffset.UTC),
            SettableClock.at(Instant.now()),
            Duration.ofHours(24)),
        new ErasureLock());
  }

  private ReviewOffice office(SettableClock clock) {
    Oversight oversight =
        new Oversight(
            new Oversight.Parts(
                TENANT,
                gateway.part(CallerAuthenticator.class),
                gateway.part(Policies.class),
                sealer),
            log,
            clock);
    return new ReviewOffice(
        oversight,
        store,
        log,
        gateway.part(ReviewJob.class),
        new ReviewOffice.Calendar(ZoneOffset.UTC, Duration.ofDays(10)));
  }

  private Credentials officer(String name) throws IOException {
    return new Credentials(
        Optional.of(
            gateway.token(
                TokenRequest.of(DemoClient.OFFICER).withUser(name).withPurpose("HCOMPL"))),
        Optional.empty());
  }

  private long alerts(String user) throws SQLException {
    return count("select count(*) from review_alert where staff = ?", user);
  }

  private long leaves(String patient) throws Exception {
    return log.count(
        LogQuery.all().subject(sealer.subject(TENANT, "Patient/" + patient)).event("alert-raised"));
  }

  private long count(String sql, String user) throws SQLException {
    try (Connection connection = store.database().getConnection()) {
      return Rows.number(connection, sql, store.terms().person("Practitioner/" + user).text());
    }
  }

  private void change(String sql, Object... values) throws SQLException {
    try (Connection connection = store.database().getConnection()) {
      Rows.change(connection, sql, values);
    }
  }

  private static Form form(String json) {
    return Form.parse(json.getBytes(StandardCharsets.UTF_8));
  }

  private static int status(OversightReply reply) {
    return ((OversightReply.Recorded) reply).content().status();
  }

  private static String text(OversightReply reply) {
    return new String(((OversightReply.Recorded) reply).content().body(), StandardCharsets.UTF_8);
  }

  /// A process that dies when it would commit: what was committed before stays.
  private static final class DiesBeforeCommit extends DelegatingDataSource {
    DiesBeforeCommit(DataSource database) {
      super(database);
    }

    @Override
    public Connection getConnection() throws SQLException {
      Connection real = super.getConnection();
      return (Connection)
          Proxy.newProxyInstance(
              Connection.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (_, method, arguments) -> {
                if (method.getName().equals("commit")) {
                  real.rollback();
                  throw new SQLException("the process died");
                }
                try {
                  return method.invoke(real, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }
  }
}
