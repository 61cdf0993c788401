package org.cloister.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.cloister.audit.Agent;
import org.cloister.audit.CanonicalJson;
import org.cloister.gateway.compliance.erasure.Erasure;
import org.cloister.gateway.compliance.erasure.ErasurePlan.Target;
import org.cloister.gateway.compliance.erasure.Erasures;
import org.cloister.gateway.compliance.erasure.LegalBasis;
import org.cloister.gateway.compliance.erasure.Scope;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.infer.ModelCall;
import org.cloister.gateway.record.RecordSealer;
import org.junit.jupiter.api.Test;

/// `./cloister verify --record`, as the caller of an inference runs it.
final class RecordCheckTest {
  @Test
  void verify_saysUnderWhichActAndWhenARecordWasErased() throws Exception {
    try (TestGateway gateway = TestGateway.start()) {
      String record =
          gateway
              .infer(gateway.token(DemoClient.EHR), ModelCall.ckdEpi("to-be-erased").body())
              .headers()
              .firstValue("Cloister-Record")
              .orElseThrow();
      assertThat(verify(gateway, record).out())
          .startsWith("OK: Entry ")
          .doesNotContain("erased")
          .hasLineCount(1);

      Erasure act = erase(gateway, "to-be-erased");

      CommandLine after = verify(gateway, record);
      assertThat(after.exitCode()).as(after.out()).isZero();
      assertThat(after.out())
          .startsWith("OK: Entry ")
          .contains(
              "What it said of the patient was erased on " + act.at().toString().substring(0, 10))
          .contains("scope accountability, legal basis gdpr-17-1-d")
          .hasLineCount(1);
      assertThat(verify(gateway, "00000000-0000-4000-8000-000000000000").out())
          .startsWith("UNKNOWN: ");
      assertThat(verify(gateway, "not-a-record").exitCode()).isEqualTo(2);
    }
  }

  @Test
  void verify_ofARecordWhosePartWasTakenAwayByHandDoesNotCallItErased() throws Exception {
    try (TestGateway gateway = TestGateway.start()) {
      String record =
          gateway
              .infer(gateway.token(DemoClient.EHR), ModelCall.ckdEpi("taken-away").body())
              .headers()
              .firstValue("Cloister-Record")
              .orElseThrow();
      try (Connection connection = gateway.part(DataSource.class).getConnection();
          Statement statement = connection.createStatement()) {
        int _ = statement.executeUpdate("update log_body set sealed_body = null");
      }

      CommandLine after = verify(gateway, record);

      assertThat(after.exitCode()).isEqualTo(1);
      assertThat(after.out()).startsWith("TAMPERED: ").contains("no act erased it");
    }
  }

  private static CommandLine verify(TestGateway gateway, String record) {
    return CommandLine.run(
        "verify", "--record", record, "--url", gateway.url("/log"), "--data", gateway.data());
  }

  private static Erasure erase(TestGateway gateway, String patient) throws Exception {
    Erasures erasures = gateway.part(Erasures.class);
    Target target =
        new Target(
            erasures.subject("Patient/" + patient), Scope.ACCOUNTABILITY, LegalBasis.UNLAWFUL);
    Agent officer =
        Agent.of(
            gateway.part(RecordSealer.class).subject("default", "User/officer-1"),
            CanonicalJson.of(Map.of("subject", "officer-1")),
            Optional.empty());
    return erasures.carryOut(erasures.plan(target), officer);
  }
}
