package org.cloister.gateway.compliance.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.cloister.audit.AuditLog;
import org.cloister.audit.RecordId;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.infer.SharedGateway;
import org.cloister.gateway.record.AuditRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/// Whom the acts of a user or of a token touched.
@ExtendWith(SharedGateway.class)
@TestInstance(Lifecycle.PER_CLASS)
final class BreachRadiusTest {
  private final TestGateway gateway;
  private final AuditLog log;
  private final SeededCalls calls;

  BreachRadiusTest(TestGateway gateway) throws Exception {
    this.gateway = gateway;
    this.log = gateway.part(AuditLog.class);
    this.calls = SeededCalls.of(gateway);
  }

  @Test
  void breachRadius_isExactForEveryUser() throws Exception {
    Officer officer = new Officer(gateway, "officer-1", "HCOMPL");
    for (String user : SeededCalls.USERS) {
      Map<String, Long> expected = new TreeMap<>();
      calls.history().stream()
          .filter(it -> it.user().equals(user))
          .forEach(it -> expected.merge("Patient/" + it.patient(), 1L, Long::sum));

      Document report =
          officer.report(
              calls.period(
                  Map.of("kind", "breach-radius", "user", user, "discovered", "2026-11-25")));

      Map<String, Long> found = new TreeMap<>();
      report
          .tables()
          .getFirst()
          .rows()
          .forEach(row -> found.put(row.getFirst(), Long.parseLong(row.get(3))));
      assertThat(found).as(user).isEqualTo(expected);
      assertThat(report.tables().get(2).rows().toString())
          .contains("2026-11-28 00:00:00 UTC", "2027-01-24", "45 CFR 164.408(c)", "2027-03-02");
    }
  }

  @Test
  void breachRadius_findsTheCallsOfOneToken() throws Exception {
    SeededCalls.Made one = calls.history().getFirst();
    String token =
        AuditRecord.of(log.find(new RecordId(one.record())).orElseThrow())
            .actor()
            .orElseThrow()
            .tokenId();
    Document report =
        new Officer(gateway, "officer-1", "HCOMPL")
            .report(
                calls.period(
                    Map.of("kind", "breach-radius", "token", token, "discovered", "2026-11-25")));

    assertThat(report.tables().getFirst().rows())
        .singleElement()
        .satisfies(row -> assertThat(row.getFirst()).isEqualTo("Patient/" + one.patient()));
  }
}
